"""A token that the issuer did not sign, as it stands, speaks for nobody."""

import hashlib
import hmac
import logging
import traceback
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import assume, given
from hypothesis import strategies as st
from jwt import PyJWK

from chalicelib.domain.errors import Problem, Refused
from tests.adapters.oidc.fake_issuer import MISSING, NOW, FakeIssuer, claims, compact, ec_pair, rsa_pair, signed

RSA = rsa_pair("rsa")
EC = ec_pair("ec")
STRANGER = ec_pair("ec")
GOOD = signed(EC, claims())


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[RSA.published, EC.published])


def by_secret(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda data: hmac.digest(secret, data, hashlib.sha256)


def by_public_key(encoding: Encoding) -> Callable[[bytes], bytes]:
    key = PyJWK(dict(RSA.published)).key
    return by_secret(key.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo))


def with_parts(token: str, payload_of: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{payload_of.split('.')[1]}.{signature}"


HS256 = {"alg": "HS256", "typ": "JWT"}
FORGED: dict[str, str] = {
    "unsigned": compact({"alg": "none"}, claims(), lambda _: b""),
    "unsigned, in other letters": compact({"alg": "nOnE", "kid": "rsa"}, claims(), lambda _: b""),
    "signed, but called unsigned": signed(RSA, claims(), alg="none"),
    "with the public key as secret": compact(HS256, claims(), by_public_key(Encoding.PEM)),
    "with the named public key as secret": compact(HS256 | {"kid": "rsa"}, claims(), by_public_key(Encoding.DER)),
    "with an empty secret": compact(HS256, claims(), by_secret(b"")),
    "by a stranger's key of the issuer's name": signed(STRANGER, claims()),
    "by a stranger's key of no name": signed(STRANGER, claims(), kid=MISSING),
    "by a stranger's key, brought along": signed(STRANGER, claims(), jwk=dict(STRANGER.published)),
    "under the name of the issuer's other key": signed(EC, claims(), kid="rsa"),
    "by another algorithm of the family": signed(RSA, claims(), alg="RS512"),
    "by the algorithm of the other key": signed(RSA, claims(), alg="ES256"),
    "by no algorithm": signed(RSA, claims(), alg=MISSING),
    "by a list of algorithms": signed(RSA, claims(), alg=["RS256"]),
    "of the type of access tokens": signed(RSA, claims(), typ="at+jwt"),
    "of the type of access tokens, with its prefix": signed(RSA, claims(), typ="application/at+jwt"),
    "of the type of access tokens, in capitals": signed(RSA, claims(), typ="AT+JWT"),
    "of the type of logout tokens": signed(RSA, claims(), typ="logout+jwt"),
    "of the type of security events": signed(RSA, claims(), typ="secevent+jwt"),
    "of the type of DPoP proofs": signed(RSA, claims(), typ="dpop+jwt"),
    "of the full media type": signed(RSA, claims(), typ="application/jwt"),
    "of an empty type": signed(RSA, claims(), typ=""),
    "of no type in so many words": signed(RSA, claims(), typ=None),
    "of a type that is no word": signed(RSA, claims(), typ=["JWT"]),
    "by a key whose name is no word": signed(RSA, claims(), kid=["rsa"]),
    "by a key whose name is a path": signed(RSA, claims(), kid="../../dev/null"),
    "critical in a way unknown here": signed(RSA, claims(), crit=["exp"]),
    "with the payload kept elsewhere": signed(RSA, claims(), b64=False, crit=["b64"]),
    "with another token's payload": with_parts(GOOD, signed(EC, claims(sub="admin"))),
    "with the signature taken off": GOOD.rpartition(".")[0] + ".",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_a_forged_token_speaks_for_nobody(token: str) -> None:
    assert issuer().refusal(token) is Problem.UNAUTHENTICATED


MALFORMED: dict[str, str] = {
    "empty": "",
    "one word": "token",
    "two dots": "..",
    "five parts": f"{GOOD}.e30.e30",
    "huge": "e30." * 100_000,
    "a good one, padded beyond the limit": f"{GOOD}.{'A' * 8192}",
    "not ASCII": GOOD.replace("e", "é", 1),
    "half a character": f"{GOOD}\ud800",
    "a line break": f"{GOOD}\n",
    "a nest for a header": compact({"alg": "RS256"}, {}, lambda _: b"").replace("eyJ", "W1tb" * 1000, 1),
    "a list for a header": compact(["RS256"], claims(), RSA.sign),
    "a word for a header": compact("RS256", claims(), RSA.sign),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_text_of_another_form_is_no_token_and_does_not_trouble_the_issuer(text: str) -> None:
    asked = issuer()

    assert asked.refusal(text) is Problem.UNAUTHENTICATED
    assert asked.asked == 0


@given(st.text())
def test_no_text_at_all_passes_for_a_token(text: str) -> None:
    assert issuer().refusal(text) is Problem.UNAUTHENTICATED


@given(st.integers(0, len(GOOD) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_a_token_altered_in_one_place_speaks_for_nobody(place: int, instead: str) -> None:
    assume(GOOD[place] != instead)

    assert issuer().refusal(GOOD[:place] + instead + GOOD[place + 1 :]) is Problem.UNAUTHENTICATED


TOLD_ON = FORGED | MALFORMED | {"expired": signed(EC, claims(exp=NOW - 60, name="Secret"))}


@pytest.mark.parametrize("token", TOLD_ON.values(), ids=TOLD_ON)
def test_a_refusal_never_repeats_the_token(token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(Refused) as refused:
        issuer().verifier().verify(token)

    told = "".join(traceback.format_exception_only(refused.value)) + caplog.text
    assert not any(part in told for part in token.split(".") if len(part) > 3)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
