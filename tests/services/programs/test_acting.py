"""A program acts for its account within its scopes, and ends at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.team import Scope
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.feed.read import team_of
from chalicelib.services.programs.acting import acting_program, note_use
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import listed_requests, reassign, request_file, resend, withdraw
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.programs.stories import FORM_OF_PROGRAM, HEAD, MEMBER, TEAM, Partner, client
from tests.world import FORM, World, person


@pytest.fixture
def partner(world: World) -> Partner:
    return Partner.of(world)


def refusal(call: object, *arguments: object) -> Problem:
    assert callable(call)
    with pytest.raises(Refused) as refused:
        call(*arguments)
    return refused.value.problem


def test_program_submits_for_its_account_under_account_and_label(partner: Partner) -> None:
    program = partner.bound()
    request = partner.submit(partner.acting())

    assert (request.requester.name, request.requester.email) == ("Reseller: Order tool", TEAM)
    assert request.team_account_id == partner.account_id
    (event,) = partner.world.ports.store.events(request.request_id)
    assert event.actor == Actor(Role.PROGRAM, program.program_id)
    mails = [mail for mail in partner.world.work() if mail["to"] == "it@univ.example"]
    assert TEAM in mails[0]["reply-to"]
    assert "Reseller: Order tool" in str(mails[0].get_body(("plain",)))


def test_program_withdraws_what_its_team_has_requested_and_is_named(partner: Partner) -> None:
    program = partner.bound()
    theirs = submit_request(partner.world.ports, partner.caller(), FORM, IdempotencyKey("theirs", "f")).request
    partner.world.clock.advance(hours=1)
    ports = partner.world.ports
    resend(ports, partner.acting(), theirs.request_id, None)
    ended = withdraw(ports, partner.acting(), theirs.request_id, "Ordered twice.")

    assert ended.status is RequestStatus.WITHDRAWN
    assert ended.decision is not None
    assert (ended.decision.role, ended.decision.by) == (Role.PROGRAM, "Reseller: Order tool")
    events = ports.store.events(theirs.request_id)
    assert [event.actor.who for event in events] == [HEAD.person_id, program.program_id, program.program_id]


def test_program_sees_nothing_of_other_teams(partner: Partner) -> None:
    partner.bound()
    other, ports = partner.world.submit(by=person("partner@rival.example")), partner.world.ports
    page = listed_requests(ports, partner.acting(), Scope.TEAM, 25, None)
    assert [one.request.request_id for one in page.items] == []
    assert refusal(request_file, ports, partner.acting(), other.request_id) is Problem.REQUEST_UNKNOWN
    assert refusal(withdraw, ports, partner.acting(), other.request_id, "") is Problem.REQUEST_UNKNOWN


def test_revoked_program_commits_nothing_any_more_not_even_a_call_on_its_way(partner: Partner) -> None:
    program = partner.bound()
    on_its_way = partner.acting()
    partner.revoke(program)

    assert refusal(partner.submit, on_its_way) is Problem.PROGRAM_REQUIRED
    assert refusal(partner.acting) is Problem.PROGRAM_REQUIRED
    assert listed_requests(partner.world.ports, partner.caller(), Scope.TEAM, 25, None).items == []


def test_program_ends_with_its_time(partner: Partner) -> None:
    partner.bound(form=replace(FORM_OF_PROGRAM, valid_days=30))
    partner.world.clock.advance(days=30, seconds=-1)
    partner.acting()
    partner.world.clock.advance(seconds=1)
    assert refusal(partner.acting) is Problem.PROGRAM_REQUIRED


def test_scopes_are_those_of_both_the_invitation_and_the_token(partner: Partner) -> None:
    partner.bound(form=replace(FORM_OF_PROGRAM, scopes=("accounts.read", "requests.read")))
    acting = acting_program(partner.world.ports, client(scopes=("requests.read", "requests.write")))
    assert acting.scopes == {ProgramScope.REQUESTS_READ}
    problems = [refusal(acting.refuse_without, scope) for scope in (*ProgramScope, None) if scope not in acting.scopes]
    assert problems == [*[Problem.SCOPE_REQUIRED] * 3, Problem.PERSON_REQUIRED]


def test_program_that_may_only_read_is_a_viewer_of_its_team(partner: Partner) -> None:
    partner.bound()
    request = partner.submit(partner.acting())
    reader = partner.acting(client(scopes=("requests.read",)))
    assert request_file(partner.world.ports, reader, request.request_id).request.request_id == request.request_id
    assert refusal(withdraw, partner.world.ports, reader, request.request_id, "") is Problem.TEAM_ROLE_REQUIRED


def test_programs_of_an_account_share_its_limits(partner: Partner) -> None:
    policy = replace(partner.world.ports.policy, open_requests=1)
    ports = replace(partner.world.ports, policy=policy)
    partner.bound()
    partner.bound(client("second"))
    partner.submit(partner.acting())
    second = partner.acting(client("second"))
    form = replace(FORM, domain_identifier="other.example", customer_emails=("it@other.example",))
    found = refusal(submit_request, ports, second, form, IdempotencyKey("b", "f"))
    assert found is Problem.TOO_MANY_OPEN_REQUESTS


@pytest.mark.parametrize("domain", ["univ.example", "reseller.example"])
def test_nobody_with_a_role_on_the_account_decides_what_its_program_requests(partner: Partner, domain: str) -> None:
    partner.bound()
    member = person(f"member@{domain}") if domain == "univ.example" else MEMBER
    partner.give_role(member)
    form = replace(FORM, customer_emails=("it@univ.example", str(member.email)))
    key = IdempotencyKey("k", "f")
    assert refusal(submit_request, partner.world.ports, partner.acting(), form, key) is Problem.REQUESTER_CANNOT_APPROVE


def test_who_gets_a_role_on_the_account_later_decides_nothing_that_its_program_requested(partner: Partner) -> None:
    """Also within the requested organisation, where colleagues of a person may decide."""
    partner.bound()
    ports, request = partner.world.ports, partner.submit(partner.acting())
    approver = person(FORM.customer_emails[0])
    token = partner.world.token(request)
    partner.give_role(approver)
    assert refusal(link_actions.approve, ports, token, True) is Problem.REQUESTER_CANNOT_APPROVE
    colleague = person("colleague@univ.example")
    partner.give_role(colleague)
    other = Replacement("1", colleague.email)
    assert refusal(reassign, ports, partner.acting(), request.request_id, other) is Problem.REQUESTER_CANNOT_APPROVE


def test_mails_of_the_programs_of_an_account_are_counted_together(partner: Partner) -> None:
    ports = replace(partner.world.ports, policy=replace(partner.world.ports.policy, mails_per_requester=1))
    partner.bound()
    partner.bound(client("second"))
    partner.submit(partner.acting())
    form = replace(FORM, domain_identifier="other.example", customer_emails=("it@other.example",))
    by, key = partner.acting(client("second")), IdempotencyKey("b", "f")
    assert refusal(submit_request, ports, by, form, key) is Problem.MAIL_LIMIT


def test_feed_of_a_program_is_that_of_its_own_account(partner: Partner) -> None:
    partner.bound()
    assert team_of(partner.acting(), None) == team_of(partner.acting(), partner.account_id) == partner.account_id
    rival = Partner.of(partner.world, "rival.example")
    assert refusal(team_of, partner.acting(), rival.account_id) is Problem.ACCOUNT_UNKNOWN


def test_request_of_another_account_is_not_made(partner: Partner) -> None:
    partner.bound()
    form = replace(FORM, team_account_id="0" * 32)
    key = IdempotencyKey("k", "f")
    assert refusal(submit_request, partner.world.ports, partner.acting(), form, key) is Problem.VALIDATION_FAILED


def test_use_is_kept_once_an_hour(partner: Partner) -> None:
    program, ports = partner.bound(), partner.world.ports

    def used() -> object:
        note_use(ports, acting_program(ports, client()))
        return ports.store.program_uses([program]).get(program.program_id)

    first = used()
    partner.world.clock.advance(minutes=59)
    assert used() == first == partner.world.clock.now() - timedelta(minutes=59)
    partner.world.clock.advance(minutes=1)
    assert used() == partner.world.clock.now()


def test_caller_of_a_person_keeps_requiring_their_roles(partner: Partner) -> None:
    by = partner.caller()
    assert isinstance(by, Caller)
    assert [write.grant for write in by.require(by.grants)] == list(by.grants)  # type: ignore[union-attr]
