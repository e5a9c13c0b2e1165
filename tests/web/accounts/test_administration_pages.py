"""Pages for account administrators: what an account offers to whom, its name, visibility and Virtual Accounts."""

import re

import pytest

from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.access_writes import SaveVirtualAccount
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.accounts.stories import address, at, done, typed
from tests.web.browser_without_script import Response, Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER, person

LINKS = {"/roles", "/change", "/virtual-accounts", "/events", "/access"}
HEAVIEST = 60 * 1024


def tree_on(response: Response) -> str:
    """Return the names and marks of the Virtual Accounts; brackets hold the children of the name before them."""
    html = re.search(r'<ul class="tree">.*</ul>\n(?=</section>|<p>|<section)', response.text, re.DOTALL)
    assert html
    nested = html[0].partition("</section>")[0].replace('<ul class="tree">', "(").replace("</ul>", ")")
    return " ".join(re.sub(r"<[^>]+>", " ", nested).split())


@pytest.mark.parametrize(
    ("who", "links"),
    [
        (ADMINISTRATOR, {"/roles", "/change", "/virtual-accounts", "/events"}),
        (COLLEAGUE, {"/roles", "/access"}),
        (person("viewer@univ.example"), {"/access"}),
        (PARTNER, {"/access"}),
    ],
    ids=["administrator", "of a Virtual Account", "viewer", "stranger"],
)
def test_account_page_offers_what_the_reader_may_do(site: Site, account: Account, who: Person, links: set[str]) -> None:
    page = at()(site.signed_in(who), account).page
    links_found = {link["href"].removeprefix(f"/api/accounts/{account.account_id}") for link in page.elements_of("a")}
    assert links_found & LINKS == links


def test_pending_account_offers_no_request_for_access(site: Site) -> None:
    request = site.world.submit()
    page = site.signed_in().get(f"/accounts/{request.account_id}").page
    assert not [link for link in page.elements_of("a") if link["href"].endswith("/access")]


def test_tree_marks_the_default_and_shows_restricted_virtual_accounts_only_with_access(
    site: Site, visitor: Site, account: Account
) -> None:
    assert tree_on(at()(visitor, account)) == "( DEFAULT Default Lab ( Optics Restricted ) Office )"
    for who in (COLLEAGUE, PARTNER):
        assert tree_on(at()(site.signed_in(who), account)) == "( DEFAULT Default Lab Office )"


def test_administrators_are_shown_with_a_mail_link(site: Site, account: Account) -> None:
    page = at()(site.signed_in(), account).page
    assert "Ada Administrator, admin@univ.example" in page.text
    assert "mailto:admin%40univ.example" in {link["href"] for link in page.elements_of("a")}


@pytest.mark.parametrize("path", ["/change", "/virtual-accounts", "/virtual-accounts/{lab}", "/virtual-accounts/x"])
def test_only_administrators_of_the_whole_account_can_open_its_administration(
    site: Site, account: Account, path: str
) -> None:
    where = address(account, path)
    for who in (COLLEAGUE, person("viewer@univ.example"), PARTNER):
        reader = site.signed_in(who)
        form, before = {"name": "Mine", "account_name": "Mine", **token_of(reader)}, account.world.rows()
        responses = (reader.get(where), reader.post(where, form))
        assert [(response.status, response.page.texts("h1")) for response in responses] == [
            (403, ["This is for administrators of the account"])
        ] * 2
        assert account.world.rows() == before


def test_refused_administration_page_does_not_reveal_the_name_of_a_restricted_account(site: Site) -> None:
    account = Account.of(site.world, "restricted")
    for path in ("/change", "/virtual-accounts", "/roles", "/events"):
        response = at(path)(site.signed_in(), account)
        assert (response.status, "University of Example" in response.text) == (403, False)


def test_renamed_account_is_found_by_its_new_name_only_on_pages(visitor: Site, account: Account) -> None:
    page = done("/change", account_name="Polytechnic")(visitor, account).page
    assert page.texts("h1") == ["Polytechnic"]
    statuses = [one for one in page.elements_of("div") if one.get("role") == "status" and "class" in one]
    assert [one["class"] for one in statuses] == ["message success"]
    assert "Polytechnic" in visitor.get("/accounts?q=polyt").page.text
    assert "No Smart Account that you may see matches." in visitor.get("/accounts?q=university").page.text


def test_visibility_can_be_changed_without_the_name(visitor: Site, account: Account) -> None:
    done("/change", search_visibility="restricted")(visitor, account)
    assert (account.row.account_name, account.row.search_visibility) == ("University of Example", "restricted")
    assert visitor.get(address(account, "/change")).page.forms[-1].values["search_visibility"] == "restricted"


def test_virtual_account_is_created_below_another_and_keeps_its_place_when_renamed(
    visitor: Site, account: Account
) -> None:
    done("/virtual-accounts", name="Lasers", parent_id=account.lab)(visitor, account)
    page = done("/virtual-accounts/{lab}", name="Laboratory", search_visibility="restricted")(visitor, account)
    mark = "Rename"
    assert tree_on(page) == (
        f"( DEFAULT Default {mark} Laboratory Restricted {mark} ( Lasers {mark} Optics Restricted {mark} )"
        f" Office {mark} )"
    )


def test_form_marks_the_invalid_field_and_keeps_typed_values(visitor: Site, account: Account) -> None:
    taken = typed("/virtual-accounts", name="OFFICE", search_visibility="restricted")(visitor, account).page
    assert (taken.field("name")["aria-invalid"], taken.field("name")["value"]) == ("true", "OFFICE")
    assert taken.forms[-1].values["search_visibility"] == "restricted"
    renamed = typed("/virtual-accounts/{lab}", name="Office")(visitor, account).page
    assert (renamed.field("name")["aria-invalid"], renamed.field("name")["value"]) == ("true", "Office")


def test_virtual_account_of_another_account_is_not_found(visitor: Site, account: Account) -> None:
    account.world.import_account("Rival", "rival.example", ("it@rival.example",))
    (lock,) = account.world.ports.store.locks("rival.example")
    (virtual_account,) = account.world.ports.store.virtual_accounts(lock.account_id)
    path = address(account, f"/virtual-accounts/{virtual_account.virtual_account_id}")
    for response in (visitor.get(path), visitor.post(path, {"name": "Mine", **token_of(visitor)})):
        assert response.status == 404


@pytest.fixture
def account_with_maximum(account: Account) -> Account:
    """An account with the maximum of Virtual Accounts: a short chain, and all others below its end."""
    parent, now = None, account.world.clock.now()
    for number in range(496):
        virtual_account = VirtualAccount(f"{number:032}", account.account_id, f"N{number:03}", now, parent_id=parent)
        account.world.ports.store.commit([SaveVirtualAccount(virtual_account)])
        parent = virtual_account.virtual_account_id if number < 6 else parent
    return account


def test_pages_of_an_account_with_the_maximum_of_virtual_accounts_stay_small(
    visitor: Site, account_with_maximum: Account
) -> None:
    names: list[str] = []
    path = address(account_with_maximum, "/virtual-accounts")
    while path:
        response = visitor.get(path)
        assert len(response.text.encode()) <= HEAVIEST
        links = response.page.elements_of("a")
        names += [link["aria-label"] for link in links if "aria-label" in link]
        further = (link["href"].removeprefix("/api") for link in links if "virtual-accounts?cursor=" in link["href"])
        path = next(further, "")
    assert len(set(names)) == len(names) == 500
    assert "Rename N000 › N001 › N002 › N003 › N004 › N005 › N200" in names
    for suffix in ("", "/roles"):
        assert len(at(suffix)(visitor, account_with_maximum).text.encode()) <= HEAVIEST


def test_role_on_any_virtual_account_can_be_granted_from_its_page(visitor: Site, account_with_maximum: Account) -> None:
    last = f"{495:032}"
    assert last not in at("/roles")(visitor, account_with_maximum).text
    page = visitor.get(address(account_with_maximum, f"/virtual-accounts/{last}")).page
    (link,) = [link["href"] for link in page.elements_of("a") if "part=" in link["href"]]
    form = visitor.get(link.removeprefix("/api").partition("#")[0])
    assert form.page.forms[-1].values["virtual_account_id"] == last
