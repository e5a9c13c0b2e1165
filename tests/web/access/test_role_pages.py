"""Who has access, as pages: what each kind of reader sees and may do there, and nothing of what is not theirs."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.domain.accounts.account import AccessRole
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.accounts.stories import GRANTED, NEWCOMER, address, at, done, many, next_page, peopled, typed
from tests.web.browser_without_script import Answer, Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER, person

IMPORTED, GIVEN = "Came with the account's import", "Granted by an administrator"
SINCE = ", 22 November 2026, 09:00 UTC"
COLUMNS = 4


@pytest.fixture
def account(site: Site) -> Account:
    """Run by its administrator, its Virtual Account Lab by a colleague."""
    return peopled(site)


@pytest.fixture
def own(site: Site, account: Account) -> Site:
    """The site for the administrator."""
    return site.signed_in(ADMINISTRATOR)


def rows_of(answer: Answer) -> Iterator[tuple[str, ...]]:
    """The table, without what one can do."""
    page = answer.page
    for number, who in enumerate(page.said("th")[COLUMNS + 1 :]):
        first = number * COLUMNS
        yield (who, *page.said("td")[first : first + COLUMNS - 1])


def people_on(answer: Answer) -> set[str]:
    """The addresses at the university that the page says."""
    return set(re.findall(r"[\w.]+@univ\.example", answer.page.text))


def offered(answer: Answer, name: str) -> list[str]:
    """What a list of the page offers."""
    return re.findall(
        r"<option[^>]*>([^<]*)<", answer.text.partition(f'<select id="{name}"')[2].partition("</select>")[0]
    )


def test_the_list_says_who_has_which_role_where_why_and_since_when(own: Site, account: Account) -> None:
    typed("/roles", **GRANTED)(own, account)
    waiting, whole = "Not signed in yet", "The whole account"
    assert list(rows_of(at("/roles")(own, account))) == [
        ("Ada Administrator <admin@univ.example>", "Smart Account administrator", whole, IMPORTED + SINCE),
        (f"colleague@univ.example {waiting}", "Virtual Account administrator", "Lab", IMPORTED + SINCE),
        (f"new@univ.example {waiting}", "Smart Account user", whole, GIVEN + SINCE),
        (f"user@univ.example {waiting}", "Virtual Account user", "Lab", IMPORTED + SINCE),
        (f"viewer@univ.example {waiting}", "Smart Account viewer", whole, IMPORTED + SINCE),
    ]


def test_a_long_list_has_several_pages_and_everybody_once(own: Site, account: Account) -> None:
    first = at("/roles")(own, many(account))
    second = next_page(own, first)
    people = [who for page in (first, second) for who, *_ in rows_of(page)]
    assert (len(people), len(set(people))) == (30, 30)


def test_whoever_runs_a_virtual_account_sees_and_gives_the_roles_on_it_alone(site: Site, account: Account) -> None:
    own = site.signed_in(COLLEAGUE)
    page = at("/roles")(own, account)
    assert people_on(page) == {"colleague@univ.example", "user@univ.example"}
    assert offered(page, "virtual_account_id") == ["Choose a Virtual Account", "Lab"]
    roles = ["Virtual Account administrator", "Virtual Account user", "Virtual Account viewer"]
    assert offered(page, "role") == ["Choose a role", *roles]
    form = {"email": NEWCOMER, "role": "virtual_account_viewer", "virtual_account_id": account.lab}
    assert NEWCOMER in people_on(done("/roles", **form)(own, account))


@pytest.mark.parametrize(
    ("role", "part"),
    [("smart_account_viewer", ""), ("virtual_account_viewer", "office"), ("virtual_account_viewer", "none")],
)
def test_whoever_runs_a_virtual_account_gives_nothing_beyond_it(
    site: Site, account: Account, role: str, part: str
) -> None:
    own = site.signed_in(COLLEAGUE)
    form = {"role": role, "virtual_account_id": account.office if part == "office" else part}
    page, before = own.get(address(account, "/roles")), account.world.rows()
    answer = own.fill_in(page, "/roles", email=NEWCOMER, **form)
    assert (answer.status, answer.page.said("h2")[0]) == (403, "This goes beyond your own right")
    assert account.world.rows() == before


@pytest.mark.parametrize("path", ["/roles", "/roles/{another}/withdraw", "/roles/nothing/withdraw"])
def test_nobody_else_learns_anything(site: Site, account: Account, path: str) -> None:
    for who in (PARTNER, person("viewer@univ.example")):
        own, where = site.signed_in(who), address(account, path)
        for answer in (own.get(where), own.post(where, token_of(own))):
            assert (answer.status, people_on(answer)) == (403, set())


def test_a_role_of_another_account_is_no_role_of_this_one(own: Site, account: Account) -> None:
    account.world.import_account("Rival", "rival.example", ("it@rival.example",))
    (lock,) = account.world.ports.store.locks("rival.example")
    (role,) = account.world.ports.store.account_grants(lock.account_id)
    answer = at(f"/roles/{role.grant_id}/withdraw")(own, account)
    assert (answer.status, "it@rival.example" in answer.text) == (404, False)


def test_what_is_granted_is_theirs_from_their_sign_in_on(own: Site, account: Account, site: Site) -> None:
    newcomer = site.signed_in(person(NEWCOMER), role=None)
    assert newcomer.get("/directory").status == 403
    typed("/roles", **GRANTED)(own, account)
    assert "University of Example" in newcomer.get("/directory").page.text


def test_faults_stand_at_their_fields_and_what_was_typed_stays(own: Site, account: Account) -> None:
    page = typed("/roles", email="nobody", role="")(own, account).page
    assert [page.field(one)["aria-invalid"] for one in ("email", "role")] == ["true", "true"]
    assert page.field("email")["value"] == "nobody"


@pytest.mark.parametrize(
    ("role", "on_lab", "field"),
    [("virtual_account_user", False, "virtual_account_id"), ("smart_account_user", True, "role")],
)
def test_a_virtual_account_belongs_to_the_roles_of_virtual_accounts_and_to_no_other(
    own: Site, account: Account, role: str, on_lab: bool, field: str
) -> None:
    form = {"email": NEWCOMER, "role": role, "virtual_account_id": account.lab if on_lab else ""}
    answer = typed("/roles", **form)(own, account)
    assert (answer.status, answer.page.field(field)["aria-invalid"]) == (422, "true")
    assert "virtual_account_viewer" not in answer.page.text, "roles are called by their names"


def test_the_form_can_be_opened_for_one_virtual_account(own: Site, account: Account) -> None:
    page = own.get(address(account, "/roles?part={lab}")).page
    assert page.forms[-1].values["virtual_account_id"] == account.lab


def test_withdrawing_asks_first_and_then_the_role_is_gone(own: Site, account: Account) -> None:
    asked = at("/roles/{another}/withdraw")(own, account)
    assert people_on(asked) == {"viewer@univ.example"}
    assert "your own" not in asked.page.text
    assert "viewer@univ.example" not in people_on(done("/roles/{another}/withdraw")(own, account))


def test_the_last_administrator_stays_and_reads_why(own: Site, account: Account) -> None:
    page, before = own.get(address(account, "/roles/{own}/withdraw")), account.world.rows()
    answer = own.fill_in(page, "/withdraw")
    assert (answer.status, answer.page.said("h2")) == (409, ["An account needs an administrator"])
    assert account.world.rows() == before


def test_who_withdraws_their_own_role_is_warned_and_led_to_where_they_may_be(own: Site, account: Account) -> None:
    typed("/roles", email="second@univ.example", role="smart_account_administrator")(own, account)
    page = at("/roles/{own}/withdraw")(own, account)
    assert "This role is your own." in page.page.text
    answer = own.fill_in(page, "/withdraw")
    assert answer.headers["location"] == f"/api/accounts/{account.account_id}?done=withdrawn"
    assert "The role is withdrawn." in own.followed(answer).page.text
    assert at("/roles")(own, account).status == 403


def test_whoever_still_runs_a_part_is_led_back_to_the_list(own: Site, account: Account) -> None:
    account.give(ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR, account.office)
    path = f"/roles/virtual_account_administrator-{account.office}-of-admin/withdraw"
    assert done(path)(own, account).page.said("h1") == ["Who has access to University of Example"]
