"""Imports and decisions in any order, through the use cases: nothing is undone, rows agree, every trail holds."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.administration import Alteration
from chalicelib.services.accounts import administration
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.accounts.import_stories import (
    ADMIN,
    DOMAIN,
    NAME,
    again,
    assert_sound,
    give,
    listed,
    moved,
    the_account,
    withdraw,
)
from tests.world import person, world

ADDRESSES = [f"n{number}@univ.example" for number in range(4)]
NAMES = st.sampled_from([NAME, "Another Name", "A Third Name"])
Transition = Callable[["Told"], None]


class Told:
    """What has happened to the account, as far as a later import might undo it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.gone: set[str] = set()
        self.last = self.chosen = NAME
        self.numbers = count(1)

    @property
    def others(self) -> list[str]:
        """The administrators apart from the one who acts."""
        return [one for one in listed(self.account) if one != ADMIN]


def imports(name: str | None, people: list[str]) -> Transition:
    def transition(told: Told) -> None:
        again(told.account.world, name, "", people)
        if name is not None and told.chosen in (told.last, name):
            told.last = told.chosen = name

    return transition


def renames(name: str) -> Transition:
    def transition(told: Told) -> None:
        ports, caller = told.account.world.ports, told.account.caller(ADMINISTRATOR)
        administration.change_account(ports, caller, told.account.account_id, Alteration(name))
        told.chosen = name

    return transition


def gives(email: str) -> Transition:
    def transition(told: Told) -> None:
        if email not in listed(told.account):
            give(told.account, email)
        told.gone.discard(email)

    return transition


def withdraws(email: str) -> Transition:
    def transition(told: Told) -> None:
        if email in told.others:
            withdraw(told.account, email)
            told.gone.add(email)

    return transition


def moves(email: str) -> Transition:
    """Somebody claims the role, then comes with an address of their own."""

    def transition(told: Told) -> None:
        if email in told.others:
            number = next(told.numbers)
            somebody = replace(person(email), person_id=f"person-{number}")
            moved(told.account, moved(told.account, somebody, email), f"moved{number}@elsewhere.example")
            told.gone.add(email)

    return transition


STEPS = st.one_of(
    st.builds(imports, st.none() | NAMES, st.lists(st.sampled_from(ADDRESSES), max_size=3)),
    st.builds(renames, NAMES),
    st.builds(gives, st.sampled_from(ADDRESSES)),
    st.builds(withdraws, st.sampled_from(ADDRESSES)),
    st.builds(moves, st.sampled_from(ADDRESSES)),
)


# Each example is a system of its own: what fails is told as it came, since making it smaller takes minutes.
@settings(max_examples=15, deadline=None, phases=(Phase.reuse, Phase.generate), suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=3, max_size=8))
def test_no_decision_is_undone_whatever_is_imported_between(steps: list[Transition]) -> None:
    with world() as one:
        one.import_account(NAME, DOMAIN, (ADMIN, *ADDRESSES[:2]))
        told = Told(the_account(one))
        for transition in steps:
            transition(told)
            assert told.account.row.account_name == told.chosen
            assert not told.gone & set(listed(told.account))
        assert_sound(one)
