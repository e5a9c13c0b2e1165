"""Which tokens of the issuer's speak for somebody, and that all others speak for nobody."""

import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
def test_a_good_token_speaks_for_its_person(pair: KeyPair) -> None:
    person = issuer().verify(signed(pair, claims()))

    assert str(person.email) == "partner@reseller.example"


GOOD: dict[str, Mapping[str, object]] = {
    "expired within the leeway": {"exp": NOW - 29},
    "issued by a clock slightly ahead": {"iat": NOW + 30, "nbf": NOW + 30},
    "for this client in a list": {"aud": [CLIENT]},
    "for several clients, presented by this one": {"aud": [CLIENT, "other"], "azp": CLIENT},
    "an ID token of Cognito": {"token_use": "id"},
}


@pytest.mark.parametrize("changed", GOOD.values(), ids=GOOD)
def test_a_token_within_the_rules_speaks_for_its_person(changed: Mapping[str, object]) -> None:
    person = issuer().verify(signed(RSA, claims(**changed)))

    assert str(person.email) == "partner@reseller.example"


WRONG: dict[str, Mapping[str, object]] = {
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


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
def test_a_token_that_says_the_wrong_thing_speaks_for_nobody(changed: Mapping[str, object]) -> None:
    assert issuer().refusal(signed(RSA, claims(**changed))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize("token_type", ["JWT", "jwt", "Jwt", MISSING], ids=repr)
def test_a_token_of_the_plain_type_or_of_none_speaks_for_its_person(token_type: object) -> None:
    assert issuer().refusal(signed(RSA, claims(), typ=token_type)) is None


def test_a_token_longer_than_any_real_one_is_not_read() -> None:
    assert issuer().refusal(signed(RSA, claims(padding="p" * 8192))) is Problem.UNAUTHENTICATED


NO_CLAIMS: dict[str, object] = {
    "a list": [claims()],
    "a word": "partner@reseller.example",
    "nothing": None,
    "no JSON": b"partner",
    "no UTF-8": b'{"sub": "\xff"}',
    "no bytes": b"",
    "a nest": b'{"sub": ' + b"[" * 4000,
    "a number without end": b'{"exp": 1' + b"0" * 5000 + b"}",
}


@pytest.mark.parametrize("said", NO_CLAIMS.values(), ids=NO_CLAIMS)
def test_a_signed_token_without_claims_speaks_for_nobody(said: object) -> None:
    assert issuer().refusal(signed(RSA, said)) is Problem.UNAUTHENTICATED


@given(st.dictionaries(st.sampled_from([*claims(), "azp", "nbf", "name", "locale", "groups"]), JSON))
def test_whatever_a_signed_token_says_it_names_a_person_or_is_refused(changed: dict[str, object]) -> None:
    answer = issuer().refusal(signed(EC, claims(**changed)))

    assert answer in {None, Problem.UNAUTHENTICATED, Problem.EMAIL_NOT_VERIFIED}


def test_importing_the_verifier_does_not_pay_for_cryptography() -> None:
    command = "import sys, chalicelib.adapters.oidc.bearer_tokens; print(*sys.modules)"

    answer = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)

    assert {"jwt", "cryptography"}.isdisjoint(answer.stdout.split())
