"""Cookies around a sign-in: what a browser remembers of each one, the hint for signing out, and that it was sent there.

Each sign-in has a cookie of its own, named by its `state`, so that tabs do not overwrite each other.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from chalice.app import Request

from chalicelib.services.sign_in.sessions import SESSION_LENGTH
from chalicelib.services.sign_in.started import StartedSignIns
from chalicelib.web.page.cookies import cookies_with_prefix
from chalicelib.web.page.sessions import ATTRIBUTES, cookie_in, removal_of

PREFIX = "__Host-sign-in-"
# API Gateway takes 10,240 bytes of request line and headers in all. A cookie with the longest way back has 1,530.
MOST_SIGN_INS = 8
MOST_BYTES = 6 * 1024
# The way back outlasts the sign-in: somebody may leave the provider's page open over lunch, or go back to the callback.
SECONDS = int(SESSION_LENGTH.total_seconds())

# The ID token of the sign-in, for `id_token_hint`. It is sent to the page for signing out alone, and never stored here:
# it is a bearer token of the API. Longer tokens are left out, because headers are limited.
HINT_COOKIE = "__Secure-id-token"
LONGEST_HINT = 2500

# That the browser was sent to the provider's page for signing out.
SENT_COOKIE = "__Host-signed-out"
SENT_SECONDS = 600


def name_for(state: str) -> str:
    """Return the name of the cookie of the sign-in with this state; the state itself is not in it."""
    return PREFIX + sha256(state.encode(errors="replace")).hexdigest()[:16]


def remembered(request: Request, state: str, started: StartedSignIns) -> str:
    """Return what the browser remembers of the sign-in. Refusals may lack the state: then of the newest one."""
    if state:
        return cookie_in(request, name_for(state))
    cookies = cookies_with_prefix(request, PREFIX)
    return next((cookies[name] for name in _newest_first(cookies, started)), "")


def remember(state: str, token: str) -> str:
    """Return `Set-Cookie` for what the browser is to remember of the sign-in."""
    return f"{name_for(state)}={token}; Max-Age={SECONDS}; {ATTRIBUTES}"


def forget_oldest(request: Request, new: str, started: StartedSignIns) -> Sequence[str]:
    """Return `Set-Cookie` that deletes the oldest sign-ins for which there is no room beside a `new` cookie."""
    cookies, size = cookies_with_prefix(request, PREFIX), len(new.partition(";")[0])
    surplus = []
    for number, name in enumerate(_newest_first(cookies, started), start=2):
        size += len(name) + len(cookies[name])
        if number > MOST_SIGN_INS or size > MOST_BYTES:
            surplus.append(removal_of(name))
    return surplus


def hint_cookie(id_token: str, path: str) -> str:
    """Return `Set-Cookie` for the hint, sent to `path` alone; it deletes the hint of an earlier sign-in if too long."""
    fits = len(id_token) <= LONGEST_HINT
    return f"{HINT_COOKIE}={id_token if fits else ''};{'' if fits else ' Max-Age=0;'} {_below(path)}"


def hint_removal(path: str) -> str:
    """Return `Set-Cookie` that deletes the hint."""
    return f"{HINT_COOKIE}=; Max-Age=0; {_below(path)}"


def sent_cookie() -> str:
    """Return `Set-Cookie` for the fact that the browser is sent to the provider's page for signing out."""
    return f"{SENT_COOKIE}=1; Max-Age={SENT_SECONDS}; {ATTRIBUTES}"


def _newest_first(cookies: Mapping[str, str], started: StartedSignIns) -> Sequence[str]:
    """Return the names. Those of another installation, or signed with a key that is gone, come last."""
    read = {name: started.read(value) for name, value in cookies.items()}
    by_age = sorted(((sign_in.started_at, name) for name, sign_in in read.items() if sign_in), reverse=True)
    return [*(name for _, name in by_age), *(name for name, sign_in in read.items() if sign_in is None)]


def _below(path: str) -> str:
    return f"Path={path}; Secure; HttpOnly; SameSite=Lax"
