"""`/sign-in`, `/sign-in/callback`, `/sign-out`: redirects and cookies.

The sign-in starts with a link and the sign-out goes on by a refresh: the CSP directive `form-action` would block a form
that redirects to the provider.
"""

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.rendering.urls import Urls
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.callback import Callback, NewSession, SignedIn, SignInFailed, StartOver
from chalicelib.services.sign_in.failures import SignInFailure, failure_of
from chalicelib.services.sign_in.return_paths import PARAMETER
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page import sign_in_cookies
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import Page, PageResponse, Pages, page_response, redirect
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.page.sessions import SESSION_COOKIE, cookie_in, removal_of, session_cookie

pages = Pages(__name__)
# The default of `return_to`, without the product's path prefix.
DEFAULT_RETURN_PATH = Urls("").start()


@pages.page(Page("GET", "/sign-in", "sign_in", Guard.PUBLIC, (PARAMETER,)))
def begin(context: PageContext) -> Response:
    """Start a sign-in and redirect to the provider. HEAD requests start nothing."""
    if context.request.method == "HEAD":
        return Response("")
    sessions, return_to = context.container.sessions, context.parameters.get(PARAMETER) or DEFAULT_RETURN_PATH
    try:
        start = sessions.begin(return_to)
    except Refused as refused:
        if refused.problem is Problem.INVALID_PARAMETER:
            raise
        return _failed(context, refused, return_to, failure_of(refused))
    cookie = sign_in_cookies.remember(start.state, start.token)
    surplus = sign_in_cookies.forget_oldest(context.request, cookie, sessions.started)
    return _with_cookies(redirect(start.authorization_url), cookie, *surplus)


@pages.page(Page("GET", "/sign-in/callback", "sign_in_callback", Guard.PUBLIC, ("state", "code", "iss", "error")))
def finish(context: PageContext) -> Response:
    """Finish the sign-in with the parameters of the provider's redirect. HEAD requests finish nothing.

    `error_description` and `error_uri` are ignored: they are text from the query.
    """
    if context.request.method == "HEAD":
        return Response("")
    given, request, sessions = context.parameters, context.request, context.container.sessions
    state = given.get("state", "")
    callback = Callback(state, given.get("code", ""), given.get("iss"), given.get("error", ""))
    remembered = sign_in_cookies.remembered(request, state, sessions.started)
    outcome = sessions.finish(callback, remembered, cookie_in(request, SESSION_COOKIE), DEFAULT_RETURN_PATH)
    match outcome:
        case StartOver():
            return redirect(context.urls.sign_in(outcome.return_to))
        case SignedIn():
            response = redirect(context.container.urls.site + outcome.return_to)
        case SignInFailed():
            response = _failed(context, outcome.refused, outcome.return_to, outcome.failure)
    session = outcome.session if isinstance(outcome, SignedIn) else None
    changed = [sign_in_cookies.remember(state, outcome.token)] if outcome.token else []
    return _with_cookies(response, *(_cookies_of(context, session) if session else ()), *changed)


@pages.page(Page("POST", "/sign-out", "sign_out", Guard.PUBLIC))
def end(context: PageContext, form: Form) -> Response:
    """Delete the session on the server, so that copies of the cookie are useless; then the provider ends its own.

    Where it cannot, redirects to a public page: a page with a guard could sign the person in again without asking.
    """
    del form
    sessions, path = context.container.sessions, context.urls.sign_out()
    sessions.end(cookie_in(context.request, SESSION_COOKIE))
    url = sessions.provider.end_session_url(cookie_in(context.request, sign_in_cookies.HINT_COOKIE))
    if url:
        response = page_response(context, PageResponse("signing_out", {"provider_url": url}))
        response.headers["Refresh"] = f"0; url={url}"
        sent = sign_in_cookies.sent_cookie()
    else:
        response = redirect(context.container.urls.sign_out())
        sent = removal_of(sign_in_cookies.SENT_COOKIE)
    # The next person at this browser must not see cached pages.
    response.headers["Clear-Site-Data"] = '"cache"'
    return _with_cookies(response, removal_of(SESSION_COOKIE), sign_in_cookies.hint_removal(path), sent)


@pages.page(Page("GET", "/sign-out", "sign_out_page", Guard.PUBLIC))
def stay(context: PageContext) -> PageResponse:
    """Show the form for signing out. A GET ends no session: links, images and prefetching must not sign people out."""
    if context.is_signed_in:
        return PageResponse("sign_out")
    was_sent = bool(cookie_in(context.request, sign_in_cookies.SENT_COOKIE))
    return PageResponse("signed_out", {"was_sent_to_provider": was_sent})


def _cookies_of(context: PageContext, session: NewSession) -> tuple[str, str]:
    """Claim the person's roles and return the cookies of their new session."""
    claim_at_sign_in(context.container.ports, session.identified.person)
    hint = sign_in_cookies.hint_cookie(session.identified.id_token, context.urls.sign_out())
    return session_cookie(session.secret), hint


def _failed(context: PageContext, refused: Refused, return_to: str, failure: SignInFailure | None) -> Response:
    """Say what happened, with a way on that keeps the way back."""
    values = {"return_to": return_to, "failure": failure}
    return page_response(context, PageResponse("sign_in_failed", values, refused=refused))


def _with_cookies(response: Response, *cookies: str) -> Response:
    """Add cookies. Chalice does not check header lists for line breaks; these values cannot contain any."""
    before = response.headers.get("Set-Cookie", [])
    response.headers["Set-Cookie"] = [*cookies, *([before] if isinstance(before, str) else before)]
    return response
