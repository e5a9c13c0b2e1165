"""The userinfo endpoint, which is asked where the ID token of a sign-in names no address."""

import json
from http.client import RemoteDisconnected

import pytest

from chalicelib.adapters.oidc.discovery import Reply
from chalicelib.domain.errors import Problem, Refused
from tests.adapters.oidc.fake_endpoints import PROOFS, Issuer, refusal, tokens
from tests.adapters.oidc.fake_issuer import ISSUER, MISSING

SUBJECT = "7f3a"
NO_ADDRESS: dict[str, object] = {"email": MISSING, "email_verified": MISSING, "name": MISSING, "groups": MISSING}
ABOUT = {
    "sub": SUBJECT,
    "email": "pat@reseller.example",
    "email_verified": True,
    "name": "Pat",
    "groups": ["reviewers"],
}


def answering(claims: object, **changed: object) -> Issuer:
    """Return an issuer whose ID token has no address, and whose userinfo endpoint answers so."""
    return Issuer(reply=tokens(**{**NO_ADDRESS, **changed}), userinfo=Reply(200, json.dumps(claims).encode()))


def test_address_name_and_groups_come_from_userinfo_where_the_id_token_names_no_address() -> None:
    issuer = answering(ABOUT)
    person = issuer.flow().exchange_code("a-code", PROOFS).person

    assert (str(person.email), person.name, person.is_reviewer) == ("pat@reseller.example", "Pat", True)
    assert issuer.asked == [(f"{ISSUER}/userinfo", {"Authorization": "Bearer opaque"})]


@pytest.mark.parametrize("address", [MISSING, None, ""], ids=repr)
def test_every_kind_of_missing_address_is_asked_for(address: object) -> None:
    assert (
        str(answering(ABOUT, email=address).flow().exchange_code("a-code", PROOFS).person.email)
        == "pat@reseller.example"
    )


def test_verification_that_the_id_token_lacks_comes_with_the_address_of_userinfo() -> None:
    issuer = answering(ABOUT, email="old@reseller.example", email_verified=MISSING)

    assert str(issuer.flow().exchange_code("a-code", PROOFS).person.email) == "pat@reseller.example"


@pytest.mark.parametrize("missing", ["email", "email_verified"])
def test_address_and_verification_of_two_sources_are_not_combined(missing: str) -> None:
    claims = {name: value for name, value in ABOUT.items() if name != missing}

    assert refusal(answering(claims, email="pat@reseller.example")) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("verified", [False, "false", None], ids=repr)
def test_userinfo_is_not_asked_where_the_id_token_calls_its_address_unverified(verified: object) -> None:
    issuer = Issuer(reply=tokens(email_verified=verified), userinfo=Reply(200, json.dumps(ABOUT).encode()))

    assert refusal(issuer) is Problem.EMAIL_NOT_VERIFIED
    assert issuer.asked == []


def test_userinfo_is_not_asked_about_a_domain_that_is_vouched_for() -> None:
    issuer = Issuer(reply=tokens(email_verified=MISSING))

    assert issuer.flow(vouched_domains=frozenset({"reseller.example"})).exchange_code("a-code", PROOFS)
    assert issuer.asked == []


def test_userinfo_is_not_asked_where_the_id_token_names_the_address() -> None:
    issuer = Issuer(userinfo=Reply(200, json.dumps(ABOUT).encode()))
    issuer.flow().exchange_code("a-code", PROOFS)
    assert issuer.asked == []


@pytest.mark.parametrize("subject", [MISSING, "another", "", None, [SUBJECT], f"{SUBJECT} "], ids=repr)
def test_userinfo_about_another_subject_is_refused(subject: object) -> None:
    claims = {name: value for name, value in {**ABOUT, "sub": subject}.items() if value is not MISSING}
    assert refusal(answering(claims)) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("verified", [MISSING, False, "false", None, 1], ids=repr)
def test_id_token_does_not_verify_an_address_that_userinfo_names(verified: object) -> None:
    claims = {name: value for name, value in {**ABOUT, "email_verified": verified}.items() if value is not MISSING}
    assert refusal(answering(claims, email_verified=True)) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("verified", [False, "false", "False", None, 0, ""], ids=repr)
@pytest.mark.parametrize("in_userinfo", [MISSING, True], ids=repr)
def test_address_that_the_id_token_calls_unverified_stays_so(verified: object, in_userinfo: object) -> None:
    claims = {name: value for name, value in {**ABOUT, "email_verified": in_userinfo}.items() if value is not MISSING}
    flow = answering(claims, email_verified=verified).flow(vouched_domains=frozenset({"reseller.example"}))
    with pytest.raises(Refused, match="email-not-verified"):
        flow.exchange_code("a-code", PROOFS)


def test_id_token_prevails_for_what_it_names() -> None:
    person = answering(ABOUT, name="Patricia", groups=[]).flow().exchange_code("a-code", PROOFS).person
    assert (person.name, person.is_reviewer) == ("Patricia", False)


def test_userinfo_changes_nothing_that_makes_the_token_valid() -> None:
    person = (
        answering({**ABOUT, "iss": "https://evil.example", "aud": "x", "exp": 0})
        .flow()
        .exchange_code("c", PROOFS)
        .person
    )
    assert str(person.email) == "pat@reseller.example"


@pytest.mark.parametrize(
    "body", [b"eyJ.eyJ.sig", b"", b"[]", b"null", b"[" * 100_000, b'{"sub": "\xff"}'], ids=lambda body: repr(body[:12])
)
def test_answer_that_is_no_json_object_adds_no_address(body: bytes) -> None:
    assert refusal(Issuer(reply=tokens(**NO_ADDRESS), userinfo=Reply(200, body))) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("status", [204, 302, 401, 403, 404, 500])
def test_endpoint_that_answers_with_another_status_is_busy(status: int) -> None:
    assert refusal(Issuer(reply=tokens(**NO_ADDRESS), userinfo=Reply(status, b"{}"))) is Problem.BUSY


@pytest.mark.parametrize("error", [TimeoutError(), RemoteDisconnected("opaque"), ValueError("opaque")], ids=repr)
def test_broken_connection_is_busy_and_logs_no_token(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    assert refusal(Issuer(reply=tokens(**NO_ADDRESS), userinfo=error)) is Problem.BUSY
    assert "opaque" not in caplog.text


@pytest.mark.parametrize("endpoint", ["", None], ids=repr)
def test_provider_without_the_endpoint_is_named_in_the_log(
    endpoint: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert refusal(Issuer(reply=tokens(**NO_ADDRESS), userinfo_endpoint=endpoint)) is Problem.EMAIL_NOT_VERIFIED
    assert "no userinfo endpoint" in caplog.text
    assert "no claim email:" in caplog.text


@pytest.mark.parametrize("token", ["two words", "a\r\nX: y", "", "é", "=", 7, None], ids=repr)
def test_access_token_that_no_header_can_hold_is_not_sent(token: object) -> None:
    issuer = answering(ABOUT)
    assert isinstance(issuer.reply, Reply)
    issuer.reply = Reply(200, json.dumps(json.loads(issuer.reply.body) | {"access_token": token}).encode())
    assert refusal(issuer) in (Problem.EMAIL_NOT_VERIFIED, Problem.UNAUTHENTICATED)
    assert issuer.asked == []


@pytest.mark.parametrize("url", ["http://sign-in.example/x", "ftp://a/x", f"{ISSUER}/a\r\nX: y"], ids=ascii)
def test_insecure_endpoint_is_never_asked(url: str) -> None:
    issuer = Issuer(userinfo_endpoint=url)
    with pytest.raises(Refused, match="busy"):
        issuer.flow().authorization_url(PROOFS)
