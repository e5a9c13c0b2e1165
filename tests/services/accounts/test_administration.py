"""Changes of an account and its Virtual Accounts; the search shows them at once."""

from dataclasses import replace

import pytest

from chalicelib.domain.accounts.account import AccessRole, Visibility
from chalicelib.domain.accounts.administration import DEEPEST, Alteration, NewVirtualAccount
from chalicelib.domain.errors import FieldCode, Problem, Refused
from chalicelib.services.access.roles import roles_on
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.read import known_account, virtual_accounts_of
from chalicelib.services.accounts.search import search_accounts
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.writes import SaveAccount
from infra.verify import holds
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import PARTNER, REVIEWER, World


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


def changed(account: Account, name: str | None = None, visibility: str | None = None) -> None:
    by = account.caller(ADMINISTRATOR)
    administration.change_account(account.world.ports, by, account.account_id, Alteration(name, visibility))


def found(account: Account, query: str) -> list[str]:
    page = search_accounts(account.world.container.ports.index, account.world.clock.now(), query, 25, None)
    return [entry.account_name for entry in page.items]


def names(account: Account, by: Caller) -> list[str]:
    return [
        virtual_account.name for virtual_account in virtual_accounts_of(account.world.ports, by, account.account_id)
    ]


def test_renamed_account_is_found_by_its_new_name_only(account: Account) -> None:
    changed(account, "Institute of Samples")
    assert (found(account, "samples"), found(account, "university")) == (["Institute of Samples"], [])


def test_changed_visibility_shows_in_the_search_both_ways(account: Account) -> None:
    changed(account, visibility="restricted")
    assert (found(account, "univers"), found(account, "univ.example")) == ([], ["University of Example"])
    changed(account, visibility="unrestricted")
    assert found(account, "univers") == ["University of Example"]
    assert account.row.search_visibility is Visibility.UNRESTRICTED


def test_change_without_a_difference_writes_nothing(account: Account) -> None:
    before = account.world.rows()
    changed(account)
    changed(account, "University of Example", "unrestricted")
    assert account.world.rows() == before


@pytest.mark.parametrize(
    ("name", "visibility", "pointers"),
    [
        ("x", None, {"/account_name"}),
        ("www.evil.example", "hidden", {"/account_name", "/search_visibility"}),
        (None, "", {"/search_visibility"}),
    ],
)
def test_invalid_name_or_visibility_changes_nothing(
    account: Account, name: str | None, visibility: str | None, pointers: set[str]
) -> None:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        changed(account, name, visibility)
    assert {error.pointer for error in refused.value.errors} == pointers
    assert account.world.rows() == before


def test_renamed_virtual_account_keeps_its_parent(account: Account) -> None:
    below = account.virtual_account("Optics", account.lab)
    by, alteration = account.caller(ADMINISTRATOR), Alteration("Photonics")
    administration.change_part(account.world.ports, by, account.account_id, below.virtual_account_id, alteration)
    virtual_accounts = virtual_accounts_of(account.world.ports, by, account.account_id)
    assert [
        (virtual_account.name, virtual_account.parent_id)
        for virtual_account in virtual_accounts
        if virtual_account.parent_id
    ] == [("Photonics", account.lab)]
    assert holds(account.world.container, account.account_id)


def fault_of(account: Account, new: NewVirtualAccount) -> tuple[str, str]:
    before = account.world.rows()
    with pytest.raises(Refused) as refused:
        administration.create_part(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, new)
    assert account.world.rows() == before
    (fault,) = refused.value.errors
    return fault.pointer, fault.code


def test_virtual_account_name_is_unique_among_siblings_ignoring_case(account: Account) -> None:
    assert fault_of(account, NewVirtualAccount("LAB")) == ("/name", FieldCode.NAME_TAKEN)
    assert account.virtual_account("Lab", account.office).name == "Lab"


def test_parent_of_a_virtual_account_must_exist(account: Account) -> None:
    assert fault_of(account, NewVirtualAccount("New", "nothing")) == ("/parent_id", FieldCode.VIRTUAL_ACCOUNT_MISSING)


def test_virtual_accounts_cannot_nest_deeper_than_the_maximum(account: Account) -> None:
    parent = None
    for level in range(DEEPEST):
        parent = account.virtual_account(f"Level {level}", parent).virtual_account_id
    assert fault_of(account, NewVirtualAccount("Too deep", parent)) == ("/parent_id", FieldCode.TOO_DEEP)


def test_unknown_virtual_account_cannot_be_renamed(account: Account) -> None:
    by = account.caller(ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        administration.change_part(account.world.ports, by, account.account_id, "nothing", Alteration("New"))
    assert refused.value.problem is Problem.VIRTUAL_ACCOUNT_UNKNOWN


def test_restricted_virtual_account_is_shown_only_with_access_and_its_children_move_up(account: Account) -> None:
    hidden = account.virtual_account("Hidden", account.lab, "restricted")
    account.virtual_account("Open below", hidden.virtual_account_id)
    stranger = account.caller(COLLEAGUE)
    assert "Hidden" not in names(account, stranger)
    virtual_accounts = virtual_accounts_of(account.world.ports, stranger, account.account_id)
    assert [
        virtual_account.parent_id for virtual_account in virtual_accounts if virtual_account.name == "Open below"
    ] == [account.lab]
    insider = account.give(COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_VIEWER, hidden.virtual_account_id)
    assert "Hidden" in names(account, insider)
    assert "Hidden" in names(account, account.caller(ADMINISTRATOR))


def test_inactive_account_cannot_be_changed(world: World) -> None:
    request = world.submit()
    account = Account(world, request.account_id, "", "")
    account.give(ADMINISTRATOR, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    for act in (lambda: changed(account, "Renamed"), lambda: account.virtual_account("New")):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.problem is Problem.ACTION_NOT_ALLOWED


def test_account_in_review_is_unknown_to_uninvolved_people(world: World) -> None:
    request = world.submit(customer_emails=("head@elsewhere.example",))
    stranger = Account(world, request.account_id, "", "").caller(COLLEAGUE)
    with pytest.raises(Refused) as refused:
        roles_on(world.ports, stranger, request.account_id)
    assert refused.value.problem is Problem.ACCOUNT_UNKNOWN


def test_account_declined_in_review_stays_visible_to_its_requester(world: World) -> None:
    request = world.submit(customer_emails=("head@elsewhere.example",))
    review_request(world.ports, REVIEWER, request.request_id, False, "Nobody here knows them.")
    assert known_account(world.ports, PARTNER, request.account_id).account_name == request.account_name
    assert known_account(world.ports, REVIEWER, request.account_id).account_name == request.account_name
    with pytest.raises(Refused) as refused:
        known_account(world.ports, COLLEAGUE, request.account_id)
    assert refused.value.problem is Problem.ACCOUNT_UNKNOWN


def test_account_in_review_of_an_earlier_release_finds_its_requester_by_the_lock(world: World) -> None:
    request = world.submit(customer_emails=("head@elsewhere.example",))
    account = known_account(world.ports, PARTNER, request.account_id)
    stored_before = replace(account, requested_by="", version=account.version + 1)
    world.ports.store.commit([SaveAccount(stored_before, account)])
    assert known_account(world.ports, PARTNER, request.account_id) == stored_before
    with pytest.raises(Refused):
        known_account(world.ports, COLLEAGUE, request.account_id)
