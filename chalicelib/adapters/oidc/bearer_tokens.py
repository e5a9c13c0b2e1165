"""Decides who a bearer ID token speaks for, of any OIDC issuer, and refuses whatever is in doubt.

Refuses to know what that person may do.
"""

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
# To be counted up where the code comes to read the same claims otherwise.
RULES_VERSION = 1
RULES_LENGTH = 16

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
            name=display_name(_text(said.get("name")), email, self._reserved),
            language=_language(said.get("locale")),
            groups=self._groups.groups_of(said),
        )

    @property
    def rules(self) -> str:
        """A mark of the rules by which claims are read; another one where the same claims could read otherwise."""
        rules = (RULES_VERSION, msgspec.to_builtins(self._groups), sorted(self._reserved.keys))
        return sha256(msgspec.json.encode(rules)).hexdigest()[:RULES_LENGTH]

    def revalidated(self, person: Person, rules: str) -> Person:
        """Somebody who was read by those rules before, as far as today's trust it.

        By other rules than today's nobody is in a group, and the name is judged anew.
        """
        if rules == self.rules:
            return person
        return replace(person, name=display_name(person.name, person.email, self._reserved), groups=frozenset())

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


def _text(claim: object) -> str:
    return claim if isinstance(claim, str) else ""


def _language(locale: object) -> str:
    """The language of a locale such as `fr-CA`, if the product speaks it; else none."""
    spoken = str(locale).replace("_", "-").partition("-")[0].lower()
    return spoken if spoken in LANGUAGES else ""
