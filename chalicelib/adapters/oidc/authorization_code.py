"""Signs people in at any OIDC issuer: authorization code with PKCE (RFC 6749, RFC 7636).

Refuses to know which browser asks, and what a session is.
"""

import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import quote_plus, urlencode

import msgspec

from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.discovery import (
    Endpoints,
    IssuerUnavailable,
    Reply,
    discover,
    fetch_json_bytes,
    is_secure,
    post_form,
)
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.proofs import Proofs

logger = logging.getLogger(__name__)

SCOPE = "openid email profile"
# What the issuer says of the code, or of us; every other answer than a token is its own trouble.
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# RFC 6749, section 5.2. Whatever else it says is not logged, since it may quote the code.
ERROR_CODES = frozenset({"invalid_client", "invalid_grant", "invalid_request", "unauthorized_client"})


class _Tokens(msgspec.Struct):
    """Of all tokens only the one that says who somebody is."""

    id_token: str


class _Refusal(msgspec.Struct):
    """RFC 6749, section 5.2."""

    error: str


@dataclass(frozen=True)
class Client:
    """This product as the issuer knows it; without a secret it is a public client."""

    client_id: str
    secret: str
    redirect_uri: str


class CodeFlow:
    """The sign-in provider over the wire; safe to share between threads."""

    def __init__(
        self,
        issuer: str,
        client: Client,
        verifier: TokenVerifier,
        fetch: Callable[[str], bytes] = fetch_json_bytes,
        post: Callable[[str, Mapping[str, str], Mapping[str, str]], Reply] = post_form,
    ) -> None:
        self.issuer = issuer
        self._client = client
        self._verifier = verifier
        self._fetch = fetch
        self._post = post
        self._known: Endpoints | None = None

    def authorization_url(self, proofs: Proofs) -> str:
        """Where a person signs in. Raises `busy` when the issuer cannot be asked for it."""
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": SCOPE,
            "state": proofs.state,
            "nonce": proofs.nonce,
            "code_challenge": proofs.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._endpoints().authorization_endpoint
        # An endpoint may have a query of its own, which is to be kept (RFC 6749, section 3.1).
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"

    def exchange_code(self, code: str, proofs: Proofs) -> Person:
        """Whom the code stands for. Raises `unauthenticated`, `email-not-verified` or `busy`."""
        reply = self._exchanged(code, proofs.verifier)
        if reply.status in REFUSALS:
            logger.warning("the sign-in provider refused a code: %d %s", reply.status, _error_code(reply.body))
            raise Refused(Problem.UNAUTHENTICATED)
        if reply.status != HTTPStatus.OK:
            logger.warning("the sign-in provider answered a code with %d", reply.status)
            raise Refused(Problem.BUSY)
        return self._verifier.verify(_id_token(reply.body), proofs.nonce)

    @property
    def rules(self) -> str:
        """A mark of the rules by which claims are read."""
        return self._verifier.rules

    def revalidated(self, person: Person, rules: str) -> Person:
        """Somebody who was read by those rules before, as far as today's trust it."""
        return self._verifier.revalidated(person, rules)

    def _exchanged(self, code: str, verifier: str) -> Reply:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Authorization": _basic(self._client)} if self._client.secret else {}
        named = {} if self._client.secret else {"client_id": self._client.client_id}
        try:
            return self._post(self._endpoints().token_endpoint, {**form, **named}, headers)
        except (OSError, HTTPException, ValueError) as error:
            raise _unavailable(error) from None

    def _endpoints(self) -> Endpoints:
        """Asked for once in the life of a container."""
        if self._known is None:
            try:
                self._known = _trusted(discover(self.issuer, Endpoints, self._fetch))
            except IssuerUnavailable as error:
                raise _unavailable(error) from error
        return self._known


def _trusted(found: Endpoints) -> Endpoints:
    """Raises `IssuerUnavailable` for an address that a password or a code must not go to."""
    for url in (found.authorization_endpoint, found.token_endpoint):
        # Visible ASCII alone: one of them becomes a header, and a line break would end it.
        if not is_secure(url) or not all("!" <= character <= "~" for character in url):
            raise IssuerUnavailable("an endpoint is neither https nor loopback")
    return found


def _unavailable(error: Exception) -> Refused:
    # The kind alone: what an error of the line says may quote the form.
    logger.warning("the sign-in provider is out of reach: %s", type(error).__name__)
    return Refused(Problem.BUSY)


def _basic(client: Client) -> str:
    """RFC 6749, section 2.3.1, which has both parts encoded as in a form first."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _id_token(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Tokens).id_token
    except (ValueError, RecursionError):
        # The cause could quote a token.
        raise Refused(Problem.UNAUTHENTICATED) from None


def _error_code(body: bytes) -> str:
    """What tells an operator a wrong client secret from a stale code."""
    try:
        said = msgspec.json.decode(body, type=_Refusal).error
    except (ValueError, RecursionError):
        return "unknown"
    return said if said in ERROR_CODES else "unknown"
