"""An account as pages for those who run it: what it offers to whom, its name, visibility and Virtual Accounts."""

import re

import pytest

from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.access_writes import SaveVirtualAccount
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.accounts.stories import address, at, done, peopled, typed
from tests.web.browser_without_script import Answer, Site
from tests.web.page.filled_forms import token_of
from tests.world import PARTNER, person

LINKS = {"/roles", "/change", "/virtual-accounts", "/access"}
HEAVIEST = 60 * 1024


@pytest.fixture
def account(site: Site) -> Account:
    """With the Virtual Accounts Lab, Office and, below Lab and restricted, Optics."""
    return peopled(site)


@pytest.fixture
def own(site: Site, account: Account) -> Site:
    """The site for the administrator."""
    return site.signed_in(ADMINISTRATOR)


def tree_on(answer: Answer) -> str:
    """The Virtual Accounts with their marks; what stands in brackets lies below what stands before them."""
    html = re.search(r'<ul class="tree">.*</ul>\n(?=</section>|<p>|<section)', answer.text, re.DOTALL)
    assert html
    nested = html[0].partition("</section>")[0].replace('<ul class="tree">', "(").replace("</ul>", ")")
    return " ".join(re.sub(r"<[^>]+>", " ", nested).split())


@pytest.mark.parametrize(
    ("who", "links"),
    [
        (ADMINISTRATOR, {"/roles", "/change", "/virtual-accounts"}),
        (COLLEAGUE, {"/roles", "/access"}),
        (person("viewer@univ.example"), {"/access"}),
        (PARTNER, {"/access"}),
    ],
    ids=["administrator", "of a Virtual Account", "viewer", "stranger"],
)
def test_an_account_offers_what_the_reader_may_do(site: Site, account: Account, who: Person, links: set[str]) -> None:
    page = at()(site.signed_in(who), account).page
    here = {one["href"].removeprefix(f"/api/accounts/{account.account_id}") for one in page.all("a")}
    assert here & LINKS == links


def test_nobody_asks_for_access_to_an_account_that_is_not_there_yet(site: Site) -> None:
    request = site.world.submit()
    page = site.signed_in().get(f"/accounts/{request.account_id}").page
    assert not [one for one in page.all("a") if one["href"].endswith("/access")]


def test_the_tree_marks_the_default_and_shows_a_restricted_part_to_those_who_have_access(
    site: Site, own: Site, account: Account
) -> None:
    assert tree_on(at()(own, account)) == "( DEFAULT Default Lab ( Optics Restricted ) Office )"
    for who in (COLLEAGUE, PARTNER):
        assert tree_on(at()(site.signed_in(who), account)) == "( DEFAULT Default Lab Office )"


def test_administrators_are_named_and_can_be_written_to(site: Site, account: Account) -> None:
    page = at()(site.signed_in(), account).page
    assert "Ada Administrator, admin@univ.example" in page.text
    assert "mailto:admin%40univ.example" in {one["href"] for one in page.all("a")}


@pytest.mark.parametrize("path", ["/change", "/virtual-accounts", "/virtual-accounts/{lab}", "/virtual-accounts/x"])
def test_only_administrators_of_the_whole_account_run_it(site: Site, account: Account, path: str) -> None:
    where = address(account, path)
    for who in (COLLEAGUE, person("viewer@univ.example"), PARTNER):
        reader = site.signed_in(who)
        form, before = {"name": "Mine", "account_name": "Mine", **token_of(reader)}, account.world.rows()
        answers = (reader.get(where), reader.post(where, form))
        assert [(one.status, one.page.said("h1")) for one in answers] == [
            (403, ["This is for administrators of the account"])
        ] * 2
        assert account.world.rows() == before


def test_whoever_may_not_run_a_restricted_account_is_not_even_told_its_name(site: Site) -> None:
    account = Account.of(site.world, "restricted")
    for path in ("/change", "/virtual-accounts", "/roles"):
        answer = at(path)(site.signed_in(), account)
        assert (answer.status, "University of Example" in answer.text) == (403, False)


def test_a_new_name_is_found_at_once_and_the_old_one_no_longer(own: Site, account: Account) -> None:
    page = done("/change", account_name="Polytechnic")(own, account).page
    assert (page.said("h1"), page.all("div")[1]["role"]) == (["Polytechnic"], "status")
    assert "Polytechnic" in own.get("/accounts?q=polyt").page.text
    assert "No Smart Account that you may see matches." in own.get("/accounts?q=university").page.text


def test_visibility_alone_can_be_changed(own: Site, account: Account) -> None:
    done("/change", search_visibility="restricted")(own, account)
    assert (account.row.account_name, account.row.search_visibility) == ("University of Example", "restricted")
    assert own.get(address(account, "/change")).page.forms[-1].values["search_visibility"] == "restricted"


def test_a_virtual_account_is_made_below_another_and_renamed_in_place(own: Site, account: Account) -> None:
    done("/virtual-accounts", name="Lasers", parent_id=account.lab)(own, account)
    page = done("/virtual-accounts/{lab}", name="Laboratory", search_visibility="restricted")(own, account)
    mark = "Rename"
    assert tree_on(page) == (
        f"( DEFAULT Default {mark} Laboratory Restricted {mark} ( Lasers {mark} Optics Restricted {mark} )"
        f" Office {mark} )"
    )


def test_a_form_says_where_the_fault_is_and_keeps_what_was_typed(own: Site, account: Account) -> None:
    taken = typed("/virtual-accounts", name="OFFICE", search_visibility="restricted")(own, account).page
    assert (taken.field("name")["aria-invalid"], taken.field("name")["value"]) == ("true", "OFFICE")
    assert taken.forms[-1].values["search_visibility"] == "restricted"
    renamed = typed("/virtual-accounts/{lab}", name="Office")(own, account).page
    assert (renamed.field("name")["aria-invalid"], renamed.field("name")["value"]) == ("true", "Office")


def test_a_virtual_account_of_another_account_is_none_of_this_one(own: Site, account: Account) -> None:
    account.world.import_account("Rival", "rival.example", ("it@rival.example",))
    (lock,) = account.world.ports.store.locks("rival.example")
    (part,) = account.world.ports.store.virtual_accounts(lock.account_id)
    where = address(account, f"/virtual-accounts/{part.virtual_account_id}")
    for answer in (own.get(where), own.post(where, {"name": "Mine", **token_of(own)})):
        assert answer.status == 404


@pytest.fixture
def crowded(account: Account) -> Account:
    """As many Virtual Accounts as there may be: a chain of some, and all others below its end."""
    parent, now = None, account.world.clock.now()
    for number in range(496):
        one = VirtualAccount(f"{number:032}", account.account_id, f"N{number:03}", now, parent_id=parent)
        account.world.ports.store.commit([SaveVirtualAccount(one)])
        parent = one.virtual_account_id if number < 6 else parent
    return account


def test_as_many_virtual_accounts_as_there_may_be_stand_on_light_pages(own: Site, crowded: Account) -> None:
    names: list[str] = []
    where = address(crowded, "/virtual-accounts")
    while where:
        answer = own.get(where)
        assert len(answer.text.encode()) <= HEAVIEST
        links = answer.page.all("a")
        names += [one["aria-label"] for one in links if "aria-label" in one]
        further = (one["href"].removeprefix("/api") for one in links if "virtual-accounts?cursor=" in one["href"])
        where = next(further, "")
    assert len(set(names)) == len(names) == 500
    assert "Rename N000 › N001 › N002 › N003 › N004 › N005 › N200" in names
    for path in ("", "/roles"):
        assert len(at(path)(own, crowded).text.encode()) <= HEAVIEST


def test_a_role_on_any_of_them_can_be_granted_from_its_own_page(own: Site, crowded: Account) -> None:
    last = f"{495:032}"
    assert last not in at("/roles")(own, crowded).text
    page = own.get(address(crowded, f"/virtual-accounts/{last}")).page
    (link,) = [one["href"] for one in page.all("a") if "part=" in one["href"]]
    form = own.get(link.removeprefix("/api").partition("#")[0])
    assert form.page.forms[-1].values["virtual_account_id"] == last
