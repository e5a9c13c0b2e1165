"""Which documents of an issuer are believed, and which of its keys may sign a token."""

from collections.abc import Mapping
from http.client import BadStatusLine
from ssl import SSLError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.domain.errors import Problem
from tests.adapters.oidc.fake_issuer import (
    CLIENT,
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
def test_a_discovery_that_names_another_issuer_is_not_believed(name: str) -> None:
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
def test_keys_are_not_read_over_a_line_that_strangers_can_write_on(address: str) -> None:
    assert issuer(jwks_uri=address).refusal(TOKEN) is Problem.BUSY


@pytest.mark.parametrize(
    "address",
    ["https://keys.example/all", "http://127.0.0.1:8001/jwks", "http://localhost/jwks", "http://[::1]/jwks"],
)
def test_keys_are_read_over_https_and_on_this_very_machine(address: str) -> None:
    assert issuer(jwks_uri=address).verify(TOKEN)


def test_an_issuer_on_a_plain_public_line_is_never_asked() -> None:
    plain = FakeIssuer(keys=[EC.published], issuer="http://sign-in.example", name="http://sign-in.example")

    assert plain.refusal(signed(EC, claims(iss="http://sign-in.example"))) is Problem.BUSY
    assert plain.asked == 0


def test_an_issuer_whose_name_ends_in_a_slash_is_found() -> None:
    slashed = f"{ISSUER}/"
    token = signed(EC, claims(iss=slashed))

    assert FakeIssuer(keys=[EC.published], issuer=slashed, name=slashed).verify(token)


NO_KEYS = [
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


@pytest.mark.parametrize("document", NO_KEYS, ids=lambda document: repr(document[:12]))
@pytest.mark.parametrize("answers", [{}, {"/.well-known/openid-configuration": METADATA}], ids=["all", "keys"])
def test_an_issuer_that_talks_nonsense_is_as_good_as_down(document: bytes, answers: Mapping[str, bytes]) -> None:
    def fetch(url: str) -> bytes:
        return answers.get(url.removeprefix(ISSUER), document)

    verifier = TokenVerifier(issuer=ISSUER, client_id=CLIENT, groups_claim="groups", fetch=fetch)

    assert refusal(verifier, TOKEN) is Problem.BUSY


@pytest.mark.parametrize(
    "fault",
    [ConnectionRefusedError(), TimeoutError(), SSLError(), BadStatusLine("?"), UnicodeError()],
    ids=repr,
)
def test_an_issuer_that_cannot_be_read_leaves_everybody_out(fault: Exception) -> None:
    def fetch(_: str) -> bytes:
        raise fault

    verifier = TokenVerifier(issuer=ISSUER, client_id=CLIENT, groups_claim="groups", fetch=fetch)

    assert refusal(verifier, TOKEN) is Problem.BUSY


def without(part: str) -> dict[str, object]:
    return {name: value for name, value in EC.published.items() if name != part}


UNFIT: dict[str, Mapping[str, object]] = {
    "a key to encrypt": EC.published | {"use": "enc"},
    "a key for another algorithm": EC.published | {"alg": "ES384"},
    "a key on another curve": EC.published | {"crv": "P-384"},
    "a key of another family": EC.published | {"kty": "RSA"},
    "a key off its curve": EC.published | {"x": EC.published["y"]},
    "a key without a part": without("y"),
    "a key without a family": without("kty"),
    "a secret": {"kty": "oct", "k": "c2VjcmV0", "kid": "ec"},
    "a key of other letters": EC.published | {"x": "ÿ!"},
    "a name that is no word": EC.published | {"kid": 7},
}


@pytest.mark.parametrize("key", UNFIT.values(), ids=UNFIT)
def test_a_key_unfit_to_sign_proves_nothing_and_does_not_harm_the_others(key: Mapping[str, object]) -> None:
    published = issuer(key, RSA.published)

    assert published.refusal(TOKEN) is Problem.UNAUTHENTICATED
    assert published.verify(signed(RSA, claims()))


def test_a_key_too_short_to_trust_proves_nothing() -> None:
    short = rsa_pair("short", bits=1024)

    assert issuer(short.published).refusal(signed(short, claims())) is Problem.UNAUTHENTICATED


@given(st.lists(st.dictionaries(st.sampled_from([*EC.published, *RSA.published]), JSON), max_size=3))
def test_whatever_an_issuer_publishes_beside_its_keys_they_stay_good(junk: list[dict[str, object]]) -> None:
    assert issuer(*junk, EC.published).verify(TOKEN)


@given(st.sampled_from([*EC.published]), JSON)
def test_whatever_an_issuer_makes_of_a_key_the_answer_is_yes_or_no(part: str, value: object) -> None:
    altered = issuer(EC.published | {part: value})

    assert altered.refusal(TOKEN) in {None, Problem.UNAUTHENTICATED}
