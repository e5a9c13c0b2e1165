"""A way in for newcomers: whatever they name, nothing tells them whether there is such an account before a decision."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.inquiry import MOST_A_DAY, Inquiry, InquiryForm, InquiryStatus
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.inquiries import inquire, own_inquiries, process_inquiry, withdraw_inquiry
from chalicelib.services.access.lists import to_decide
from chalicelib.services.access.requests import approve, decline
from chalicelib.services.requests import requester_actions
from tests.backends.backend import MemoryBackend
from tests.backends.observable_table import calls_of
from tests.domain.requests.stories import refuses
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import PARTNER, SETTINGS, World, person, world_over

NEWCOMER = person("new@univ.example", name="Nora Newcomer")
STRANGER = person("curious@elsewhere.example")


@pytest.fixture
def account(world: World) -> Account:
    """An account with an administrator."""
    return Account.of(world)


def ask(world: World, typed: str = "univ.example", note: str = "", by: Person = NEWCOMER) -> Inquiry:
    """Make an inquiry, and let the scheduled job look it up."""
    inquiry = inquire(world.ports, by, InquiryForm(typed, note))
    world.work()
    return inquiry


def statuses(world: World) -> list[InquiryStatus]:
    """What the newcomer's list says, newest first."""
    now = world.clock.now()
    page = own_inquiries(world.ports, NEWCOMER, 20, None)
    return [file.inquiry.status(file.request, now) for file in page.items]


def waiting_at(account: Account) -> list[str]:
    """The ids of the requests that the administrator may decide."""
    found = to_decide(account.world.ports, account.caller(ADMINISTRATOR), frozenset(), 20, None)
    return [file.request.access_request_id for file in found.items if file.request.decision is None]


@pytest.mark.parametrize(
    "typed",
    [
        "univ.example",
        "UNIV.example",
        "https://www.univ.example/about",
        "University of Example",
        "  university OF example ",
    ],
)
def test_exact_domain_or_name_reaches_the_administrators(account: Account, typed: str) -> None:
    ask(account.world, typed, "For the renewal.")
    (waiting,) = waiting_at(account)
    request = account.world.ports.store.access_request(waiting)
    assert request
    assert (request.asked.role, request.note) == (AccessRole.SMART_ACCOUNT_VIEWER, "For the renewal.")
    assert statuses(account.world) == [InquiryStatus.WAITING]


@pytest.mark.parametrize("typed", ["univ", "University", "univ.example.com", "niv.example", "Example University"])
def test_what_is_not_exact_reaches_nobody(account: Account, typed: str) -> None:
    ask(account.world, typed)
    assert waiting_at(account) == []
    assert statuses(account.world) == [InquiryStatus.WAITING]


def test_name_of_two_accounts_reaches_neither(account: Account) -> None:
    account.world.import_account("University of Example", "other.example", ("admin@other.example",))
    ask(account.world, "University of Example")
    assert waiting_at(account) == []


def test_restricted_account_is_reached_as_any_other(world: World) -> None:
    account = Account.of(world, "restricted")
    ask(world, "University of Example")
    assert len(waiting_at(account)) == 1


def test_decision_is_told_by_mail_and_in_the_list(account: Account) -> None:
    ask(account.world)
    approve(account.world.ports, account.caller(ADMINISTRATOR), waiting_at(account)[0], Choice())
    assert [mail["To"] for mail in account.world.work()] == [str(NEWCOMER.email)]
    assert statuses(account.world) == [InquiryStatus.APPROVED]
    assert account.roles_of(NEWCOMER) == {(AccessRole.SMART_ACCOUNT_VIEWER, None)}


def test_declined_inquiry_is_told_once(account: Account) -> None:
    ask(account.world)
    decline(account.world.ports, account.caller(ADMINISTRATOR), waiting_at(account)[0], "Not now.")
    assert statuses(account.world) == [InquiryStatus.DECLINED]
    account.world.work()
    account.world.clock.advance(days=61)
    assert account.world.work() == []


@pytest.mark.parametrize("typed", ["univ.example", "nothing.example"])
def test_without_a_decision_it_ends_alike_and_is_told_by_the_words_that_were_typed(
    account: Account, typed: str
) -> None:
    ask(account.world, typed)
    account.world.clock.advance(days=59, hours=23)
    account.world.work()
    assert statuses(account.world) == [InquiryStatus.WAITING]
    account.world.clock.advance(hours=2)
    (mail,) = [mail for mail in account.world.work() if mail["To"] == str(NEWCOMER.email)]
    assert typed in str(mail["Subject"])
    assert statuses(account.world) == [InquiryStatus.ENDED]
    assert account.world.work() == []


def test_three_inquiries_a_day(world: World) -> None:
    for number in range(MOST_A_DAY):
        ask(world, f"nothing{number}.example")
        world.clock.advance(hours=1)
    with refuses(Problem.TOO_MANY_INQUIRIES) as refusal:
        ask(world)
    assert refusal.value.retry_after == timedelta(hours=24 - MOST_A_DAY)
    ask(world, by=STRANGER)
    world.clock.advance(hours=24 - MOST_A_DAY)
    ask(world)


@pytest.mark.parametrize(
    ("typed", "note"), [("", ""), (" \u200b", ""), ("x" * 201, ""), ("univ.example", "see https://x.example")]
)
def test_faulty_inquiry_is_refused_and_stores_nothing(world: World, typed: str, note: str) -> None:
    before = world.rows()
    with refuses(Problem.VALIDATION_FAILED):
        inquire(world.ports, NEWCOMER, InquiryForm(typed, note))
    assert world.rows() == before


def in_review(world: World) -> None:
    world.submit(domain_identifier="univ.example", customer_emails=("it@elsewhere.example",))


def cancelled(world: World) -> None:
    request = world.submit(domain_identifier="univ.example", customer_emails=("it@univ.example",))
    requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")


WHAT_IS_THERE: Mapping[str, Callable[[World], object]] = {
    "unknown": lambda _: None,
    "known": Account.of,
    "restricted": lambda world: Account.of(world, "restricted"),
    "in review": in_review,
    "cancelled": cancelled,
    "pending": lambda world: world.submit(domain_identifier="univ.example", customer_emails=("it@univ.example",)),
    "own": lambda world: Account.of(world).give(NEWCOMER, AccessRole.SMART_ACCOUNT_APPROVER),
}


def test_taking_and_listing_it_takes_the_same_calls_whatever_is_there() -> None:
    seen = set()
    for there in WHAT_IS_THERE.values():
        world = world_over(MemoryBackend(), SETTINGS)
        there(world)
        with calls_of(world.table) as taking:
            inquire(world.ports, NEWCOMER, InquiryForm("univ.example"))
        world.work()
        with calls_of(world.table) as listing:
            assert statuses(world) == [InquiryStatus.WAITING]
        seen.add((*(call.verb for call in taking), *(call.verb for call in listing)))
    assert seen == {("batch", "transact", "query", "batch", "batch")}


def test_second_asker_and_job_that_runs_twice_change_nothing(account: Account) -> None:
    inquiry = ask(account.world)
    assert not process_inquiry(account.world.ports, inquiry.inquiry_id)
    ask(account.world, "University of Example")
    assert len(waiting_at(account)) == 1


def test_it_counts_against_no_limit_that_the_newcomer_sees(account: Account) -> None:
    before = account.world.ports.store.recent_access_requests(NEWCOMER.person_id)
    ask(account.world)
    assert account.world.ports.store.recent_access_requests(NEWCOMER.person_id) == before
    assert account.world.ports.store.access_request_ids_of(NEWCOMER.person_id, 5, None).items == []


@pytest.mark.parametrize("is_looked_up", [True, False])
def test_inquiry_that_is_taken_back_asks_nobody_any_more(account: Account, is_looked_up: bool) -> None:
    world = account.world
    inquiry = ask(world) if is_looked_up else inquire(world.ports, NEWCOMER, InquiryForm("univ.example"))
    withdraw_inquiry(world.ports, NEWCOMER, inquiry.inquiry_id)
    assert statuses(world) == [InquiryStatus.WITHDRAWN]
    mails = world.work()
    told = [mail for mail in mails if mail["To"] == str(ADMINISTRATOR.email)]
    assert len(told) == is_looked_up
    assert waiting_at(account) == []
    assert statuses(world) == [InquiryStatus.WITHDRAWN]
    world.clock.advance(days=60)
    assert world.work() == []


def test_only_a_waiting_inquiry_of_ones_own_is_taken_back(account: Account) -> None:
    world = account.world
    inquiry = ask(world)
    for by, inquiry_id in ((STRANGER, inquiry.inquiry_id), (NEWCOMER, "unknown")):
        with refuses(Problem.INQUIRY_UNKNOWN):
            withdraw_inquiry(world.ports, by, inquiry_id)
    decline(world.ports, account.caller(ADMINISTRATOR), waiting_at(account)[0], "")
    with refuses(Problem.ACTION_NOT_ALLOWED):
        withdraw_inquiry(world.ports, NEWCOMER, inquiry.inquiry_id)


@pytest.mark.parametrize("there", WHAT_IS_THERE)
def test_taking_back_is_the_same_calls_whatever_is_there(there: str) -> None:
    def verbs(there: str) -> list[tuple[str, int]]:
        world = world_over(MemoryBackend(), SETTINGS)
        WHAT_IS_THERE[there](world)
        inquiry = ask(world)
        with calls_of(world.table) as calls:
            withdraw_inquiry(world.ports, NEWCOMER, inquiry.inquiry_id)
        return [(call.verb, len(call.given[0]) if call.verb in ("batch", "transact") else 1) for call in calls]

    assert verbs(there) == verbs("unknown")
    assert verbs(there) == [("batch", 1), ("batch", 1), ("transact", 1)]
