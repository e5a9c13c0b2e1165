"""`/sign-in`, `/sign-in/callback`, `/sign-out`: what a browser is led to, and which cookies it is given.

Signing in begins with a link, since `form-action` would stop a form whose answer leads to the provider.
"""

from chalice.app import Response

from chalicelib.rendering.urls import Urls
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.return_paths import PARAMETER
from chalicelib.services.sign_in.sessions import SIGN_IN_LENGTH, Callback
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.page.sessions import (
    SESSION_COOKIE,
    SIGN_IN_COOKIE,
    cookie_in,
    removal_of,
    session_cookie,
    sign_in_cookie,
)

pages = Pages(__name__)
# As in `return_to`, without the prefix that the product lives under.
USUAL_START = Urls("").directory()


@pages.page(Page("GET", "/sign-in", "sign_in", Guard.PUBLIC, (PARAMETER,)))
def begin(context: PageContext) -> Response:
    """Leads to the provider, and remembers where the person wanted to go; a HEAD begins nothing."""
    if context.request.method == "HEAD":
        return Response("")
    begun = context.container.sessions.begin(context.parameters.get(PARAMETER) or USUAL_START)
    cookie = sign_in_cookie(begun.secret, int(SIGN_IN_LENGTH.total_seconds()))
    return _led_to(begun.authorization_url, cookie)


@pages.page(Page("GET", "/sign-in/callback", "sign_in_callback", Guard.PUBLIC, ("state", "code", "iss")))
def finish(context: PageContext) -> Response:
    """Makes a session of what the provider sent the browser back with."""
    said = context.parameters
    callback = Callback(said.get("state", ""), said.get("code", ""), said.get("iss"))
    signed_in = context.container.sessions.finish(callback, cookie_in(context.request, SIGN_IN_COOKIE))
    claim_at_sign_in(context.container.ports, signed_in.person)
    goal = context.container.urls.site + signed_in.return_to
    return _led_to(goal, session_cookie(signed_in.secret), removal_of(SIGN_IN_COOKIE))


@pages.page(Page("POST", "/sign-out", "sign_out", Guard.PUBLIC))
def end(context: PageContext, form: Form) -> Response:
    """Ends the session on the server, so that a copy of the cookie is worth nothing.

    It leads to a page for everybody; one with a guard could lead straight back to a silent sign-in.
    """
    del form
    context.container.sessions.end(cookie_in(context.request, SESSION_COOKIE))
    response = _led_to(context.container.urls.sign_out(), removal_of(SESSION_COOKIE))
    # What this browser has kept, to go back to, is for nobody who comes after.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.page(Page("GET", "/sign-out", "sign_out_page", Guard.PUBLIC))
def stay(context: PageContext) -> PageResponse:
    """Ends nothing: a link, a picture or a browser that reads ahead must sign nobody out."""
    return PageResponse("sign_out" if context.is_signed_in else "signed_out")


def _led_to(url: str, *cookies: str) -> Response:
    response = redirect(url)
    # Chalice checks no list for line breaks; every part of these values is of a closed alphabet.
    response.headers["Set-Cookie"] = list(cookies)
    return response
