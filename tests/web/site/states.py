"""Pages around signing in and out, with the status of each response."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.services.sign_in.failures import PROVIDER_ERRORS
from chalicelib.services.sign_in.started import SignIn
from chalicelib.web.page.sign_in_cookies import name_for
from tests.web.browser_without_script import Response, Site, site_over
from tests.web.requests.stories import State
from tests.world import SETTINGS, world

LOGOUT_URL = "https://product.auth.eu-west-1.amazoncognito.com/logout"

# One error code for each page.
ONE_OF_EACH = {failure: error for error, failure in PROVIDER_ERRORS.items()}.values()


def refused_with(error: str) -> State:
    """Come back from the provider with this error."""

    def state(site: Site) -> Response:
        sessions = site.world.container.sessions
        remembered = sessions.started.token(SignIn("/accounts?q=acme", sessions.clock.now(), "s" * 43))
        return site.get(f"/sign-in/callback?state=x&error={error}", Cookie=f"{name_for('x')}={remembered}")

    return state


def signing_out(site: Site) -> Response:
    """Sign out where the provider has a page for it; without the header by which the browser goes on to that page."""
    with world(replace(SETTINGS, oidc_logout_url=LOGOUT_URL)) as fresh, site_over(fresh, site.language) as other:
        response = other.signed_in().post("/sign-out")
    return replace(response, headers={name: value for name, value in response.headers.items() if name != "refresh"})


SIGN_IN: Mapping[str, tuple[int, State]] = {
    "unknown sign-in": (401, lambda site: site.get("/sign-in/callback")),
    **{f"sign-in refused: {error}": (401, refused_with(error)) for error in ONE_OF_EACH},
    "signing out": (200, signing_out),
    "asked to sign out at the provider": (200, lambda site: site.get("/sign-out", Cookie="__Host-signed-out=1")),
}
