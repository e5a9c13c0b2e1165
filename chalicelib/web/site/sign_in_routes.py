"""`/sign-in`, `/sign-in/callback`, `/sign-out`: redirects and cookies.

The sign-in starts with a link: the CSP directive `form-action` would block a form that redirects to the provider.
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
# The default of `return_to`, without the product's path prefix.
DEFAULT_RETURN_PATH = Urls("").directory()


@pages.page(Page("GET", "/sign-in", "sign_in", Guard.PUBLIC, (PARAMETER,)))
def begin(context: PageContext) -> Response:
    """Start a sign-in and redirect to the provider. HEAD requests start nothing."""
    if context.request.method == "HEAD":
        return Response("")
    start = context.container.sessions.begin(context.parameters.get(PARAMETER) or DEFAULT_RETURN_PATH)
    cookie = sign_in_cookie(start.secret, int(SIGN_IN_LENGTH.total_seconds()))
    return _redirect_with_cookies(start.authorization_url, cookie)


@pages.page(Page("GET", "/sign-in/callback", "sign_in_callback", Guard.PUBLIC, ("state", "code", "iss")))
def finish(context: PageContext) -> Response:
    """Finish the sign-in with the parameters of the provider's redirect."""
    parameters = context.parameters
    callback = Callback(parameters.get("state", ""), parameters.get("code", ""), parameters.get("iss"))
    signed_in = context.container.sessions.finish(callback, cookie_in(context.request, SIGN_IN_COOKIE))
    claim_at_sign_in(context.container.ports, signed_in.person)
    url = context.container.urls.site + signed_in.return_to
    return _redirect_with_cookies(url, session_cookie(signed_in.secret), removal_of(SIGN_IN_COOKIE))


@pages.page(Page("POST", "/sign-out", "sign_out", Guard.PUBLIC))
def end(context: PageContext, form: Form) -> Response:
    """Delete the session on the server, so that copies of the cookie are useless.

    Redirects to a public page: a page with a guard could sign the person in again without asking.
    """
    del form
    context.container.sessions.end(cookie_in(context.request, SESSION_COOKIE))
    response = _redirect_with_cookies(context.container.urls.sign_out(), removal_of(SESSION_COOKIE))
    # The next person at this browser must not see cached pages.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.page(Page("GET", "/sign-out", "sign_out_page", Guard.PUBLIC))
def stay(context: PageContext) -> PageResponse:
    """Show the form for signing out. A GET ends no session: links, images and prefetching must not sign people out."""
    return PageResponse("sign_out" if context.is_signed_in else "signed_out")


def _redirect_with_cookies(url: str, *cookies: str) -> Response:
    response = redirect(url)
    # Chalice does not check header lists for line breaks; these values cannot contain any.
    response.headers["Set-Cookie"] = list(cookies)
    return response
