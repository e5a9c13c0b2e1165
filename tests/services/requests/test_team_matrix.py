"""Who of a team may do what to which request: one table of role, action and request.

A letter of a cell stands for an action that is carried out, as in `LETTERS`. All others are refused: as unknown to whom
does not see the request, else by the role in the team or by the status.
"""

from collections.abc import Callable, Mapping

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.request import AccountRequest
from tests.services.requests import team_stories as stories
from tests.services.requests.team_stories import ACTS, TeamWorld
from tests.world import World

Story = Callable[[TeamWorld], AccountRequest]
LETTERS = {"s": "see", "h": "history", "r": "resend", "a": "reassign", "o": "hand over", "w": "withdraw"}
PEOPLE = ("requester", "administrator", "user", "viewer", "approver", "part administrator", "stranger")
ALL, ACTS_ONLY, SEES, NOTHING = "shraow", "shraw", "sh", "-"

# A row for each request, with the letters of each person in the order above.
TABLE: Mapping[str, tuple[Story, tuple[str, ...]]] = {
    "of the team": (stories.of_the_team, (ALL, ALL, ACTS_ONLY, SEES, NOTHING, NOTHING, NOTHING)),
    "of the team by the domain": (stories.of_the_domain, (ALL, ALL, ACTS_ONLY, SEES, NOTHING, NOTHING, NOTHING)),
    "of one person": (stories.of_one_person, ("shraw", *[NOTHING] * 6)),
    "handed over": (stories.handed_over, ("shraw", "shraw", ACTS_ONLY, SEES, NOTHING, NOTHING, NOTHING)),
    "left": (stories.left, (NOTHING, ALL, ACTS_ONLY, SEES, NOTHING, NOTHING, NOTHING)),
    "left and closed": (stories.left_and_closed, (SEES, SEES, SEES, SEES, NOTHING, NOTHING, NOTHING)),
    "closed": (stories.closed, (SEES, SEES, SEES, SEES, NOTHING, NOTHING, NOTHING)),
    "erased": (stories.erased, (SEES, SEES, SEES, SEES, NOTHING, NOTHING, NOTHING)),
    "of an earlier release": (
        stories.of_an_earlier_release,
        ("shraw", ALL, ACTS_ONLY, SEES, NOTHING, NOTHING, NOTHING),
    ),
    "of an earlier release, elsewhere": (
        stories.of_an_earlier_release_elsewhere,
        ("shraw", NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),
    ),
}
CELLS = [
    (name, person, letters) for name, (_, row) in TABLE.items() for person, letters in zip(PEOPLE, row, strict=True)
]


@pytest.mark.parametrize(("name", "person", "letters"), CELLS)
@pytest.mark.parametrize("letter", LETTERS)
def test_role_action_and_request(world: World, name: str, person: str, letters: str, letter: str) -> None:
    team = TeamWorld.of(world)
    request = TABLE[name][0](team)
    world.clock.advance(hours=1)
    by, rows = team.caller(person), world.rows()
    if letter in letters:
        ACTS[LETTERS[letter]](team, request, by)
        return
    with pytest.raises(Refused) as refused:
        ACTS[LETTERS[letter]](team, request, by)
    assert world.rows() == rows
    if letters == NOTHING:
        assert refused.value.problem is Problem.REQUEST_UNKNOWN
    else:
        assert refused.value.problem in {
            Problem.TEAM_ROLE_REQUIRED,
            Problem.ACTION_NOT_ALLOWED,
            Problem.VALIDATION_FAILED,
        }
