"""Domain checks: normalisation, rejection with specific codes, and matching of accounts and mail domains."""

from collections.abc import Iterator

import pytest

from tests.contract.cast import PARTNER, Cast
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run, unchanged_table
from tests.contract.steps import REQUESTS, form, new_key

REFUSED = [
    ("exa mple.example", "domain-malformed"),
    ("-shop.example", "domain-malformed"),
    ("shop..example", "domain-malformed"),
    ("it@shop.example", "domain-malformed"),
    ("", "domain-malformed"),
    ("com", "domain-is-public-suffix"),
    ("co.uk", "domain-is-public-suffix"),
    ("https://co.uk/", "domain-is-public-suffix"),
    ("intranet", "domain-single-label"),
    ("192.0.2.1", "domain-is-ip-address"),
    ("http://192.0.2.1:8080/x", "domain-is-ip-address"),
    ("[2001:db8::1]", "domain-is-ip-address"),
    ("0x7f.1", "domain-is-ip-address"),
    ("a.b.c.d.e.f.g.h.shop.example", "domain-too-deep"),
    ("localhost", "domain-reserved"),
    ("printer.local", "domain-reserved"),
    ("shop.test", "domain-reserved"),
    ("1.168.192.in-addr.arpa", "domain-reserved"),
    ("shop.no-such-suffix", "domain-reserved"),
    ("gmail.com", "domain-free-mail"),
    ("GoogleMail.com", "domain-free-mail"),
    ("p\u0430ypal.com", "domain-mixed-script"),
]
ACCEPTED = [
    ("shop.example", "shop.example", "shop.example"),
    ("HTTPS://WWW.Shop.Example/path?q#f", "shop.example", "shop.example"),
    ("shop.example.", "shop.example", "shop.example"),
    ("  shop.example:8443 ", "shop.example", "shop.example"),
    ("caf\u00e9.example", "xn--caf-dma.example", "caf\u00e9.example"),
    ("XN--CAF-DMA.example", "xn--caf-dma.example", "caf\u00e9.example"),
    ("\uff53\uff48\uff4f\uff50\u3002example", "shop.example", "shop.example"),
    ("fa\u00df.de", "xn--fa-hia.de", "fa\u00df.de"),
    ("labs.shop.example", "labs.shop.example", "labs.shop.example"),
]


@pytest.fixture(scope="module", autouse=True)
def nothing_is_written(run: Run, cast: Cast) -> Iterator[None]:
    """Assert that the tests of this module write nothing."""
    assert cast
    with unchanged_table(run):
        yield


def check(run: Run, domain: str) -> Json:
    response = run.call("GET", "/v1/domains/check", PARTNER, params={"domain": domain})
    assert response.status_code == 200, response.text
    body: Json = response.json()
    return body


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_invalid_domain_answers_422_with_specific_code(run: Run, typed: str, code: str) -> None:
    refused(run, 422, code, "GET", "/v1/domains/check", by=PARTNER, params={"domain": typed})


@pytest.mark.parametrize(("typed", "code"), REFUSED)
def test_submission_reports_same_domain_code(run: Run, typed: str, code: str) -> None:
    sent = {"json": form("shop.example", domain_identifier=typed), "headers": new_key()}
    problem = refused(run, 422, "validation-failed", "POST", REQUESTS, by=PARTNER, **sent)
    assert faults(problem) == {("/domain_identifier", code)}


@pytest.mark.parametrize(("typed", "identifier", "display"), ACCEPTED)
def test_pasted_domain_is_normalised(run: Run, typed: str, identifier: str, display: str) -> None:
    checked = check(run, typed)
    assert (checked["domain_identifier"], checked["domain_display"]) == (identifier, display)


def test_missing_domain_answers_400(run: Run) -> None:
    problem = refused(run, 400, "invalid-parameter", "GET", "/v1/domains/check", by=PARTNER)
    assert (problem["parameter"], problem["missing_parameter"]) == ("domain", "domain")
    refused(run, 422, "domain-malformed", "GET", "/v1/domains/check?domain=", by=PARTNER)


def test_free_domain_has_no_account(run: Run, domain: str) -> None:
    checked = check(run, domain)
    assert checked["account"] is None
    assert checked["administrators_to_be_told"] == 0


def test_matching_mail_domains_range_from_identifier_to_organisation(run: Run, domain: str) -> None:
    checked = check(run, f"a.labs.{domain}")
    assert checked["registrable_domain"] == domain
    assert checked["matching_mail_domains"] == [f"a.labs.{domain}", f"labs.{domain}", domain]


def test_taken_domain_names_its_account(run: Run) -> None:
    account = check(run, "acme.example")["account"]
    assert account["status"] == "active"
    shown = run.call("GET", f"/v1/accounts/{account['account_id']}", PARTNER).json()
    assert shown["domain_identifier"] == "acme.example"


def test_administrators_of_organisation_are_counted_once(run: Run) -> None:
    assert check(run, "new.acme.example")["administrators_to_be_told"] == 1


@pytest.mark.parametrize("domain", ["globex.example", "new.globex.example"])
def test_restricted_account_is_neither_shown_nor_counted(run: Run, domain: str) -> None:
    checked = check(run, domain)
    assert checked["account"] is None
    assert checked["administrators_to_be_told"] == 0


@pytest.mark.parametrize(("domain", "always"), [("github.io", True), ("shop.github.io", False)])
def test_private_suffix_is_own_organisation_and_always_reviewed(run: Run, domain: str, always: bool) -> None:
    checked = check(run, domain)
    assert checked["registrable_domain"] == domain
    assert checked["always_reviewed"] is always
