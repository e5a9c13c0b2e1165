"""Pages that list who has access: what each kind of reader sees and may do there."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.accounts.account import AccessRole
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.accounts.stories import GRANTED, NEWCOMER, address, at, done, many, next_page, typed
from tests.web.browser_without_script import Response, Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER, person

IMPORTED, GIVEN = "Came with the account's import", "Granted by an administrator"
SINCE = "22 Nov 2026 "
COLUMNS, CELLS = 5, 4


def rows_of(response: Response) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, without the actions."""
    page = response.page
    for number, who in enumerate(page.texts("th")[COLUMNS:]):
        first = number * CELLS
        yield (who, *page.texts("td")[first : first + CELLS - 1])


def people_on(response: Response) -> set[str]:
    """Return the addresses at the university on the page."""
    return set(re.findall(r"[\w.]+@univ\.example", response.page.text))


def offered(response: Response, name: str) -> list[str]:
    """Return the options of a select list."""
    return re.findall(
        r"<option[^>]*>([^<]*)<", response.text.partition(f'<select id="{name}"')[2].partition("</select>")[0]
    )


def test_list_shows_person_role_scope_origin_and_date(visitor: Site, account: Account) -> None:
    typed("/roles", **GRANTED)(visitor, account)
    waiting, whole, active = "Not signed in yet", " The whole account", "Active"
    assert list(rows_of(at("/roles")(visitor, account))) == [
        ("Ada Administrator admin@univ.example", "Smart Account administrator" + whole, active, SINCE + IMPORTED),
        ("colleague@univ.example", "Virtual Account administrator Lab", waiting, SINCE + IMPORTED),
        ("new@univ.example", "Smart Account viewer" + whole, "Offered until 22 Dec 2026", SINCE + GIVEN),
        ("user@univ.example", "Virtual Account user Lab", waiting, SINCE + IMPORTED),
        ("viewer@univ.example", "Smart Account viewer" + whole, waiting, SINCE + IMPORTED),
    ]


def test_long_list_shows_everybody_once_over_several_pages(visitor: Site, account: Account) -> None:
    first = at("/roles")(visitor, many(account))
    second = next_page(visitor, first)
    people = [who for page in (first, second) for who, *_ in rows_of(page)]
    assert (len(people), len(set(people))) == (30, 30)


def test_virtual_account_administrator_sees_and_grants_only_the_roles_on_it(site: Site, account: Account) -> None:
    visitor = site.signed_in(COLLEAGUE)
    page = at("/roles")(visitor, account)
    assert people_on(page) == {"colleague@univ.example", "user@univ.example"}
    assert offered(page, "virtual_account_id") == ["Choose a Virtual Account", "Lab"]
    roles = ["Virtual Account administrator", "Virtual Account user", "Virtual Account viewer"]
    assert offered(page, "role") == ["Choose a role", *roles]
    form = {"email": NEWCOMER, "role": "virtual_account_viewer", "virtual_account_id": account.lab}
    assert NEWCOMER in people_on(done("/roles", **form)(visitor, account))


@pytest.mark.parametrize(
    ("role", "virtual_account"),
    [("smart_account_viewer", ""), ("virtual_account_viewer", "office"), ("virtual_account_viewer", "none")],
)
def test_virtual_account_administrator_cannot_grant_other_roles(
    site: Site, account: Account, role: str, virtual_account: str
) -> None:
    visitor = site.signed_in(COLLEAGUE)
    form = {"role": role, "virtual_account_id": account.office if virtual_account == "office" else virtual_account}
    page, before = visitor.get(address(account, "/roles")), account.world.rows()
    response = visitor.fill_in(page, "/roles", email=NEWCOMER, **form)
    assert (response.status, response.page.texts("h2")[0]) == (403, "This goes beyond your own right")
    assert account.world.rows() == before


@pytest.mark.parametrize("path", ["/roles", "/roles/{another}/withdraw", "/roles/nothing/withdraw"])
def test_other_readers_see_no_roles(site: Site, account: Account, path: str) -> None:
    for who in (PARTNER, person("viewer@univ.example")):
        visitor, where = site.signed_in(who), address(account, path)
        for response in (visitor.get(where), visitor.post(where, token_of(visitor))):
            assert (response.status, people_on(response)) == (403, set())


def test_role_of_another_account_is_not_found(visitor: Site, account: Account) -> None:
    account.world.import_account("Rival", "rival.example", ("it@rival.example",))
    (lock,) = account.world.ports.store.locks("rival.example")
    (role,) = account.world.ports.store.account_grants(lock.account_id)
    response = at(f"/roles/{role.grant_id}/withdraw")(visitor, account)
    assert (response.status, "it@rival.example" in response.text) == (404, False)


def test_offered_role_takes_effect_once_a_signed_in_person_accepts(visitor: Site, account: Account, site: Site) -> None:
    newcomer = site.signed_in(person(NEWCOMER), role=None)
    assert newcomer.get("/directory").status == 403
    typed("/roles", **GRANTED)(visitor, account)
    assert newcomer.get("/directory").status == 403
    newcomer.fill_in(newcomer.get("/offers"), "/accept")
    assert "University of Example" in newcomer.get("/directory").page.text


def test_errors_are_shown_at_their_fields_and_typed_values_are_kept(visitor: Site, account: Account) -> None:
    page = typed("/roles", email="nobody", role="")(visitor, account).page
    assert [page.field(name)["aria-invalid"] for name in ("email", "role")] == ["true", "true"]
    assert page.field("email")["value"] == "nobody"


@pytest.mark.parametrize(
    ("role", "on_lab", "field"),
    [("virtual_account_user", False, "virtual_account_id"), ("smart_account_user", True, "role")],
)
def test_virtual_account_field_is_required_for_its_roles_and_refused_for_others(
    visitor: Site, account: Account, role: str, on_lab: bool, field: str
) -> None:
    form = {"email": NEWCOMER, "role": role, "virtual_account_id": account.lab if on_lab else ""}
    response = typed("/roles", **form)(visitor, account)
    assert (response.status, response.page.field(field)["aria-invalid"]) == (422, "true")
    assert "virtual_account_viewer" not in response.page.text, "roles are shown by their labels"


def test_form_can_be_opened_for_a_given_virtual_account(visitor: Site, account: Account) -> None:
    page = visitor.get(address(account, "/roles?part={lab}")).page
    assert page.forms[-1].values["virtual_account_id"] == account.lab


def test_withdrawal_asks_for_confirmation_and_removes_the_role(visitor: Site, account: Account) -> None:
    confirmation = at("/roles/{another}/withdraw")(visitor, account)
    assert people_on(confirmation) == {"viewer@univ.example"}
    assert "your own" not in confirmation.page.text
    assert "viewer@univ.example" not in people_on(done("/roles/{another}/withdraw")(visitor, account))


def test_last_administrator_cannot_withdraw_last_role_and_sees_why(visitor: Site, account: Account) -> None:
    page, before = visitor.get(address(account, "/roles/{own}/withdraw")), account.world.rows()
    response = visitor.fill_in(page, "/withdraw")
    assert (response.status, response.page.texts("h2")) == (409, ["An account needs an administrator"])
    assert account.world.rows() == before


def test_withdrawal_of_ones_own_role_warns_and_returns_to_the_account_page(visitor: Site, account: Account) -> None:
    account.give(person("second@univ.example"), AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    page = at("/roles/{own}/withdraw")(visitor, account)
    assert "This role is your own." in page.page.text
    response = visitor.fill_in(page, "/withdraw")
    assert response.headers["location"] == f"/api/accounts/{account.account_id}?done=withdrawn"
    assert "The role is withdrawn." in visitor.followed(response).page.text
    assert at("/roles")(visitor, account).status == 403


def test_withdrawal_returns_to_the_list_while_another_role_allows_it(visitor: Site, account: Account) -> None:
    account.give(ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.office)
    path = f"/roles/virtual_account_administrator-{account.office}-of-admin/withdraw"
    assert done(path)(visitor, account).page.texts("h1") == ["Who has access to University of Example"]
