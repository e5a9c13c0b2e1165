"""What the pages of domain proofs show, and where a badge tells of them."""

import re

import pytest

from chalicelib.domain.identity.person import Person
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.browser_without_script import Site
from tests.web.proofs.stories import LIST, ask, prove
from tests.world import PARTNER, REVIEWER, person

BADGE = '<span class="status active">Domain proved</span>'
NOBODY = person("it@univ.example", name="Ira Technician")


def without_number(page: str) -> str:
    """Take out what differs from call to call: the number of the page, and the token of the session's forms."""
    return re.sub(r"Number of this page, for support: \S+?<|name=\"form_token\" value=\"\S+?\"", "", page)


def test_form_is_filled_in_with_the_readers_own_domain(site: Site) -> None:
    assert 'value="reseller.example"' in site.signed_in().get(LIST).text
    assert 'value=""' in site.signed_in(person("somebody@gmail.com")).get(LIST).text


@pytest.mark.parametrize("who", [PARTNER, NOBODY])
def test_page_shows_the_record_in_full_and_within_the_zone(site: Site, who: Person) -> None:
    visitor = site.signed_in(who, None)
    response = visitor.fill_in(visitor.get(LIST), LIST, domain_identifier="https://Labs.UNIV.example/path")
    page = visitor.followed(response).text
    for text in ("_smart-account-proof.labs.univ.example", ">_smart-account-proof.labs<", ">sar-proof=", "22 December"):
        assert text in page
    assert "Check now" in page


def test_proof_that_is_there_already_is_shown_instead_of_a_second_one(site: Site) -> None:
    proof, visitor = ask(site.world, "univ.example"), site.signed_in()
    response = visitor.fill_in(visitor.get(LIST), LIST, domain_identifier="univ.example")
    assert (response.status, response.headers["location"]) == (303, f"/api{LIST}/{proof.proof_id}")


def test_proof_is_seen_by_its_holder_alone(site: Site) -> None:
    proof = ask(site.world, "univ.example")
    for reader in (NOBODY, REVIEWER, ADMINISTRATOR):
        response = site.signed_in(reader, None).get(f"{LIST}/{proof.proof_id}")
        assert response.status == 404
        assert "univ.example" not in response.text
        assert proof.token not in response.text


def test_account_shows_that_it_has_proved_its_domain(site: Site) -> None:
    account = Account.of(site.world)
    prove(site.world, ask(site.world, "univ.example", PARTNER))
    path = f"/accounts/{account.account_id}"
    assert BADGE not in site.signed_in().get(path).text
    prove(site.world, ask(site.world, "univ.example", ADMINISTRATOR, account.account_id))
    assert BADGE in site.signed_in().get(path).text
    site.world.clock.advance(days=21)
    assert BADGE not in site.signed_in().get(path).text


@pytest.mark.parametrize(
    ("proved", "is_shown"),
    [("labs.univ.example", True), ("univ.example", True), ("a.labs.univ.example", False), ("other.example", False)],
)
def test_request_shows_to_requester_and_reviewer_that_the_requester_has_proved_the_domain(
    site: Site, proved: str, is_shown: bool
) -> None:
    request = site.world.submit(domain_identifier="labs.univ.example", customer_emails=("it@elsewhere.example",))
    path = f"/requests/{request.request_id}"
    proof = ask(site.world, proved)
    assert BADGE not in site.signed_in().get(path).text
    prove(site.world, proof)
    assert (BADGE in site.signed_in().get(path).text) is is_shown
    assert (BADGE in site.signed_in(REVIEWER, None).get(path).text) is is_shown


def test_proof_spares_no_review_and_gives_no_role(site: Site) -> None:
    prove(site.world, ask(site.world, "univ.example"))
    request = site.world.submit(customer_emails=("it@elsewhere.example",))
    assert request.status == "pending_review"
    prove(site.world, ask(site.world, "proved.example", NOBODY))
    assert site.world.ports.store.grants(NOBODY.person_id, str(NOBODY.email)) == []
    assert site.signed_in(NOBODY, None).get("/directory").status == 403


@pytest.mark.parametrize("visibility", ["unrestricted", "restricted"])
def test_asking_tells_nothing_of_accounts_at_the_domain(site: Site, visibility: str) -> None:
    site.world.import_account("House", "house.example", ("boss@house.example",), visibility)
    visitor = site.signed_in(NOBODY, None)
    pages = []
    for domain in ("house.example", "haven.example"):
        response = visitor.fill_in(visitor.get(LIST), LIST, domain_identifier=domain)
        proof_id = response.headers["location"].partition("?")[0].rpartition("/")[2]
        proof = site.world.ports.store.domain_proof(proof_id)
        assert proof is not None
        page = visitor.followed(response).text
        for text, shown in ((domain, "D"), (proof.token, "T"), (proof_id, "P")):
            page = page.replace(text, shown)
        pages.append(page)
    assert without_number(pages[0]) == without_number(pages[1])
