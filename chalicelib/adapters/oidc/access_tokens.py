"""Verify access tokens that clients of the provider got for themselves, by the client credentials grant.

No ID token and no access token of a person passes: audience, type and subject are checked as each provider writes
them (`chalicelib.adapters.oidc.token_profiles`).
"""

from collections.abc import Callable
from typing import Annotated

import msgspec

from chalicelib.adapters.oidc.bearer_tokens import LONGEST_BEARER, TokenVerifier, is_current, parsed
from chalicelib.adapters.oidc.signing_keys import SigningKeys
from chalicelib.adapters.oidc.token_profiles import CLIENT_CLAIMS, NEVER_IN_OWN_TOKENS, PROFILES, Claims
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.programs.client import ClientIdentity, ProgramScope, TokenProfile
from chalicelib.domain.value_classes import value_class

LONGEST_CLIENT_ID = 255


class AccessClaims(msgspec.Struct):
    """Claims that every access token has, except that Cognito's name no audience."""

    iss: str
    sub: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    exp: float
    iat: float
    nbf: float = 0
    aud: str | list[str] = ""


@value_class
class Audiences:
    """Whom tokens are for: the API, and the product's own client, whose tokens are those of persons.

    Without an audience of the API no client has access.
    """

    api: str
    own_client: str


class AccessTokenVerifier:
    """Verifies the access tokens of one issuer for the API. Thread-safe."""

    def __init__(
        self,
        issuer: str,
        audiences: Audiences,
        profile: TokenProfile,
        keys: SigningKeys,
        machine_clock: Callable[[], float],
    ) -> None:
        self._issuer = issuer
        self._audiences = audiences
        self._profile = PROFILES[profile]
        self._keys = keys
        self._clock = machine_clock

    @classmethod
    def beside(
        cls, verifier: TokenVerifier, issuer: str, audiences: Audiences, profile: TokenProfile
    ) -> "AccessTokenVerifier":
        """Return a verifier that shares keys and clock with that of the ID tokens."""
        return cls(issuer, audiences, profile, verifier.keys, verifier.clock)

    def verify(self, token: str) -> ClientIdentity:
        """Return the client whose own access token this is.

        Raises `unauthenticated` for any other token, `token-too-long`, `busy` while the issuer's keys are unavailable.
        """
        if len(token) > LONGEST_BEARER:
            raise Refused(Problem.TOKEN_TOO_LONG)
        if not self._audiences.api or not token.isascii():
            raise Refused(Problem.UNAUTHENTICATED)
        claims, read = parsed(self._keys.payload_of(token, self._profile.types), AccessClaims)
        client_id, scopes = self._client_of(claims), self._scopes_of(claims)
        is_valid = read.iss == self._issuer and is_current(read, self._clock()) and self._is_for_api(read, scopes)
        if not is_valid or not client_id or not self._is_own(claims, client_id):
            raise Refused(Problem.UNAUTHENTICATED)
        granted = (scope.removeprefix(self._prefix) for scope in scopes)
        return ClientIdentity(self._issuer, client_id, frozenset(ProgramScope) & frozenset(granted))

    @property
    def _prefix(self) -> str:
        return f"{self._audiences.api}/" if self._profile.prefixed else ""

    def _is_for_api(self, read: AccessClaims, scopes: frozenset[str]) -> bool:
        audiences = [read.aud] if isinstance(read.aud, str) else read.aud
        if self._audiences.own_client in audiences:
            return False
        if self._profile.prefixed and read.aud == "":
            return any(scope.startswith(self._prefix) for scope in scopes)
        return self._audiences.api in audiences

    def _is_own(self, claims: Claims, client_id: str) -> bool:
        """Whether the client got the token for itself: not for a person, and not as the product's own client."""
        has_fixed = all(claims.get(claim) == value for claim, value in self._profile.fixed.items())
        of_person = client_id == self._audiences.own_client or not NEVER_IN_OWN_TOKENS.isdisjoint(claims)
        return has_fixed and not of_person and self._profile.is_own(claims, client_id)

    def _client_of(self, claims: Claims) -> str:
        """Return the client's id; empty if the token names none, or several."""
        named = [claims[claim] for claim in CLIENT_CLAIMS if claim in claims]
        own = claims.get(self._profile.client_claim, claims.get("client_id"))
        is_usable = isinstance(own, str) and len(own) <= LONGEST_CLIENT_ID and all(one == own for one in named)
        return str(own) if is_usable else ""

    def _scopes_of(self, claims: Claims) -> frozenset[str]:
        """Return the scopes: of a text with blanks, or of a list. With a prefix, those of the API alone."""
        written = claims.get(self._profile.scope_claim, "")
        found = written.split() if isinstance(written, str) else written
        scopes = (one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
        return frozenset(scope for scope in scopes if scope.startswith(self._prefix))
