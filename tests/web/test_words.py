"""Words on every page and mail: names of controls, people without a name, and words that are kept for one meaning."""

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from chalicelib.domain.errors import Problem
from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import MailKind
from tests.web.browser_without_script import Response, Site
from tests.web.page.every_state import STATES, shown
from tests.web.page.filled_forms import account_of, token_of
from tests.web.requests.stories import FILLED
from tests.world import person

FOR_PEOPLE = [name for name in STATES if "documentation" not in name]
CONTROLS = re.compile(r'<(a|button|summary)\b[^>]*\saria-label="([^"]*)"[^>]*>(.*?)</\1>', re.DOTALL)
BEARER = re.compile(r"\bbearer|\bporteur", re.IGNORECASE)
# The button that leads away from a page without a decision, and what is said of leaving the sign-in provider.
LEAVING = re.compile(r"Cancel|Annuler|It refused, or you cancelled there\..*|Il a refusé, ou vous y avez annulé\..*")
CANCEL = re.compile(r"\bcancel|\bannul", re.IGNORECASE)
GOLDEN = Path(__file__).parents[1] / "rendering" / "mail" / "golden"
TWICE = r"\bnemo(@reseller\.example)?\W+nemo@"
EVERY_PAGE = pytest.mark.parametrize("name", FOR_PEOPLE)
IN_EVERY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def visible(html: str) -> str:
    """Return the text of markup as people see it."""
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def part_of(mail: EmailMessage) -> str:
    """Return the text of a mail, on one line."""
    body = mail.get_body(("plain",))
    assert body is not None
    return " ".join(body.get_content().split())


@EVERY_PAGE
@IN_EVERY_LANGUAGE
def test_accessible_name_contains_what_is_visible(name: str, language: str) -> None:
    for _, spoken, inside in CONTROLS.findall(shown(name, language).text):
        assert visible(inside).rstrip("…").casefold() in " ".join(spoken.split()).casefold()


@EVERY_PAGE
@IN_EVERY_LANGUAGE
def test_page_for_people_tells_of_no_bearer_token(name: str, language: str) -> None:
    assert not BEARER.search(shown(name, language).text)


@IN_EVERY_LANGUAGE
@pytest.mark.parametrize("problem", Problem)
def test_page_about_a_problem_tells_of_no_bearer_token(site: Site, problem: Problem, language: str) -> None:
    assert not BEARER.search(site.get(f"/problems/{problem}?lang={language}").text)


@EVERY_PAGE
@IN_EVERY_LANGUAGE
def test_cancel_is_kept_for_leaving(name: str, language: str) -> None:
    page = shown(name, language).page
    for tag in ("a", "button", "h1", "h2", "p", "dt", "dd", "li", "th", "td", "span", "summary", "label", "option"):
        found = [text for text in page.texts(tag) if CANCEL.search(text)]
        assert [text for text in found if not LEAVING.fullmatch(text)] == [], tag


@pytest.mark.parametrize("kind", MailKind)
@IN_EVERY_LANGUAGE
def test_no_mail_says_cancel(kind: MailKind, language: str) -> None:
    mails = [path.read_text(encoding="utf-8") for path in GOLDEN.glob(f"{kind.value}-*-{language}.txt")]
    assert mails
    assert [mail for mail in mails if CANCEL.search(mail)] == []


@EVERY_PAGE
def test_nobody_is_shown_twice_in_a_row(name: str) -> None:
    assert not re.search(r"(?<!\S)<?([\w.]+@[\w.]+\w)>?[\s,(<]+\1\b", shown(name).page.text)


@pytest.mark.parametrize("name", ["", "nemo", "Nemo", "nemo@reseller.example"])
def test_person_without_a_name_is_shown_once_on_pages_and_in_mails(site: Site, name: str) -> None:
    nemo = person("nemo@reseller.example", name=name)
    world, visitor = site.world, site.signed_in(nemo)
    request = world.submit(by=nemo)
    texts = [part_of(mail) for mail in world.work()]
    link = f"/approvals/{world.token(request)}"
    texts += [site.get(link).page.text, visitor.get(f"/requests/{request.request_id}").page.text]
    site.post(f"{link}/approve", {"authority_confirmed": "true"})
    texts += [part_of(mail) for mail in world.work()]
    texts += [visitor.get(path).page.text for path in ("/directory", "/requests", f"/accounts/{request.account_id}")]
    said = [text for text in texts if "nemo@reseller.example" in text]
    assert len(said) >= 3
    assert [text for text in said if re.search(TWICE, text, re.IGNORECASE)] == []


def test_address_elsewhere_is_not_under_the_organisations_domain() -> None:
    faults = " ".join(shown("outside").page.texts("p"))
    assert "not under your organisation's domain" in faults
    assert "pas sous le domaine de votre organisation" in " ".join(shown("outside", "fr").page.texts("p"))


CONFLICTS = {
    "an account": ("run.example", False, "It is {}."),
    "a request of somebody else": ("other.example", True, "It is for {}."),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_conflict_at_the_domain_names_the_account(site: Site, case: str) -> None:
    domain, is_pending, words = CONFLICTS[case]
    account_of(site.world, "it@run.example")
    site.world.submit(
        by=person("rival@rival.example"),
        domain_identifier="other.example",
        account_name="The Other",
        customer_emails=("it@other.example",),
    )
    response = sent_for(site, domain)
    assert response.status == 409
    (fault,) = [text for text in response.page.texts("p") if text.startswith("Error:")]
    assert words.format("The Other" if is_pending else "Run") in fault


def test_conflict_with_ones_own_request_names_its_account(site: Site) -> None:
    site.world.submit(domain_identifier="other.example", account_name="The Other")
    assert "You or your team asked for The Other." in sent_for(site, "other.example").page.text


def test_conflict_with_a_request_in_review_of_somebody_else_names_nothing(site: Site) -> None:
    rival = person("rival@rival.example")
    site.world.submit(
        by=rival, domain_identifier="other.example", account_name="The Other", customer_emails=("it@elsewhere.example",)
    )
    response = sent_for(site, "other.example")
    assert (response.status, "The Other" in response.text) == (409, False)


def sent_for(site: Site, domain: str) -> Response:
    """Check a request for an account with this domain."""
    visitor = site.signed_in()
    form = {**FILLED, "account_name": "Typed", "domain_identifier": domain, "customer_emails/0": f"it@{domain}"}
    return visitor.post("/requests/check", {**form, **token_of(visitor)})
