"""The session as browsers carry it: its cookies, and whose it is.

Only for pages. The API takes no cookie: a browser sends one along with whatever another site makes it ask.
"""

import hashlib
import hmac

from chalice.app import Request

from chalicelib.bootstrap import Container
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person
from chalicelib.web.page.cookies import cookies_named

# The prefix has browsers take them only from this host itself, over TLS, for all of its paths.
SESSION_COOKIE = "__Host-session"
SIGN_IN_COOKIE = "__Host-sign-in"
# Lax: a cookie comes along when the provider leads the browser back, and with no post of another site.
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Lax"
# The hidden field that shows that a form comes from a page this session was given.
FORM_TOKEN = "form_token"  # noqa: S105 - its name


def person_from_session(container: Container, request: Request) -> Person:
    """Who is signed in, in at most one read. Raises `unauthenticated`, or `busy`."""
    person = container.sessions.session_of(cookie_in(request, SESSION_COOKIE))
    if person is None:
        raise Refused(Problem.UNAUTHENTICATED)
    return person


def cookie_in(request: Request, name: str) -> str:
    """The cookie's value; empty without one, and of two with one name, since no browser sends that."""
    values = cookies_named(request, name)
    return values[0] if len(values) == 1 else ""


def form_token(request: Request) -> str:
    """What the forms of this session carry: it follows from the cookie, which no other site can read."""
    secret = cookie_in(request, SESSION_COOKIE)
    return hmac.digest(secret.encode(), FORM_TOKEN.encode(), hashlib.sha256).hex()


def session_cookie(secret: str) -> str:
    """Ends with the browser's own session, and on the server by itself."""
    return f"{SESSION_COOKIE}={secret}; {ATTRIBUTES}"


def sign_in_cookie(secret: str, seconds: int) -> str:
    """Lasts as long as a sign-in may take."""
    return f"{SIGN_IN_COOKIE}={secret}; Max-Age={seconds}; {ATTRIBUTES}"


def removal_of(name: str) -> str:
    """Has the browser drop the cookie."""
    return f"{name}=; Max-Age=0; {ATTRIBUTES}"
