"""Verify ID tokens of an OIDC issuer: bearer tokens of the API, and those of a sign-in."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Annotated, Protocol, TypeVar

import msgspec

from chalicelib.adapters.oidc.discovery import fetch_json_bytes
from chalicelib.adapters.oidc.id_tokens import is_id_token
from chalicelib.adapters.oidc.person_claims import PersonRules, RawClaims
from chalicelib.adapters.oidc.signing_keys import SigningKeys
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.unit_of_work.metrics import Metric, ignore

# What API Gateway accepts of the request line and all headers together: a longer bearer token never comes from there.
LONGEST_BEARER = 10_240
# An ID token comes in the body of the token endpoint's answer: 200 group ids of 36 characters take 11 KB.
LONGEST_ID_TOKEN = 64 * 1024
LEEWAY_SECONDS = 30

T = TypeVar("T")


class Times(Protocol):
    """When a token was issued, and from when until when it is valid, in seconds."""

    @property
    def iat(self) -> float: ...
    @property
    def nbf(self) -> float: ...
    @property
    def exp(self) -> float: ...


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
        issuer: str,
        client_id: str,
        person_rules: PersonRules,
        fetch: Callable[[str], bytes] = fetch_json_bytes,
        machine_clock: Callable[[], float] = time.time,
        report: Callable[[Metric], object] = ignore,
        api_audience: str = "",
    ) -> None:
        self._people = person_rules
        self._issuer = issuer
        self._client_id = client_id
        # A token for it is an access token, whatever else it says.
        self._api_audience = api_audience
        self.clock = machine_clock
        self.keys = SigningKeys(issuer, fetch, machine_clock, report)

    def refresh_keys(self) -> None:
        """Fetch the issuer's keys, unless that was done in the last minute. Raises `busy`."""
        self.keys.refresh()

    def verify(self, token: str) -> Person:
        """Return the person of a valid bearer token.

        Raises `unauthenticated` for an invalid token, `token-too-long`, `email-not-verified` for a valid one without a
        verified address, `busy` while the issuer's keys are unavailable.
        """
        return self._person(self._verified(token, LONGEST_BEARER))

    def verify_sign_in(self, token: str, nonce: str, userinfo: Callable[[], RawClaims | None]) -> Person:
        """Return the person of the ID token of a sign-in, which must contain the nonce. Raises like `verify`.

        `userinfo` returns the claims of the userinfo endpoint, or None; it is asked if the token does not settle the
        address, and what it raises is passed on.
        """
        claims = self._verified(token, LONGEST_ID_TOKEN)
        if claims.get("nonce") != nonce:
            raise Refused(Problem.UNAUTHENTICATED)
        more = userinfo() if self._people.needs_userinfo(claims) else None
        return self._person(claims if more is None else self._people.completed(claims, more))

    @property
    def rules(self) -> str:
        """Fingerprint of the rules by which claims are interpreted; it changes whenever the rules do."""
        return self._people.fingerprint

    def revalidated(self, person: Person, rules: str) -> Person:
        """Return a stored person, interpreted by the current rules; `rules` are those at sign-in."""
        return self._people.revalidated(person, rules)

    def _verified(self, token: str, longest: int) -> RawClaims:
        if len(token) > longest:
            raise Refused(Problem.TOKEN_TOO_LONG)
        if not token.isascii():
            raise Refused(Problem.UNAUTHENTICATED)
        raw, claims = parsed(self.keys.payload_of(token), Claims)
        if not (is_id_token(raw, self._client_id) and self._is_for_client(claims) and is_current(claims, self.clock())):
            raise Refused(Problem.UNAUTHENTICATED)
        return raw

    def _person(self, claims: RawClaims) -> Person:
        return self._people.person(person_id_of(self._issuer, str(claims["sub"])), claims)

    def _is_for_client(self, claims: Claims) -> bool:
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        # The client that requested the token; it must be named if there are several audiences.
        authorized_party = self._client_id if claims.azp is None and len(audiences) == 1 else claims.azp
        if self._api_audience and self._api_audience in audiences:
            return False
        return claims.iss == self._issuer and self._client_id in audiences and authorized_party == self._client_id


def is_current(claims: Times, now: float) -> bool:
    """Whether a token is valid at this time, as far as the clocks of two machines agree."""
    return max(claims.iat, claims.nbf) <= now + LEEWAY_SECONDS and now < claims.exp + LEEWAY_SECONDS


def parsed(payload: bytes, kind: type[T]) -> tuple[RawClaims, T]:
    """Return all claims of a token, and those that are validated first. Raises `unauthenticated`."""
    try:
        raw = msgspec.json.decode(payload, type=dict[str, object])
        return raw, msgspec.convert(raw, kind)
    except (ValueError, RecursionError):
        # The original exception could quote the token.
        raise Refused(Problem.UNAUTHENTICATED) from None


def person_id_of(issuer: str, subject: str) -> str:
    """Return the id of an identity, and of the person whom it is unless they were claimed from a former issuer."""
    # An issuer's URL contains no line break, so different pairs never give the same text.
    digest = sha256(f"{issuer}\n{subject}".encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
