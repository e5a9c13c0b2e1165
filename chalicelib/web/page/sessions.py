"""Session cookies and form tokens.

Only for pages. The API accepts no cookies, because browsers also send them with requests that other sites cause.
"""

import hashlib
import hmac

from chalice.app import Request

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.sign_in.sessions import Session, digest_of
from chalicelib.web.page.cookies import cookies_named

# Browsers accept cookies with the prefix `__Host-` only from this host over TLS, with the path `/`.
SESSION_COOKIE = "__Host-session"
# Lax: the browser sends the cookie when the provider redirects back, but not with a POST from another site.
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"
# The hidden field that proves that a form is from a page of this session.
FORM_TOKEN = "form_token"  # noqa: S105 - a field name
LENGTH_OF_PROOF = 2 * hashlib.sha256().digest_size


def session_from_cookie(container: Container, request: Request) -> Session:
    """Return the open session, in at most one read. Raises `unauthenticated` or `busy`."""
    session = container.sessions.open_session(cookie_in(request, SESSION_COOKIE))
    if session is None:
        raise Refused(Problem.UNAUTHENTICATED)
    return session


def cookie_in(request: Request, name: str) -> str:
    """Return the cookie's value; empty if it is missing, or repeated, which no browser does."""
    values = cookies_named(request, name)
    return values[0] if len(values) == 1 else ""


def form_token(request: Request) -> str:
    """Return the form token of this session: a proof that other sites cannot make, and which session it is.

    The proof is derived from the cookie. The session's digest says whose form it is once the cookie is gone.
    """
    secret = cookie_in(request, SESSION_COOKIE)
    return hmac.digest(secret.encode(), FORM_TOKEN.encode(), hashlib.sha256).hex() + digest_of(secret)


def proof_in(token: str) -> bytes:
    """Return the proof of a form token; one of an earlier release is nothing else."""
    return token[:LENGTH_OF_PROOF].encode()


def session_in(token: str) -> str:
    """Return the digest of the session that a form token is of; empty for one of an earlier release."""
    return token[LENGTH_OF_PROOF:]


def session_cookie(secret: str) -> str:
    """Return `Set-Cookie` for a browser session; the server limits its length."""
    return f"{SESSION_COOKIE}={secret}; {ATTRIBUTES}"


def removal_of(name: str) -> str:
    """Return `Set-Cookie` that deletes the cookie."""
    return f"{name}=; Max-Age=0; {ATTRIBUTES}"
