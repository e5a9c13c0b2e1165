"""The wait for access: reminders once each, reviewers beside the administrators, its end, and its withdrawal."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import GIVEN_ROLES, AccessRole
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.access import requests
from chalicelib.services.access.lists import own_access_requests, own_pending, to_decide, waiting_for
from chalicelib.services.scheduled_job import sweep
from infra.verify import holds
from tests.backends.observable_table import acting_before
from tests.domain.requests.stories import refuses
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import PARTNER, REVIEWER, World

USER, VIEWER = AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER
ADMINISTERS = AccessRole.SMART_ACCOUNT_ADMINISTRATOR
GIVEN_BY_REVIEWERS = {role for role in AccessRole if role.endswith(("_user", "_viewer"))}


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def without_administrator(world: World) -> Account:
    """An imported account that nobody administers."""
    world.import_account("University of Example", "univ.example")
    lock = world.ports.store.locks_on([("univ.example", "univ.example")])["univ.example"]
    return Account(world, lock.account_id, "", "")


def mailed(world: World) -> Counter[tuple[str, str]]:
    """Recipient and start of the subject of each mail that goes out now."""
    return Counter((str(mail["To"]), str(mail["Subject"]).partition(":")[0]) for mail in world.work())


def current(account: Account, request: AccessRequest) -> AccessRequest:
    found = account.world.ports.store.access_request(request.access_request_id)
    assert found is not None
    return found


def test_undecided_request_is_reminded_of_passed_to_reviewers_and_ends_for_all(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    days: dict[int, Counter[tuple[str, str]]] = {}
    for day in range(62):
        days[day] = mailed(world) + mailed(world)
        world.clock.advance(days=1)
    to_admin, to_reviewer = str(ADMINISTRATOR.email), "reviewer@vendor.example"
    assert {day: mails for day, mails in days.items() if mails} == {
        0: {(to_admin, "Access requested"): 1},
        **{day: {(to_admin, "Reminder, access requested"): 1} for day in (3, 10, 25)},
        30: {(to_reviewer, "Access to decide"): 1},
        60: {(one, "Access not decided in time"): 1 for one in (to_admin, to_reviewer, str(COLLEAGUE.email))},
    }
    assert current(account, request).status is AccessStatus.EXPIRED
    assert own_pending(world.ports, world.caller(COLLEAGUE)) == 0
    assert waiting_for(world.ports, account.caller(ADMINISTRATOR)) == 0
    assert holds(world.container, request.access_request_id)


@pytest.mark.parametrize("day", [3, 30, 60])
def test_two_schedules_at_once_have_the_effect_of_one(account: Account, day: int) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.work()
    world.clock.advance(days=day)
    before = len(world.mailbox())
    with acting_before(world.table, {"transact"}, 0, world.work) as interrupted:
        world.work()
    assert interrupted
    new = [(str(mail["To"]), str(mail["Subject"])) for mail in world.mailbox()[before:]]
    assert len(new) == len(set(new))
    assert holds(world.container, request.access_request_id)


def test_schedule_that_was_off_reminds_once_and_ends_as_one_in_time(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.work()
    world.clock.advance(days=29)
    assert mailed(world) == {(str(ADMINISTRATOR.email), "Reminder, access requested"): 1}
    world.clock.advance(days=200)
    mailed(world)
    decision = current(account, request).decision
    assert decision is not None
    assert decision.at == request.created_at + timedelta(days=60)


def test_request_has_ended_at_its_instant_announced_or_not(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.clock.advance(days=60)
    with pytest.raises(Refused) as refused:
        requests.approve(world.ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    assert (refused.value.problem, refused.value.facts) == (Problem.ACTION_NOT_ALLOWED, {"current_status": "expired"})
    with refuses(Problem.ACTION_NOT_ALLOWED):
        requests.withdraw(world.ports, world.caller(COLLEAGUE), request.access_request_id)
    pending = own_access_requests(world.ports, world.caller(COLLEAGUE), {AccessStatus.PENDING}, 25, None)
    assert pending.items == []


def test_request_that_was_taken_back_is_told_to_deciders_and_can_be_asked_again(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.work()
    withdrawn = requests.withdraw(world.ports, world.caller(COLLEAGUE), request.access_request_id)
    assert withdrawn.status is AccessStatus.WITHDRAWN
    assert mailed(world) == {(str(ADMINISTRATOR.email), "Access no longer requested"): 1}
    world.clock.advance(days=61)
    assert not mailed(world)
    with refuses(Problem.ACTION_NOT_ALLOWED):
        requests.withdraw(world.ports, world.caller(COLLEAGUE), request.access_request_id)
    account.ask(COLLEAGUE, USER)


def test_nobody_takes_back_the_request_of_another(account: Account) -> None:
    request = account.ask(COLLEAGUE, USER)
    for other in (ADMINISTRATOR, PARTNER, REVIEWER):
        with refuses(Problem.ACCESS_REQUEST_UNKNOWN):
            requests.withdraw(account.world.ports, account.caller(other), request.access_request_id)


def test_reviewers_decide_from_day_30_on_and_see_it_from_then_on(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.clock.advance(days=30, seconds=-1)
    sweep(world.ports, world.container.mail_sender)
    reviewer = account.caller(REVIEWER)
    assert to_decide(world.ports, reviewer, {AccessStatus.PENDING}, 25, None).items == []
    with refuses(Problem.NOT_THE_DECIDER):
        requests.approve(world.ports, reviewer, request.access_request_id, Choice())
    world.clock.advance(seconds=1)
    world.work()
    (listed,) = to_decide(world.ports, reviewer, {AccessStatus.PENDING}, 25, None).items
    assert listed.request.access_request_id == request.access_request_id
    assert waiting_for(world.ports, reviewer) == 1
    requests.approve(world.ports, reviewer, request.access_request_id, Choice())
    assert account.roles_of(COLLEAGUE) == {(USER, None)}
    assert mailed(world) == {
        (str(COLLEAGUE.email), "Access granted"): 1,
        (str(ADMINISTRATOR.email), "Decided for you"): 1,
    }
    assert to_decide(world.ports, reviewer, {AccessStatus.PENDING}, 25, None).items == []
    assert holds(world.container, request.access_request_id)


def test_administrators_decide_after_day_30_as_before(account: Account) -> None:
    world, request = account.world, account.ask(COLLEAGUE, USER)
    world.clock.advance(days=31)
    world.work()
    requests.approve(world.ports, account.caller(ADMINISTRATOR), request.access_request_id, Choice())
    assert mailed(world) == {(str(COLLEAGUE.email), "Access granted"): 1}
    assert to_decide(world.ports, account.caller(REVIEWER), {AccessStatus.PENDING}, 25, None).items == []


@pytest.mark.parametrize("role", GIVEN_ROLES)
def test_reviewers_give_viewers_and_users_roles_alone_to_matching_addresses(account: Account, role: AccessRole) -> None:
    world = account.world
    for asker in (COLLEAGUE, PARTNER):
        request = account.ask(asker, role, *([account.lab] if role.startswith("virtual_") else []))
        world.clock.advance(days=30)
        world.work()
        if asker is COLLEAGUE and role in GIVEN_BY_REVIEWERS:
            requests.approve(world.ports, account.caller(REVIEWER), request.access_request_id, Choice())
        else:
            with refuses(Problem.BEYOND_OWN_RIGHT):
                requests.approve(world.ports, account.caller(REVIEWER), request.access_request_id, Choice())
            requests.decline(world.ports, account.caller(REVIEWER), request.access_request_id, "")
    assert {given for given, _ in account.roles_of(COLLEAGUE)} == ({role} & GIVEN_BY_REVIEWERS)
    assert not account.roles_of(PARTNER)


def test_reviewer_may_grant_a_lower_role_than_was_asked_for(account: Account) -> None:
    request = account.ask(COLLEAGUE, ADMINISTERS)
    account.world.clock.advance(days=30)
    lower = Choice(role=VIEWER.value)
    requests.approve(account.world.ports, account.caller(REVIEWER), request.access_request_id, lower)
    assert account.roles_of(COLLEAGUE) == {(VIEWER, None)}


def test_reviewer_decides_no_request_of_their_own(account: Account) -> None:
    reviewing = replace(COLLEAGUE, groups=frozenset({"reviewers"}))
    request = account.ask(reviewing, USER)
    account.world.clock.advance(days=30)
    with refuses(Problem.OWN_REQUEST):
        requests.approve(account.world.ports, account.caller(reviewing), request.access_request_id, Choice())


def test_request_to_an_account_without_administrator_is_the_reviewers_at_once(world: World) -> None:
    account = without_administrator(world)
    request = account.ask(COLLEAGUE, USER)
    assert mailed(world) == {("reviewer@vendor.example", "Access to decide"): 1}
    requests.approve(world.ports, account.caller(REVIEWER), request.access_request_id, Choice())
    assert account.roles_of(COLLEAGUE) == {(USER, None)}


@pytest.mark.parametrize(("asker", "role"), [(COLLEAGUE, ADMINISTERS), (PARTNER, USER)])
def test_nothing_is_accepted_that_nobody_can_decide(world: World, asker: Person, role: AccessRole) -> None:
    account = without_administrator(world)
    world.caller(asker)
    before = world.rows()
    with refuses(Problem.NOBODY_DECIDES):
        account.ask(asker, role)
    assert world.rows() == before
