"""OIDC sign-in by the authorization code flow with PKCE (RFC 6749, RFC 7636), and sign-out at the provider.

The latter follows OpenID Connect RP-Initiated Logout 1.0, or Cognito's own way (Amazon Cognito Developer Guide, "Logout
endpoint").
"""

import logging
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
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
    get_json,
    get_redirect,
    is_secure,
    post_form,
)
from chalicelib.adapters.oidc.sign_in_check import WITHOUT_PAGE, breakdown_of
from chalicelib.adapters.oidc.userinfo import Get, userinfo
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.domain.value_classes import value_class
from chalicelib.services.sign_in.callback import Identified
from chalicelib.services.sign_in.proofs import Proofs
from chalicelib.services.unit_of_work.metrics import Metric, ignore

logger = logging.getLogger(__name__)

# The issuer rejects the code or this client. Any other status than 200 is a failure of the issuer.
REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
# RFC 6749, section 5.2. Other error texts are not logged, because they may quote the code.
BREAKDOWNS: Mapping[Problem, Metric] = {
    Problem.UNAUTHENTICATED: Metric.SIGN_IN_REFUSED,
    Problem.BUSY: Metric.SIGN_IN_UNAVAILABLE,
}
ERROR_CODES = frozenset({"invalid_client", "invalid_grant", "invalid_request", "unauthorized_client"})


class _Tokens(msgspec.Struct):
    """Token response. The access token is used for the userinfo endpoint only."""

    id_token: str
    access_token: str = ""


class _ErrorResponse(msgspec.Struct):
    """Error response of RFC 6749, section 5.2."""

    error: str


@value_class
class Client:
    """The product's client registration at the issuer. A client without a secret is a public client.

    `logout_url` is the issuer's own sign-out page, as Cognito has one; `signed_out_uri` is where both kinds of sign-out
    lead back to.
    """

    client_id: str
    secret: str
    redirect_uri: str
    signed_out_uri: str = ""
    logout_url: str = ""
    scopes: str = "openid email profile"


class CodeFlow:
    """Implementation of `sessions.Provider`. Thread-safe."""

    def __init__(
        self,
        issuer: str,
        client: Client,
        verifier: TokenVerifier,
        fetch: Callable[[str], bytes] = fetch_json_bytes,
        post: Callable[[str, Mapping[str, str], Mapping[str, str]], Reply] = post_form,
        get: Get = get_json,
        report: Callable[[Metric], object] = ignore,
    ) -> None:
        self.issuer = issuer
        self._client = client
        self._verifier = verifier
        self._fetch = fetch
        self._post = post
        self._get = get
        self._report = report
        self._cached: Endpoints | None = None

    def authorization_url(self, proofs: Proofs) -> str:
        """Return the URL where a person signs in. Raises `busy` if the issuer is unavailable."""
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": self._client.scopes,
            "state": proofs.state,
            "nonce": proofs.nonce,
            "code_challenge": proofs.challenge,
            "code_challenge_method": "S256",
        }
        return _with_query(self._endpoints().authorization_endpoint, query)

    def end_session_url(self, id_token: str) -> str:
        """Return the URL where the issuer ends its session; empty if it has none, or is unavailable."""
        client = self._client
        if client.logout_url:
            return _with_query(client.logout_url, {"client_id": client.client_id, "logout_uri": client.signed_out_uri})
        try:
            endpoint = self._endpoints().end_session_endpoint or ""
        except Refused:
            return ""
        query = {"client_id": client.client_id, "post_logout_redirect_uri": client.signed_out_uri}
        hint = {"id_token_hint": id_token} if id_token else {}
        return _with_query(endpoint, {**hint, **query}) if _is_usable(endpoint) else ""

    def exchange_code(self, code: str, proofs: Proofs) -> Identified:
        """Exchange the code for the person. Raises `unauthenticated`, `email-not-verified` or `busy`.

        The provider has just given out the code: if it refuses it, it refuses everybody.
        """
        try:
            return self._exchanged(code, proofs)
        except Refused as refused:
            if refused.problem in BREAKDOWNS:
                self._report(BREAKDOWNS[refused.problem])
            raise

    def check(self, proofs: Proofs, ask: Callable[[str], Reply] = get_redirect) -> None:
        """Report if nobody can sign in: without keys, or if client or callback are not taken. Never raises."""
        try:
            self._verifier.refresh_keys()
            found = breakdown_of(ask(_with_query(self.authorization_url(proofs), WITHOUT_PAGE)))
        except (Refused, OSError, HTTPException, ValueError):
            found = Metric.SIGN_IN_UNAVAILABLE
        if found:
            logger.warning("nobody can sign in: %s", found)
            self._report(found)

    def _exchanged(self, code: str, proofs: Proofs) -> Identified:
        reply = self._post_code(code, proofs.verifier)
        if reply.status in REFUSALS:
            logger.warning("the sign-in provider refused a code: %d %s", reply.status, _error_code(reply.body))
            raise Refused(Problem.UNAUTHENTICATED)
        if reply.status != HTTPStatus.OK:
            logger.warning("the sign-in provider answered a code with %d", reply.status)
            raise Refused(Problem.BUSY)
        tokens = _tokens(reply.body)
        ask = partial(userinfo, self._endpoints().userinfo_endpoint, tokens.access_token, self._get)
        return Identified(self._verifier.verify_sign_in(tokens.id_token, proofs.nonce, ask), tokens.id_token)

    @property
    def rules(self) -> str:
        """Fingerprint of the rules by which claims are interpreted."""
        return self._verifier.rules

    def revalidated(self, person: Person, rules: str) -> Person:
        """Return a stored person, interpreted by the current rules."""
        return self._verifier.revalidated(person, rules)

    def _post_code(self, code: str, verifier: str) -> Reply:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {"Authorization": _basic(self._client)} if self._client.secret else {}
        client_id = {} if self._client.secret else {"client_id": self._client.client_id}
        try:
            return self._post(self._endpoints().token_endpoint, {**form, **client_id}, headers)
        except (OSError, HTTPException, ValueError) as error:
            raise _unavailable(error) from None

    def _endpoints(self) -> Endpoints:
        """Return the issuer's endpoints, discovered once per container."""
        if self._cached is None:
            try:
                self._cached = _checked(discover(self.issuer, Endpoints, self._fetch))
            except IssuerUnavailable as error:
                self._report(Metric.SIGN_IN_UNAVAILABLE)
                raise _unavailable(error) from error
        return self._cached


def _checked(endpoints: Endpoints) -> Endpoints:
    """Raise `IssuerUnavailable` if credentials must not be sent to an endpoint."""
    needed = (endpoints.authorization_endpoint, endpoints.token_endpoint)
    if not all(map(_is_usable, (*needed, endpoints.userinfo_endpoint or endpoints.token_endpoint))):
        raise IssuerUnavailable("an endpoint is neither https nor loopback")
    return endpoints


def _is_usable(url: str) -> bool:
    # Only visible ASCII, because a URL becomes a header value.
    return is_secure(url) and all("!" <= character <= "~" for character in url)


def _with_query(endpoint: str, query: Mapping[str, str]) -> str:
    # A query of the endpoint itself must be kept (RFC 6749, section 3.1).
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(query)}"


def _unavailable(error: Exception) -> Refused:
    # Log only the type: the message may quote the form.
    logger.warning("the sign-in provider is out of reach: %s", type(error).__name__)
    return Refused(Problem.BUSY)


def _basic(client: Client) -> str:
    """Return the basic authentication of RFC 6749, section 2.3.1: both parts are form-encoded first."""
    pair = f"{quote_plus(client.client_id)}:{quote_plus(client.secret)}"
    return f"Basic {b64encode(pair.encode()).decode()}"


def _tokens(body: bytes) -> _Tokens:
    try:
        return msgspec.json.decode(body, type=_Tokens)
    except (ValueError, RecursionError):
        # The original exception could quote a token.
        raise Refused(Problem.UNAUTHENTICATED) from None


def _error_code(body: bytes) -> str:
    """Return the error code, which tells operators a wrong client secret from an expired code."""
    try:
        code = msgspec.json.decode(body, type=_ErrorResponse).error
    except (ValueError, RecursionError):
        return "unknown"
    return code if code in ERROR_CODES else "unknown"
