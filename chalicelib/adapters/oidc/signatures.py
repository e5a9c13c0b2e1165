"""Verify token signatures with the issuer's keys, by RS256 or ES256 only.

Import this module inside functions: PyJWT with cryptography takes longer to import than everything else that a
page needs.
"""

from typing import Literal

import msgspec
from jwt import PyJWK, PyJWS, PyJWTError

# The type of a token that names none.
JWT_TYPE = "JWT"
ALGORITHMS = ("RS256", "ES256")
# RSA keys below 2048 bits are refused.
JWS = PyJWS(options={"enforce_minimum_key_length": True})


class _Key(msgspec.Struct, omit_defaults=True):
    """A public key (RFC 7518, section 6). Private parameters and certificates are ignored; PyJWT checks the rest."""

    kty: Literal["RSA", "EC"]
    kid: str | None = None
    use: Literal["sig"] | None = None
    # PyJWT raises `NotImplementedError` for a key of the algorithm `none`, which would cost the whole set.
    alg: Literal["RS256", "ES256"] | None = None
    n: str | None = None
    e: str | None = None
    crv: Literal["P-256"] | None = None
    x: str | None = None
    y: str | None = None


class KeyDocument(msgspec.Struct):
    """Key set, RFC 7517 section 5. Keys are decoded one by one, because some may be of an unsupported type."""

    keys: list[msgspec.Raw]


def usable_keys(document: KeyDocument) -> tuple[PyJWK, ...]:
    """Return the supported keys; others are skipped."""
    return tuple(key for key in map(_usable_key, document.keys) if key is not None)


def is_acceptable(token: str, types: frozenset[str]) -> bool:
    """Whether the header of an ASCII token has a supported algorithm and one of these types, in lower case."""
    header = _header(token)
    token_type = header.get("typ", JWT_TYPE)
    return header.get("alg") in ALGORITHMS and isinstance(token_type, str) and token_type.lower() in types


def signed_payload(token: str, keys: tuple[PyJWK, ...]) -> bytes | None:
    """Return the payload if one of these keys signed the token. Without a key id, every key is tried."""
    key_id = _header(token).get("kid")
    for key in keys:
        if key_id in (None, key.key_id):
            payload = _payload_signed_by(key, token)
            if payload is not None:
                return payload
    return None


def _usable_key(raw: msgspec.Raw) -> PyJWK | None:
    try:
        key = PyJWK(msgspec.to_builtins(msgspec.json.decode(raw, type=_Key)))
    except (PyJWTError, ValueError):
        return None
    return key if key.algorithm_name in ALGORITHMS else None


def _header(token: str) -> dict[str, object]:
    try:
        return JWS.get_unverified_header(token)
    except PyJWTError:
        return {}


def _payload_signed_by(key: PyJWK, token: str) -> bytes | None:
    try:
        # The algorithm comes from the key, not from the token, so a public key is never used as an HMAC secret.
        payload: bytes = JWS.decode(token, key, algorithms=[key.algorithm_name])
    except PyJWTError:
        return None
    return payload
