"""Verify ID tokens of an OIDC issuer and turn their claims into a person."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Collection
from dataclasses import replace
from hashlib import sha256
from typing import Annotated

import msgspec

from chalicelib.adapters.oidc.discovery import fetch_json_bytes
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.adapters.oidc.id_tokens import is_id_token
from chalicelib.adapters.oidc.signing_keys import SigningKeys
from chalicelib.domain.errors import Invalid, Problem, Refused
from chalicelib.domain.identity.display_name import ReservedNames, display_name
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import REVIEWERS, Person
from chalicelib.domain.languages import LANGUAGES

LONGEST_TOKEN = 8 * 1024
LEEWAY_SECONDS = 30
# Increase this when the code changes how it interprets claims.
RULES_VERSION = 1
RULES_LENGTH = 16

RawClaims = dict[str, object]


class Claims(msgspec.Struct):
    """Claims that are validated before any other is used (OpenID Connect Core, section 3.1.3.7)."""

    iss: str
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    aud: str | list[str]
    exp: float
    iat: float
    nbf: float = 0
    azp: str | None = None


class TokenVerifier:
    """Verifies ID tokens of one issuer for one client. Thread-safe."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        groups_claim: str,
        groups_format: str = "",
        reviewers_group: str = REVIEWERS,
        reserved_names: Collection[str] = (),
        fetch: Callable[[str], bytes] = fetch_json_bytes,
        machine_clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._groups = GroupRules(groups_claim, groups_format, reviewers_group)
        self._reserved = ReservedNames.of(reserved_names)
        self._clock = machine_clock
        self._keys = SigningKeys(issuer, fetch, machine_clock)

    def verify(self, token: str, nonce: str | None = None) -> Person:
        """Return the person of a valid token. If `nonce` is given, the token must contain it.

        Raises `unauthenticated` for an invalid token, `email-not-verified` for a valid one without a verified
        address, `busy` while the issuer's keys are unavailable.
        """
        if len(token) > LONGEST_TOKEN or not token.isascii():
            raise Refused(Problem.UNAUTHENTICATED)
        raw, claims = _parse(self._keys.payload_of(token))
        if not (is_id_token(raw, self._client_id) and self._is_for_client(claims) and self._is_current(claims)):
            raise Refused(Problem.UNAUTHENTICATED)
        if nonce is not None and raw.get("nonce") != nonce:
            raise Refused(Problem.UNAUTHENTICATED)
        email = _verified_address(raw)
        return Person(
            person_id=_person_id(self._issuer, claims.sub),
            email=email,
            name=display_name(_text(raw.get("name")), email, self._reserved),
            language=_language(raw.get("locale")),
            groups=self._groups.groups_of(raw),
        )

    @property
    def rules(self) -> str:
        """Fingerprint of the rules by which claims are interpreted; it changes whenever the rules do."""
        rules = (RULES_VERSION, msgspec.to_builtins(self._groups), sorted(self._reserved.keys))
        return sha256(msgspec.json.encode(rules)).hexdigest()[:RULES_LENGTH]

    def revalidated(self, person: Person, rules: str) -> Person:
        """Return a stored person, interpreted by the current rules; `rules` are those at sign-in.

        If the rules have changed, the groups are dropped and the name is validated again.
        """
        if rules == self.rules:
            return person
        return replace(person, name=display_name(person.name, person.email, self._reserved), groups=frozenset())

    def _is_for_client(self, claims: Claims) -> bool:
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        # The client that requested the token; it must be named if there are several audiences.
        authorized_party = self._client_id if claims.azp is None and len(audiences) == 1 else claims.azp
        return claims.iss == self._issuer and self._client_id in audiences and authorized_party == self._client_id

    def _is_current(self, claims: Claims) -> bool:
        now = self._clock()
        is_valid_yet = max(claims.iat, claims.nbf) <= now + LEEWAY_SECONDS
        return is_valid_yet and now < claims.exp + LEEWAY_SECONDS


def _parse(payload: bytes) -> tuple[RawClaims, Claims]:
    try:
        raw = msgspec.json.decode(payload, type=RawClaims)
        return raw, msgspec.convert(raw, Claims)
    except (ValueError, RecursionError):
        # The original exception could quote the token.
        raise Refused(Problem.UNAUTHENTICATED) from None


def _person_id(issuer: str, subject: str) -> str:
    # An issuer's URL contains no line break, so different pairs never give the same text.
    digest = sha256(f"{issuer}\n{subject}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _verified_address(raw: RawClaims) -> MailAddress:
    email = raw.get("email")
    if not _is_true(raw.get("email_verified")) or not isinstance(email, str):
        raise Refused(Problem.EMAIL_NOT_VERIFIED)
    try:
        return MailAddress.parse(email)
    except Invalid:
        raise Refused(Problem.EMAIL_NOT_VERIFIED) from None


def _is_true(claim: object) -> bool:
    """Some providers write a boolean as text, in any case of letters: Cognito, of attributes that SAML brings."""
    return claim is True or (isinstance(claim, str) and claim.lower() == "true")


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) else ""


def _language(locale: object) -> str:
    """Return the language of a locale such as `fr-CA`, empty if it is not supported."""
    language = str(locale).replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ""
