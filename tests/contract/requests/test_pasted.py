"""Text that people paste, over HTTP: what is kept, what is refused, and with which words."""

import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import faults, refused
from tests.contract.local_run import Json, Run
from tests.contract.steps import REQUESTS, form, mails_to, new_key, on_link, pending, submit

pytestmark = pytest.mark.slow

KEPT = {
    "a joiner of Persian": ("شرکت نرم\u200cافزاری تهران", "شرکت نرم\u200cافزاری تهران"),
    "a joiner behind a letter that joins on one side": ("بازار\u200cها", "بازار\u200cها"),
    "a joiner of Sinhala": ("ශ්\u200dරී ලංකා විශ්වවිද්\u200dයාලය", "ශ්\u200dරී ලංකා විශ්වවිද්\u200dයාලය"),
    "a joiner of Bengali": ("র\u200d্যাব", "র\u200d্যাব"),
    "an emoji sequence": ("Merci 👨\u200d💻", "Merci 👨\u200d💻"),
    "a joiner between Latin letters": ("Ac\u200dme", "Acme"),
    "joiners at the end": ("نرم\u200c\u200c", "نرم"),
    "a tab": ("Acme\tLtd", "Acme Ltd"),
    "a byte order mark": ("\ufeffAcme Ltd", "Acme Ltd"),
    "a soft hyphen": ("Ac\u00adme Ltd", "Acme Ltd"),
    "a dot": ("Booking.com", "Booking.com"),
    "dots and slashes": ("Node.js/TypeScript Ltd./Inc.", "Node.js/TypeScript Ltd./Inc."),
    "Hebrew": ("חברת אור (2001).", "חברת אור (2001)."),
}
ADDRESSES = {
    "\u200bjean@{}": "jean@{}",
    "\u202ajean@{}\u202c": "jean@{}",
    "jean＠{}": "jean@{}",
    "o’brien@{}": "o'brien@{}",
    "Jean Dupont <jean@{}>;": "jean@{}",
    '"Dupont, Jean" <jean@{}>': "jean@{}",
}
# Field, what is typed, code, and what the detail names in English and in French.
REFUSED = [
    ("account_name", "Acme\u202egnp.exe", "forbidden-character", "U+202E, a hidden character", "U+202E, un caractère"),
    ("account_name", "Acme\u3164Ltd", "forbidden-character", "U+3164, a character", "U+3164, un caractère"),
    (
        "account_name",
        "Verify at secure-login.zip/acme",
        "contains-link",
        "“secure-login.zip/acme”",
        "secure-login.zip/",
    ),
    (
        "note_to_customer",
        "at evil-portal.com/login first",
        "contains-link",
        "“evil-portal.com/login”",
        "evil-portal.com",
    ),
    ("note_to_customer", "see http：//evil.com", "contains-link", "“http：//evil.com”", "http：//evil.com"),
    ("note_to_customer", "http:\\\\evil.com", "contains-link", "“http:\\\\evil.com”", "http:\\\\evil.com"),
    ("note_to_customer", "ｗｗｗ.evil.com", "contains-link", "“ｗｗｗ.evil.com”", "ｗｗｗ.evil.com"),
]


@pytest.fixture(scope="module")
def caller(cast: Cast) -> str:
    return cast.requester()


def dry_run(run: Run, by: str, body: Json) -> Json:
    response = run.call("POST", f"{REQUESTS}?dry_run=true", by, json=body)
    assert response.status_code == 200, response.text
    found: Json = response.json()
    return found


@pytest.mark.parametrize(("typed", "kept"), KEPT.values(), ids=KEPT)
def test_name_is_kept_as_its_script_needs_it_and_found_by_it(
    run: Run, cast: Cast, caller: str, typed: str, kept: str
) -> None:
    request = submit(run, caller, cast.domain(), account_name=typed, note_to_reviewer=typed)
    assert request["account"]["account_name"] == kept
    for query in (typed, kept):
        found = run.call("GET", "/v1/accounts", caller, params={"q": query, "limit": 50}).json()["items"]
        assert kept in [account["account_name"] for account in found]


@pytest.mark.parametrize(("typed", "kept"), ADDRESSES.items())
def test_address_is_read_as_it_was_pasted(run: Run, cast: Cast, caller: str, typed: str, kept: str) -> None:
    domain = cast.domain()
    request = submit(run, caller, domain, typed.format(domain))
    assert [one["email"] for one in request["nominations"]] == [kept.format(domain)]
    assert mails_to(run, kept.format(domain), request)


@pytest.mark.parametrize("typed", ["<https://{}>", "{};", "“{}”", "\u202a{}\u202c"])
def test_domain_is_read_as_it_was_pasted(run: Run, cast: Cast, caller: str, typed: str) -> None:
    domain = cast.domain()
    request = submit(run, caller, domain, domain_identifier=typed.format(domain))
    assert request["account"]["domain_identifier"] == domain


def test_note_keeps_its_lines_and_language_may_have_a_region(run: Run, cast: Cast, caller: str) -> None:
    domain = cast.domain()
    request = submit(run, caller, domain, note_to_customer="line\x0bbreak", customer_language="fr-FR")
    assert request["note_to_customer"] == "line\nbreak"
    (mail,) = mails_to(run, f"it@{domain}", request)
    assert mail["subject"].startswith("Votre décision")


@pytest.mark.parametrize(("field", "typed", "code", "english", "french"), REFUSED)
def test_what_deceives_is_refused_and_named_in_both_languages(
    run: Run, caller: str, field: str, typed: str, code: str, english: str, french: str
) -> None:
    body = form("contoso.example", **{field: typed})
    for language, named in (("en", english), ("fr", french)):
        headers = {**new_key(), "Accept-Language": language}
        problem = refused(run, 422, "validation-failed", "POST", REQUESTS, by=caller, json=body, headers=headers)
        assert faults(problem) == {(f"/{field}", code)}
        assert named in problem["errors"][0]["detail"]


def test_address_for_a_domain_is_refused_with_its_domain(run: Run, caller: str) -> None:
    body = form("contoso.example", domain_identifier="info@contoso.example")
    problem = refused(run, 422, "validation-failed", "POST", REQUESTS, by=caller, json=body, headers=new_key())
    assert faults(problem) == {("/domain_identifier", "domain-malformed")}
    assert "Enter its domain: contoso.example." in problem["errors"][0]["detail"]
    path = "/v1/domains/check?domain=info@contoso.example"
    assert refused(run, 422, "domain-malformed", "GET", path, by=caller)["domain"] == "contoso.example"


def test_several_addresses_in_one_are_counted(run: Run, caller: str) -> None:
    body = form("contoso.example", "a@contoso.example; b@contoso.example")
    problem = refused(run, 422, "validation-failed", "POST", REQUESTS, by=caller, json=body, headers=new_key())
    assert "There are 2 addresses in it." in problem["errors"][0]["detail"]


def test_reason_in_persian_reaches_the_requester(run: Run, cast: Cast, caller: str) -> None:
    domain, reason = cast.domain(), "این درخواست را نمی\u200cپذیرم"
    request, token = pending(run, caller, domain, f"it@{domain}")
    assert on_link(run, token, "decline", reason_code="other", reason=reason).status_code == 200
    assert run.call("GET", f"{REQUESTS}/{request['request_id']}", caller).json()["decision"]["reason"] == reason
    assert reason in mails_to(run, caller, request)[-1]["text"]


def test_html_of_a_mail_isolates_a_hebrew_name(run: Run, cast: Cast, caller: str) -> None:
    domain, name = cast.domain(), "חברת אור (2001)."
    request = submit(run, caller, domain, account_name=name)
    (mail,) = mails_to(run, f"it@{domain}", request)
    assert f"<bdi>{name}</bdi>" in mail["html"]
