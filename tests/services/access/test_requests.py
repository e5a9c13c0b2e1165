"""Requests for access and their decisions: the effects on everybody involved, and that nothing happens twice."""

import pytest

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.accounts.account import AccessRole, GrantOrigin
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.services.access import requests
from chalicelib.services.access.lists import own_access_requests, to_decide, waiting_for
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.requests.link_actions import decline as decline_request
from infra.verify import holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World, person

USER, VIEWER = AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER
VIRTUAL_ACCOUNT_USER, VIRTUAL_ACCOUNT_ADMIN = AccessRole.VIRTUAL_ACCOUNT_USER, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def approved(account: Account, request: AccessRequest, choice: Choice | None = None) -> AccessRequest:
    by = account.caller(ADMINISTRATOR)
    return requests.approve(account.world.ports, by, request.access_request_id, choice or Choice())


def declined(account: Account, request: AccessRequest, reason: str = "") -> AccessRequest:
    return requests.decline(account.world.ports, account.caller(ADMINISTRATOR), request.access_request_id, reason)


def subjects(account: Account) -> list[tuple[str, str]]:
    return [(str(mail["To"]), str(mail["Subject"])) for mail in account.world.work()]


def test_access_granted_below_the_request_takes_effect_at_once(account: Account) -> None:
    request = account.ask(COLLEAGUE, USER, note="For the renewal.")
    ((to, _),) = subjects(account)
    assert to == str(ADMINISTRATOR.email)
    after = approved(account, request, Choice(role=VIEWER.value))
    assert after.status is AccessStatus.APPROVED
    assert account.roles_of(COLLEAGUE) == {(VIEWER, None)}
    ((to, _),) = subjects(account)
    assert to == str(COLLEAGUE.email)
    directory = directory_of(account.world.ports, COLLEAGUE, account.caller(COLLEAGUE).grants)
    assert [listed.account_id for listed in directory.accessible] == [account.account_id]
    assert directory.access_requested == []


def test_declined_request_stays_in_the_requesters_directory(account: Account) -> None:
    request = account.ask(COLLEAGUE, USER)
    account.world.work()
    assert declined(account, request, "Ask your own department.").status is AccessStatus.DECLINED
    assert account.roles_of(COLLEAGUE) == set()
    ((to, _),) = subjects(account)
    assert to == str(COLLEAGUE.email)
    directory = directory_of(account.world.ports, COLLEAGUE, account.caller(COLLEAGUE).grants)
    ((account_id, own),) = [(listed.account.account_id, listed.request) for listed in directory.access_requested]
    assert (account_id, own.decision and own.decision.reason) == (account.account_id, "Ask your own department.")


def test_declined_access_can_be_requested_again(account: Account) -> None:
    declined(account, account.ask(COLLEAGUE, USER))
    account.world.clock.advance(days=1)
    again = account.ask(COLLEAGUE, USER)
    directory = directory_of(account.world.ports, COLLEAGUE, ())
    assert [listed.request.access_request_id for listed in directory.access_requested] == [again.access_request_id]


@pytest.mark.parametrize(
    ("visibility", "role", "contacts"),
    [
        ("unrestricted", None, [str(ADMINISTRATOR.email)]),
        ("restricted", None, []),
        ("restricted", VIEWER, [str(ADMINISTRATOR.email)]),
    ],
)
def test_contacts_of_a_restricted_account_need_a_role_and_not_only_a_request(
    world: World, visibility: str, role: AccessRole | None, contacts: list[str]
) -> None:
    account = Account.of(world, visibility)
    account.ask(COLLEAGUE, USER)
    caller = account.give(COLLEAGUE, role)
    (asked,) = directory_of(world.ports, COLLEAGUE, caller.grants).access_requested
    assert [contact.email for contact in asked.contacts] == contacts


def test_access_to_virtual_accounts_grants_a_role_on_each_with_its_origin(account: Account) -> None:
    approved(account, account.ask(COLLEAGUE, VIRTUAL_ACCOUNT_USER, account.lab, account.office))
    assert account.roles_of(COLLEAGUE) == {(VIRTUAL_ACCOUNT_USER, account.lab), (VIRTUAL_ACCOUNT_USER, account.office)}
    given = [grant for grant in account.caller(COLLEAGUE).grants if grant.account_id == account.account_id]
    assert {grant.origin for grant in given} == {GrantOrigin.ACCESS_REQUEST}
    assert {grant.claimed_by for grant in given} == {COLLEAGUE.person_id}


def test_request_for_a_virtual_account_is_mailed_to_its_administrators_too(account: Account) -> None:
    lab_admin, office_admin = person("lab@univ.example"), person("office@univ.example")
    account.give(lab_admin, VIRTUAL_ACCOUNT_ADMIN, account.lab)
    account.give(office_admin, VIRTUAL_ACCOUNT_ADMIN, account.office)
    account.ask(COLLEAGUE, VIRTUAL_ACCOUNT_USER, account.lab)
    assert {to for to, _ in subjects(account)} == {str(ADMINISTRATOR.email), str(lab_admin.email)}


def test_decided_request_sends_no_mail_asking_for_a_decision(account: Account) -> None:
    approved(account, account.ask(COLLEAGUE, USER))
    assert [to for to, _ in subjects(account)] == [str(COLLEAGUE.email)]


def test_second_decision_is_refused_and_changes_nothing(account: Account) -> None:
    request = account.ask(COLLEAGUE, USER)
    approved(account, request)
    before = account.world.rows()
    for decide in (approved, declined):
        with pytest.raises(Refused) as refused:
            decide(account, request)
        assert refused.value.problem is Problem.ALREADY_DECIDED
    assert account.world.rows() == before


def refusal(account: Account, role: AccessRole, *virtual_account_ids: str) -> Refused:
    _, before = account.world.caller(COLLEAGUE), account.world.rows()
    with pytest.raises(Refused) as refused:
        account.ask(COLLEAGUE, role, *virtual_account_ids)
    assert account.world.rows() == before
    return refused.value


def test_second_request_for_access_is_refused(account: Account) -> None:
    account.ask(COLLEAGUE, USER)
    assert refusal(account, VIEWER).problem is Problem.REQUEST_ALREADY_PENDING


@pytest.mark.parametrize(
    ("has", "asks"),
    [
        (USER, USER),
        (USER, VIEWER),
        (AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_ADMINISTRATOR),
        (AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.SMART_ACCOUNT_VIEWER),
    ],
)
def test_request_for_access_already_held_is_refused(account: Account, has: AccessRole, asks: AccessRole) -> None:
    account.give(COLLEAGUE, has)
    assert refusal(account, asks).problem is Problem.ACCESS_ALREADY_GRANTED


def test_roles_on_all_requested_virtual_accounts_count_as_access_already_held(account: Account) -> None:
    account.give(COLLEAGUE, VIRTUAL_ACCOUNT_ADMIN, account.lab)
    assert refusal(account, VIRTUAL_ACCOUNT_USER, account.lab).problem is Problem.ACCESS_ALREADY_GRANTED
    assert account.ask(COLLEAGUE, VIRTUAL_ACCOUNT_USER, account.lab, account.office).status is AccessStatus.PENDING


def test_access_to_a_pending_or_cancelled_account_cannot_be_requested(world: World) -> None:
    request = world.submit(by=person("partner@reseller.example"))
    account = Account(world, request.account_id, "", "")
    assert refusal(account, USER).problem is Problem.ACTION_NOT_ALLOWED
    decline_request(world.ports, world.token(request), "not_needed", "")
    assert refusal(account, USER).problem is Problem.ACTION_NOT_ALLOWED


@pytest.mark.parametrize(
    ("wish", "pointers"),
    [
        (AccessRequestForm("everything", "smart_account_user"), {"/scope"}),
        (AccessRequestForm("account", "emperor"), {"/role"}),
        (AccessRequestForm("account", "virtual_account_user"), {"/role"}),
        (AccessRequestForm("virtual_accounts", "smart_account_user", ("x",)), {"/role", "/virtual_account_ids"}),
        (AccessRequestForm("virtual_accounts", "virtual_account_user"), {"/virtual_account_ids"}),
        (AccessRequestForm("account", "smart_account_user", note="see https://evil.example"), {"/note"}),
    ],
)
def test_invalid_access_request_names_each_invalid_field(
    account: Account, wish: AccessRequestForm, pointers: set[str]
) -> None:
    with pytest.raises(Refused) as refused:
        requests.ask(account.world.ports, account.caller(COLLEAGUE), account.account_id, wish)
    assert refused.value.problem is Problem.VALIDATION_FAILED
    assert {error.pointer for error in refused.value.errors} == pointers


def test_request_for_a_hidden_virtual_account_does_not_confirm_that_it_exists(account: Account) -> None:
    hidden = account.virtual_account("Hidden", visibility="restricted").virtual_account_id
    (fault,) = refusal(account, VIRTUAL_ACCOUNT_USER, hidden).errors
    assert fault.code is FieldCode.VIRTUAL_ACCOUNT_MISSING


def test_lists_show_each_side_its_own_requests_and_count_the_pending_ones(account: Account) -> None:
    ports, administrator = account.world.ports, account.caller(ADMINISTRATOR)
    first = account.ask(COLLEAGUE, USER)
    account.world.clock.advance(days=1)
    second = account.ask(person("second@univ.example"), USER)
    assert waiting_for(ports, administrator) == 2
    listed = to_decide(ports, administrator, {AccessStatus.PENDING}, 25, None).items
    assert [listed_request.request.access_request_id for listed_request in listed] == [
        first.access_request_id,
        second.access_request_id,
    ]
    page = to_decide(ports, administrator, frozenset(), 1, None)
    assert page.next_start is not None
    approved(account, first)
    assert waiting_for(ports, account.caller(ADMINISTRATOR)) == 1
    (left, done) = to_decide(ports, administrator, frozenset(), 25, None).items
    assert (left.request.status, done.request.status) == (AccessStatus.PENDING, AccessStatus.APPROVED)
    (own,) = own_access_requests(ports, account.caller(COLLEAGUE), frozenset(), 25, None).items
    assert own.request.access_request_id == first.access_request_id
    assert waiting_for(ports, account.caller(COLLEAGUE)) == 0


def test_pages_of_one_status_are_full_on_both_sides(account: Account) -> None:
    ports, people = account.world.ports, [person(f"p{number}@univ.example") for number in range(5)]
    asked = [account.ask(one, USER) for one in people]
    for one in asked[:3]:
        approved(account, one)
    granted, both = {AccessStatus.APPROVED}, {AccessStatus.APPROVED, AccessStatus.PENDING}
    administrator = account.caller(ADMINISTRATOR)
    assert len(to_decide(ports, administrator, granted, 2, None).items) == 2
    assert len(to_decide(ports, administrator, both, 5, None).items) == 5
    declined_first = account.caller(people[4])
    requests.decline(ports, administrator, asked[4].access_request_id, "")
    again = account.ask(people[4], USER)
    page = own_access_requests(ports, declined_first, {AccessStatus.DECLINED}, 1, None)
    assert [one.request.access_request_id for one in page.items] == [asked[4].access_request_id]
    (newest,) = own_access_requests(ports, declined_first, {AccessStatus.PENDING}, 1, None).items
    assert newest.request.access_request_id == again.access_request_id


def test_every_transition_is_recorded_in_an_intact_trail(account: Account) -> None:
    request = approved(account, account.ask(COLLEAGUE, USER))
    assert holds(account.world.container, request.access_request_id)
    assert holds(account.world.container, account.account_id)
    kinds = [event.kind.value for event in account.world.ports.store.events(request.access_request_id)]
    assert kinds == ["access_requested", "access_approved"]
    trail = account.world.ports.store.account_events(account.account_id)
    assert trail[-1].kind.value == "role_granted"
    assert all("@" not in str(event.details) + event.actor.who.partition("person-of-")[0] for event in trail)
