"""A request belongs to a team: how it gets there, who approves, who is named, what lists and directory show."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.team import Scope
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import next_in_review, review_request
from infra.operate.listing import list_all
from tests.services.requests import team_stories as stories
from tests.services.requests.team_stories import ACTS, ADMINISTRATOR, SUCCESSOR, TeamWorld
from tests.world import REVIEWER, World, person

OUTSIDE = "consultant@private.example"
ANOTHER_SPELLING = "Consultant+x@private.example"
HANDED_TO = {"nobody@reseller.example": "not-a-team-member", "rita@abroad.example": "already-the-requester"}


@pytest.fixture
def team(world: World) -> TeamWorld:
    return TeamWorld.of(world)


def test_the_only_team_that_fits_has_the_request(team: TeamWorld) -> None:
    request = stories.of_the_team(team)
    assert (request.team_account_id, request.team_domain) == (team.team_id, "reseller.example")


def test_a_team_that_does_not_fit_is_refused_alike_whether_it_exists(team: TeamWorld) -> None:
    for chosen in (team.team_id, "0" * 32):
        with pytest.raises(Refused) as refused:
            team.world.submit(by=person("pat@elsewhere.example"), team_account_id=chosen)
        (error,) = refused.value.errors
        assert (refused.value.problem, error.pointer, error.code, error.facts) == (
            Problem.VALIDATION_FAILED,
            "/team_account_id",
            FieldCode.NOT_ONE_OF,
            {},
        )


def test_no_member_is_asked_at_any_address(team: TeamWorld) -> None:
    team.give(person(OUTSIDE), AccessRole.SMART_ACCOUNT_VIEWER)
    request = stories.of_the_team(team)
    by, token = team.caller("requester"), team.world.token(request)
    other, to = Replacement("1", MailAddress.parse(OUTSIDE)), read_forwarding(OUTSIDE, "", "en", True)
    with pytest.raises(Refused, match="requester-cannot-approve"):
        team.world.submit(by=by.person, domain_identifier="new.example", customer_emails=(ANOTHER_SPELLING,))
    with pytest.raises(Refused, match="requester-cannot-approve"):
        requester_actions.reassign(team.world.ports, by, request.request_id, other)
    with pytest.raises(Refused, match="forward-to-requester"):
        link_actions.forward(team.world.ports, token, lambda _: to)


def test_a_member_of_the_requests_own_organisation_is_asked(team: TeamWorld) -> None:
    team.give(person("it@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
    request = stories.of_the_team(team)
    link_actions.approve(team.world.ports, team.world.token(request), True)


def test_who_becomes_a_member_after_being_asked_cannot_approve_until_the_role_is_gone(team: TeamWorld) -> None:
    stories.of_the_team(team)
    by = team.caller("requester").person
    request = team.world.submit(by=by, domain_identifier="new.example", customer_emails=(OUTSIDE,))
    review_request(team.world.ports, REVIEWER, request.request_id, accepted=True, reason="")
    team.give(person(OUTSIDE), AccessRole.SMART_ACCOUNT_VIEWER)
    token, rows = team.world.token(request), team.world.rows()
    with pytest.raises(Refused, match="requester-cannot-approve"):
        link_actions.approve(team.world.ports, token, True)
    assert team.world.rows() == rows
    team.leave(person(OUTSIDE))
    link_actions.approve(team.world.ports, token, True)


def test_a_reviewer_who_is_a_member_does_not_review(team: TeamWorld) -> None:
    stories.of_the_team(team)
    by = team.caller("requester").person
    request = team.world.submit(by=by, domain_identifier="new.example", customer_emails=(OUTSIDE,))
    team.give(REVIEWER, AccessRole.SMART_ACCOUNT_USER)
    with pytest.raises(Refused, match="own-request"):
        review_request(team.world.ports, REVIEWER, request.request_id, accepted=True, reason="")


def test_queue_of_the_reviews_passes_over_requests_of_the_reviewers_team(team: TeamWorld) -> None:
    stories.of_the_team(team)
    team.give(REVIEWER, AccessRole.SMART_ACCOUNT_USER)
    by = team.caller("requester").person
    team.world.submit(by=by, domain_identifier="new.example", customer_emails=(OUTSIDE,))
    assert next_in_review(team.world.ports, team.world.caller(REVIEWER)) is None


@pytest.mark.parametrize(("name", "is_named"), [("administrator", True), ("viewer", True), ("stranger", False)])
def test_a_conflict_names_the_request_to_the_whole_team(team: TeamWorld, name: str, is_named: bool) -> None:
    request = stories.of_the_team(team)
    with pytest.raises(Refused, match="request-already-pending") as refused:
        team.world.submit(by=team.people[name])
    assert (refused.value.facts.get("existing_request_id") == request.request_id) is is_named


@pytest.mark.parametrize("name", ["administrator", "user", "viewer"])
def test_list_and_directory_show_the_teams_requests_and_mine_apart(team: TeamWorld, name: str) -> None:
    request, by, ports = stories.of_the_team(team), team.caller(name), team.world.ports
    listed = requester_actions.listed_requests(ports, by, Scope.TEAM, 25, None).items
    assert [one.request.request_id for one in listed] == [request.request_id]
    assert requester_actions.listed_requests(ports, by, Scope.MINE, 25, None).items == []
    shown = directory_of(ports, by.person, by.grants, of_teams=True).creation_requested
    assert [one.request_id for one in shown] == [request.request_id]


def test_who_has_left_sees_no_open_request_in_their_own_list(team: TeamWorld) -> None:
    stories.left(team)
    by = team.caller("requester")
    assert requester_actions.listed_requests(team.world.ports, by, Scope.MINE, 25, None).items == []
    assert requester_actions.listed_entries(team.world.ports, by, Scope.MINE, 25, None).items == []
    assert directory_of(team.world.ports, by.person, by.grants).creation_requested == []


def test_pages_of_several_teams_follow_each_other(team: TeamWorld) -> None:
    wanted = []
    for number in range(4):
        by = person(f"one{number % 2}@more.example")
        wanted.append(
            team.world.submit(by=by, domain_identifier=f"c{number}.example", customer_emails=(f"it@c{number}.example",))
        )
        team.world.clock.advance(hours=1)
    ids = sorted({one.team_account_id or "" for one in wanted})
    seen, start = list[str](), None
    for _ in range(4):
        page = team.world.ports.store.team_requests(ids, 1, start)
        assert [one.request_id for one in team.world.ports.store.team_entries(ids, 1, start).items] == [
            one.request.request_id for one in page.items
        ]
        seen += [one.request.request_id for one in page.items]
        start = page.next_start
    assert seen == [one.request_id for one in reversed(wanted)]


def test_a_handed_over_request_is_the_new_ones_and_mails_reply_to_them(team: TeamWorld) -> None:
    request = stories.handed_over(team)
    assert request.requester.email == str(SUCCESSOR.email)
    mine = requester_actions.listed_requests(team.world.ports, team.world.caller(SUCCESSOR), Scope.MINE, 25, None)
    assert [one.request.request_id for one in mine.items] == [request.request_id]
    before = requester_actions.listed_requests(team.world.ports, team.caller("before"), Scope.MINE, 25, None)
    assert before.items == []
    (told,) = [mail for mail in team.world.work() if mail["Subject"].startswith("Handed over")]
    assert told["To"] == str(SUCCESSOR.email)
    team.world.clock.advance(hours=1)
    ACTS["resend"](team, request, team.world.caller(SUCCESSOR))
    assert str(SUCCESSOR.email) in team.world.work()[0]["Reply-To"]


@pytest.mark.parametrize(("email", "code"), HANDED_TO.items())
def test_a_request_is_handed_over_to_another_member_alone(team: TeamWorld, email: str, code: str) -> None:
    request = stories.of_the_team(team)
    by, to = team.caller("requester"), MailAddress.parse(email)
    with pytest.raises(Refused) as refused:
        requester_actions.hand_over(team.world.ports, by, request.request_id, to)
    assert [error.code for error in refused.value.errors] == [code]


def test_migration_gives_an_earlier_request_its_team_and_notes_members_once(team: TeamWorld) -> None:
    request = stories.of_an_earlier_release(team)
    member = keys.team_member(team.team_id, str(ADMINISTRATOR.email))
    team.world.table.delete(member)
    assert list_all(team.world.container) == 2
    assert team.world.current(request).team_account_id == team.team_id
    assert team.world.table.get(member)
    by = team.caller("viewer")
    assert len(requester_actions.listed_requests(team.world.ports, by, Scope.TEAM, 25, None).items) == 1
    rows = team.world.rows()
    assert list_all(team.world.container) == 0
    assert team.world.rows() == rows


def test_a_member_is_forgotten_with_the_last_role_of_the_address(team: TeamWorld) -> None:
    who = person(OUTSIDE)
    for role in (AccessRole.SMART_ACCOUNT_VIEWER, AccessRole.SMART_ACCOUNT_USER):
        team.world.give_role(OUTSIDE, team.team_id, role)
    claim_at_sign_in(team.world.ports, who)
    assert team.world.ports.store.team_members(team.team_id, [OUTSIDE]) == {OUTSIDE}
    team.leave(who)
    assert team.world.ports.store.team_members(team.team_id, [OUTSIDE]) == frozenset()
