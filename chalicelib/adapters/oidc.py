"""Decides who a bearer ID token speaks for, of any OIDC issuer, and refuses whatever is in doubt.

Refuses to know what that person may do.
"""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated
from unicodedata import category

import msgspec

from chalicelib.adapters.discovery import fetch_json_bytes
from chalicelib.adapters.id_tokens import is_id_token
from chalicelib.adapters.signing_keys import SigningKeys
from chalicelib.domain import text
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.fields import LANGUAGES
from chalicelib.domain.mail_address import MailAddress
from chalicelib.domain.person import Person

LONGEST_TOKEN = 8 * 1024
LONGEST_NAME = 200
LEEWAY_SECONDS = 30

Said = dict[str, object]


class Claims(msgspec.Struct):
    """What a token must say before anything else in it counts (OpenID Connect Core, section 3.1.3.7)."""

    iss: str
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    aud: str | list[str]
    exp: float
    iat: float
    nbf: float = 0
    azp: str | None = None


class TokenVerifier:
    """Verifies ID tokens of one issuer for one client; safe to share between threads."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        groups_claim: str,
        fetch: Callable[[str], bytes] = fetch_json_bytes,
        machine_clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._groups_claim = groups_claim
        self._clock = machine_clock
        self._keys = SigningKeys(issuer, fetch, machine_clock)

    def verify(self, token: str, nonce: str | None = None) -> Person:
        """The person of a good token; `nonce` is what it has to repeat, where the sign-in is one of ours.

        Raises `Refused`: `unauthenticated` for any fault of the token, `email-not-verified` for a good one
        without a verified address, `busy` while the issuer's keys are not to be had.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise Refused(Problem.UNAUTHENTICATED)
        said, claims = _read(self._keys.payload_of(token))
        if not (is_id_token(said, self._client_id) and self._is_ours(claims) and self._is_current(claims)):
            raise Refused(Problem.UNAUTHENTICATED)
        if nonce is not None and said.get("nonce") != nonce:
            raise Refused(Problem.UNAUTHENTICATED)
        email = _verified_address(said)
        return Person(
            person_id=_person_id(self._issuer, claims.sub),
            email=email,
            name=_display_name(said.get("name"), email),
            language=_language(said.get("locale")),
            groups=_groups(said.get(self._groups_claim)),
        )

    def _is_ours(self, claims: Claims) -> bool:
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        # The party that asked for the token; of several audiences it has to be named.
        asked_by = self._client_id if claims.azp is None and len(audiences) == 1 else claims.azp
        return claims.iss == self._issuer and self._client_id in audiences and asked_by == self._client_id

    def _is_current(self, claims: Claims) -> bool:
        now = self._clock()
        begun = max(claims.iat, claims.nbf) <= now + LEEWAY_SECONDS
        return begun and now < claims.exp + LEEWAY_SECONDS


def _read(payload: bytes) -> tuple[Said, Claims]:
    try:
        said = msgspec.json.decode(payload, type=Said)
        return said, msgspec.convert(said, Claims)
    except (ValueError, RecursionError):
        # The cause could quote the token.
        raise Refused(Problem.UNAUTHENTICATED) from None


def _person_id(issuer: str, subject: str) -> str:
    # A line break cannot be part of an issuer's URL, so no two pairs read the same.
    digest = sha256(f"{issuer}\n{subject}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _verified_address(said: Said) -> MailAddress:
    email = said.get("email")
    if said.get("email_verified") is not True or not isinstance(email, str):
        raise Refused(Problem.EMAIL_NOT_VERIFIED)
    try:
        return MailAddress.parse(email)
    except Invalid:
        raise Refused(Problem.EMAIL_NOT_VERIFIED) from None


def _display_name(claim: object, email: MailAddress) -> str:
    """The name, as far as it is safe to show others; the local part of the address where that is nothing."""
    try:
        name = text.link_free_note(_visible_line(claim)[: text.NOTE_MAX])[:LONGEST_NAME].rstrip()
    except Invalid:
        return email.local
    return email.local if text.is_blank(name) else name


def _visible_line(claim: object) -> str:
    """A claim's words without control, bidirectional and zero-width characters."""
    chars = claim if isinstance(claim, str) else ""
    return " ".join("".join(char for char in chars if char.isspace() or category(char)[0] != "C").split())


def _language(locale: object) -> str:
    """The language of a locale such as `fr-CA`, if the product speaks it; else none."""
    spoken = str(locale).replace("_", "-").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else ""


def _groups(claim: object) -> frozenset[str]:
    names = claim.replace(",", " ").split() if isinstance(claim, str) else claim
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return frozenset()
    return frozenset(names)
