"""Decides whether one of the issuer's keys signed a token, by RS256 or ES256 and nothing else.

Refuses to know where keys come from and what a token says. Import it where a token is verified: PyJWT with
cryptography costs more to import than all the rest of a page.
"""

from typing import Literal

import msgspec
from jwt import PyJWK, PyJWS, PyJWTError

# RFC 8725 section 3.11: an access or a logout token of the same issuer announces another type. Several providers
# (Okta, Oracle) announce none, so a missing type is let pass. `application/jwt` is the same media type by RFC 7515
# section 4.1.9, which advises against writing it; no provider does, so it is refused like any other.
JWT_TYPE = "JWT"
ALGORITHMS = ("RS256", "ES256")
# RSA keys below 2048 bits are refused.
JWS = PyJWS(options={"enforce_minimum_key_length": True})


class _Key(msgspec.Struct, kw_only=True, tag_field="kty"):
    kid: str | None = None
    use: Literal["sig"] = "sig"


class RsaKey(_Key, tag="RSA"):
    """RFC 7518 section 6.3.1; a private part that slipped into the document is not read."""

    n: str
    e: str
    alg: Literal["RS256"] = "RS256"


class EcKey(_Key, tag="EC"):
    """RFC 7518 section 6.2.1."""

    crv: Literal["P-256"]
    x: str
    y: str
    alg: Literal["ES256"] = "ES256"


class KeyDocument(msgspec.Struct):
    """RFC 7517 section 5; each key is read alone, as an issuer may publish kinds unknown here."""

    keys: list[msgspec.Raw]


def usable_keys(document: KeyDocument) -> tuple[PyJWK, ...]:
    """The keys that may sign a token here; others are passed over."""
    return tuple(key for key in map(_usable_key, document.keys) if key is not None)


def is_acceptable(token: str) -> bool:
    """Whether the form and the header of an ASCII token deserve a look at the signature."""
    header = _header(token)
    token_type = header.get("typ", JWT_TYPE)
    is_plain = isinstance(token_type, str) and token_type.upper() == JWT_TYPE
    return header.get("alg") in ALGORITHMS and is_plain


def signed_payload(token: str, keys: tuple[PyJWK, ...]) -> bytes | None:
    """What the token says, if one of these keys signed it; a token that names no key may be of any."""
    named = _header(token).get("kid")
    for key in keys:
        if named in (None, key.key_id):
            payload = _payload_signed_by(key, token)
            if payload is not None:
                return payload
    return None


def _usable_key(raw: msgspec.Raw) -> PyJWK | None:
    try:
        key = msgspec.json.decode(raw, type=RsaKey | EcKey)
        return PyJWK(msgspec.to_builtins(key), key.alg)
    except (PyJWTError, ValueError):
        return None


def _header(token: str) -> dict[str, object]:
    try:
        return JWS.get_unverified_header(token)
    except PyJWTError:
        return {}


def _payload_signed_by(key: PyJWK, token: str) -> bytes | None:
    try:
        # The algorithm is the key's own, so a public key is never taken for an HMAC secret.
        payload: bytes = JWS.decode(token, key, algorithms=[key.algorithm_name])
    except PyJWTError:
        return None
    return payload
