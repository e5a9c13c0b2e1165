"""Which documents of an issuer are trusted, and which of its keys may sign a token."""

from collections.abc import Mapping
from http.client import BadStatusLine
from ssl import SSLError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.display_name import ReservedNames
from tests.adapters.oidc.fake_issuer import (
    CLIENT,
    GROUPS,
    ISSUER,
    JSON,
    FakeIssuer,
    claims,
    ec_pair,
    refusal,
    rsa_pair,
    signed,
)

RSA = rsa_pair("rsa")
EC = ec_pair("ec")
TOKEN = signed(EC, claims())
METADATA = f'{{"issuer": "{ISSUER}", "jwks_uri": "{ISSUER}/keys"}}'.encode()


def issuer(*keys: Mapping[str, object], jwks_uri: str = f"{ISSUER}/keys") -> FakeIssuer:
    return FakeIssuer(keys=list(keys or [EC.published]), jwks_uri=jwks_uri)


@pytest.mark.parametrize("name", ["https://evil.example", ISSUER + "/", ISSUER.upper(), ""])
def test_discovery_document_that_names_another_issuer_is_rejected(name: str) -> None:
    impostor = issuer()
    impostor.name = name

    assert impostor.refusal(TOKEN) is Problem.BUSY


@pytest.mark.parametrize(
    "address",
    [
        "http://sign-in.example/keys",
        "http://127.0.0.1.evil.example/keys",
        "http://localhost@evil.example/keys",
        "http://192.168.0.1/keys",
        "file:///etc/passwd",
        "//sign-in.example/keys",
        "https://",
        "https://[::1/keys",
        "keys",
        "",
    ],
)
def test_keys_are_not_fetched_over_an_insecure_connection(address: str) -> None:
    assert issuer(jwks_uri=address).refusal(TOKEN) is Problem.BUSY


@pytest.mark.parametrize(
    "address",
    ["https://keys.example/all", "http://127.0.0.1:8001/jwks", "http://localhost/jwks", "http://[::1]/jwks"],
)
def test_keys_are_fetched_over_https_and_from_loopback(address: str) -> None:
    assert issuer(jwks_uri=address).verify(TOKEN)


def test_issuer_with_a_plain_http_address_is_never_asked() -> None:
    plain = FakeIssuer(keys=[EC.published], issuer="http://sign-in.example", name="http://sign-in.example")

    assert plain.refusal(signed(EC, claims(iss="http://sign-in.example"))) is Problem.BUSY
    assert plain.requests == 0


def test_issuer_whose_name_ends_in_a_slash_is_accepted() -> None:
    slashed = f"{ISSUER}/"
    token = signed(EC, claims(iss=slashed))

    assert FakeIssuer(keys=[EC.published], issuer=slashed, name=slashed).verify(token)


INVALID_DOCUMENTS = [
    b"",
    b"[]",
    b"null",
    b"{}",
    b'{"keys": {}}',
    b'{"keys": "all"}',
    b'{"keys": [' + b"[" * 200_000,
    b"\xff",
    b"<html>",
]


@pytest.mark.parametrize("document", INVALID_DOCUMENTS, ids=lambda document: repr(document[:12]))
@pytest.mark.parametrize("answers", [{}, {"/.well-known/openid-configuration": METADATA}], ids=["all", "keys"])
def test_issuer_with_invalid_documents_is_busy(document: bytes, answers: Mapping[str, bytes]) -> None:
    def fetch(url: str) -> bytes:
        return answers.get(url.removeprefix(ISSUER), document)

    verifier = TokenVerifier(ISSUER, CLIENT, PersonRules(GROUPS, ReservedNames.of(())), fetch)

    assert refusal(verifier, TOKEN) is Problem.BUSY


@pytest.mark.parametrize(
    "fault",
    [ConnectionRefusedError(), TimeoutError(), SSLError(), BadStatusLine("?"), UnicodeError()],
    ids=repr,
)
def test_unreachable_issuer_is_busy(fault: Exception) -> None:
    def fetch(_: str) -> bytes:
        raise fault

    verifier = TokenVerifier(ISSUER, CLIENT, PersonRules(GROUPS, ReservedNames.of(())), fetch)

    assert refusal(verifier, TOKEN) is Problem.BUSY


def without(member: str) -> dict[str, object]:
    return {name: value for name, value in EC.published.items() if name != member}


UNSUITABLE_KEYS: dict[str, Mapping[str, object]] = {
    "a key to encrypt": EC.published | {"use": "enc"},
    "a key for another algorithm": EC.published | {"alg": "ES384"},
    "a key for no algorithm": EC.published | {"alg": "none"},
    "a key for shared secrets": EC.published | {"alg": "HS256"},
    "a key for the algorithm of the other family": EC.published | {"alg": "RS256"},
    "a key on another curve": EC.published | {"crv": "P-384"},
    "a key of another family": EC.published | {"kty": "RSA"},
    "a key off its curve": EC.published | {"x": EC.published["y"]},
    "a key without a part": without("y"),
    "a key without a family": without("kty"),
    "a secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "ec"},
    "a key of other letters": EC.published | {"x": "ÿ!"},
    "a name that is no word": EC.published | {"kid": 7},
}


@pytest.mark.parametrize("key", UNSUITABLE_KEYS.values(), ids=UNSUITABLE_KEYS)
def test_unsuitable_key_is_ignored_and_other_keys_are_accepted(key: Mapping[str, object]) -> None:
    published = issuer(key, RSA.published)

    assert published.refusal(TOKEN) is Problem.UNAUTHENTICATED
    assert published.verify(signed(RSA, claims()))


def test_short_key_is_ignored() -> None:
    short = rsa_pair("short", bits=1024)

    assert issuer(short.published).refusal(signed(short, claims())) is Problem.UNAUTHENTICATED


@given(st.lists(st.dictionaries(st.sampled_from([*EC.published, *RSA.published]), JSON), max_size=3))
def test_junk_among_the_published_keys_is_ignored(junk: list[dict[str, object]]) -> None:
    assert issuer(*junk, EC.published).verify(TOKEN)


@given(st.sampled_from([*EC.published]), JSON)
def test_altered_key_verifies_or_is_refused(member: str, value: object) -> None:
    altered = issuer(EC.published | {member: value})

    assert altered.refusal(TOKEN) in {None, Problem.UNAUTHENTICATED}
