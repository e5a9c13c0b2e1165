"""Which tokens of the issuer authenticate a person; all others are refused."""

import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.oidc.bearer_tokens import LONGEST_BEARER
from chalicelib.domain.errors import Problem
from tests.adapters.oidc.fake_issuer import (
    CLIENT,
    ISSUER,
    JSON,
    MISSING,
    NOW,
    FakeIssuer,
    KeyPair,
    claims,
    ec_pair,
    rsa_pair,
    signed,
)

RSA = rsa_pair("rsa")
EC = ec_pair("ec")


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[RSA.published, EC.published])


@pytest.mark.parametrize("pair", [RSA, EC], ids=lambda pair: pair.algorithm)
def test_valid_token_authenticates_its_person(pair: KeyPair) -> None:
    person = issuer().verify(signed(pair, claims()))

    assert str(person.email) == "partner@reseller.example"


VALID: dict[str, Mapping[str, object]] = {
    "expired within the leeway": {"exp": NOW - 29},
    "issued by a clock slightly ahead": {"iat": NOW + 30, "nbf": NOW + 30},
    "for this client in a list": {"aud": [CLIENT]},
    "for several clients, presented by this one": {"aud": [CLIENT, "other"], "azp": CLIENT},
    "an ID token of Cognito": {"token_use": "id"},
}


@pytest.mark.parametrize("changed", VALID.values(), ids=VALID)
def test_token_within_the_rules_authenticates_its_person(changed: Mapping[str, object]) -> None:
    person = issuer().verify(signed(RSA, claims(**changed)))

    assert str(person.email) == "partner@reseller.example"


INVALID: dict[str, Mapping[str, object]] = {
    "expired": {"exp": NOW - 30},
    "without an end": {"exp": MISSING},
    "ending never": {"exp": float("inf")},
    "ending at no number": {"exp": float("nan")},
    "ending at a word": {"exp": str(NOW + 3600)},
    "ending at a truth": {"exp": True},
    "issued in the future": {"iat": NOW + 31},
    "without a beginning": {"iat": MISSING},
    "not yet valid": {"nbf": NOW + 31},
    "of another issuer": {"iss": "https://evil.example"},
    "of nearly this issuer": {"iss": ISSUER + "/"},
    "of several issuers": {"iss": [ISSUER]},
    "of no issuer": {"iss": MISSING},
    "for another client": {"aud": "other"},
    "for other clients": {"aud": ["other", "app2"], "azp": CLIENT},
    "for nobody": {"aud": MISSING},
    "for an empty list": {"aud": []},
    "for a list with more than words": {"aud": [CLIENT, 1], "azp": CLIENT},
    "for a client whose name holds this one's": {"aud": f"my-{CLIENT}"},
    "for several clients, presented by none": {"aud": [CLIENT, "other"]},
    "for several clients, presented by another": {"aud": [CLIENT, "other"], "azp": "other"},
    "for this client, presented by another": {"azp": "other"},
    "presented by no word": {"azp": [CLIENT]},
    "without a subject": {"sub": MISSING},
    "with no subject": {"sub": None},
    "with an empty subject": {"sub": ""},
    "with a number as subject": {"sub": 7},
    "with an endless subject": {"sub": "s" * 256},
    "an access token of Cognito": {"token_use": "access"},
    "with half a character in the subject": {"sub": "\ud800"},
    "with half a character in the name": {"name": "Pat \udfff"},
}


@pytest.mark.parametrize("changed", INVALID.values(), ids=INVALID)
def test_token_with_an_invalid_claim_is_refused(changed: Mapping[str, object]) -> None:
    assert issuer().refusal(signed(RSA, claims(**changed))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("token_type", ["JWT", "jwt", "Jwt", MISSING], ids=repr)
def test_token_of_type_jwt_or_without_a_type_is_accepted(token_type: object) -> None:
    assert issuer().refusal(signed(RSA, claims(), typ=token_type)) is None


@pytest.mark.parametrize(
    "token", ["e30." * 100_000, f"e30.e30.{'A' * LONGEST_BEARER}", "é" * (LONGEST_BEARER + 1)], ids=len
)
def test_bearer_token_that_no_header_of_api_gateway_can_hold_is_refused_unread(token: str) -> None:
    published = issuer()
    assert published.refusal(token) is Problem.TOKEN_TOO_LONG
    assert published.requests == 0


def test_bearer_token_of_the_length_that_a_header_can_hold_is_read() -> None:
    token = signed(RSA, claims(padding=""))
    missing = (LONGEST_BEARER - len(token)) * 3 // 4 - 4
    token = signed(RSA, claims(padding="p" * missing))
    assert LONGEST_BEARER - 16 < len(token) <= LONGEST_BEARER
    assert issuer().refusal(token) is None


NOT_CLAIMS: dict[str, object] = {
    "a list": [claims()],
    "a word": "partner@reseller.example",
    "nothing": None,
    "no JSON": b"partner",
    "no UTF-8": b'{"sub": "\xff"}',
    "no bytes": b"",
    "a nest": b'{"sub": ' + b"[" * 4000,
    "a number without end": b'{"exp": 1' + b"0" * 5000 + b"}",
}


@pytest.mark.parametrize("payload", NOT_CLAIMS.values(), ids=NOT_CLAIMS)
def test_signed_token_without_claims_is_refused(payload: object) -> None:
    assert issuer().refusal(signed(RSA, payload)) is Problem.UNAUTHENTICATED


@given(st.dictionaries(st.sampled_from([*claims(), "azp", "nbf", "name", "locale", "groups"]), JSON))
def test_signed_token_with_any_claims_is_accepted_or_refused(changed: dict[str, object]) -> None:
    problem = issuer().refusal(signed(EC, claims(**changed)))

    assert problem in {None, Problem.UNAUTHENTICATED, Problem.EMAIL_NOT_VERIFIED}


def test_importing_the_verifier_loads_no_cryptography() -> None:
    command = "import sys, chalicelib.adapters.oidc.bearer_tokens; print(*sys.modules)"

    result = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)

    assert {"jwt", "cryptography"}.isdisjoint(result.stdout.split())
