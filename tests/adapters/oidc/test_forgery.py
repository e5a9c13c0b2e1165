"""A token that the issuer did not sign exactly as it is authenticates nobody."""

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
FOREIGN_KEY = ec_pair("ec")
VALID = signed(EC, claims())


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[RSA.published, EC.published])


def signed_by_secret(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda data: hmac.digest(secret, data, hashlib.sha256)


def signed_by_public_key(encoding: Encoding) -> Callable[[bytes], bytes]:
    key = PyJWK(dict(RSA.published)).key
    return signed_by_secret(key.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo))


def with_payload(token: str, other_token: str) -> str:
    header, _, signature = token.split(".")
    return f"{header}.{other_token.split('.')[1]}.{signature}"


HS256 = {"alg": "HS256", "typ": "JWT"}
FORGED: dict[str, str] = {
    "unsigned": compact({"alg": "none"}, claims(), lambda _: b""),
    "unsigned, in other letters": compact({"alg": "nOnE", "kid": "rsa"}, claims(), lambda _: b""),
    "signed, but called unsigned": signed(RSA, claims(), alg="none"),
    "with the public key as secret": compact(HS256, claims(), signed_by_public_key(Encoding.PEM)),
    "with the named public key as secret": compact(
        HS256 | {"kid": "rsa"}, claims(), signed_by_public_key(Encoding.DER)
    ),
    "with an empty secret": compact(HS256, claims(), signed_by_secret(b"")),
    "by a stranger's key of the issuer's name": signed(FOREIGN_KEY, claims()),
    "by a stranger's key of no name": signed(FOREIGN_KEY, claims(), kid=MISSING),
    "by a stranger's key, brought along": signed(FOREIGN_KEY, claims(), jwk=dict(FOREIGN_KEY.published)),
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
    "with another token's payload": with_payload(VALID, signed(EC, claims(sub="admin"))),
    "with the signature taken off": VALID.rpartition(".")[0] + ".",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED)
def test_forged_token_is_refused(token: str) -> None:
    assert issuer().refusal(token) is Problem.UNAUTHENTICATED


MALFORMED: dict[str, str] = {
    "empty": "",
    "one word": "token",
    "two dots": "..",
    "five parts": f"{VALID}.e30.e30",
    "not ASCII": VALID.replace("e", "é", 1),
    "half a character": f"{VALID}\ud800",
    "a line break": f"{VALID}\n",
    "a nest for a header": compact({"alg": "RS256"}, {}, lambda _: b"").replace("eyJ", "W1tb" * 1000, 1),
    "a list for a header": compact(["RS256"], claims(), RSA.sign),
    "a word for a header": compact("RS256", claims(), RSA.sign),
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_malformed_token_is_refused_without_asking_the_issuer(text: str) -> None:
    published = issuer()

    assert published.refusal(text) is Problem.UNAUTHENTICATED
    assert published.requests == 0


@given(st.text())
def test_random_text_is_refused(text: str) -> None:
    assert issuer().refusal(text) is Problem.UNAUTHENTICATED


@given(st.integers(0, len(VALID) - 1), st.characters(min_codepoint=33, max_codepoint=126))
def test_token_with_one_altered_character_is_refused(place: int, replacement: str) -> None:
    assume(VALID[place] != replacement)

    assert issuer().refusal(VALID[:place] + replacement + VALID[place + 1 :]) is Problem.UNAUTHENTICATED


REFUSED = FORGED | MALFORMED | {"expired": signed(EC, claims(exp=NOW - 60, name="Secret"))}


@pytest.mark.parametrize("token", REFUSED.values(), ids=REFUSED)
def test_refusal_never_contains_the_token(token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(Refused) as refused:
        issuer().verifier().verify(token)

    output = "".join(traceback.format_exception_only(refused.value)) + caplog.text
    assert not any(part in output for part in token.split(".") if len(part) > 3)
    assert refused.value.__context__ is None or refused.value.__suppress_context__
