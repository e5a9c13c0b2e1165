"""A browser for the whole product that signs in at the real local provider, and readers of its responses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from typing import cast

import httpx
from chalice.app import Request

from app import app
from chalicelib import bootstrap
from chalicelib.domain.errors import Refused
from chalicelib.web.page.sessions import person_from_session
from infra.local.gateway.server import Gateway
from tests.sign_in import PARTNER, allow
from tests.world import SETTINGS, World
from tests.world import world as new_world

HOST = "https://accounts.vendor.example"
OWN_PAGE = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
SESSION, SIGN_IN = "__Host-session", "__Host-sign-in"


@dataclass
class Browser:
    """Keeps cookies as browsers do; API Gateway removes the stage prefix."""

    world: World
    client: httpx.Client

    def get(self, path: str, **query: str) -> httpx.Response:
        """Return the response without following redirects."""
        return self.client.get(path, params=query)

    def authorization_url(self, return_to: str = "/accounts?q=acme") -> str:
        """Start a sign-in and return the provider's address."""
        return str(self.get("/sign-in", return_to=return_to).headers["location"])

    def sign_in(self, who: str = PARTNER) -> httpx.Response:
        """Sign in and return the last response."""
        return self.get("/sign-in/callback", **allow(self.authorization_url(), who))

    def sign_out(self, **headers: str) -> httpx.Response:
        """Send the sign-out form of the site, or of another one with these headers."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.client.post("/sign-out", headers={**OWN_PAGE, **form, **headers})

    def email(self) -> str | None:
        """Return the address of the session's person, by its cookie."""
        return signed_in_by(self.world, str(self.client.cookies.get(SESSION, "")))


@dataclass(frozen=True)
class FakeRequest:
    """The part of a request that a cookie is read from."""

    headers: Mapping[str, str]


def with_cookies(header: str) -> Request:
    """Return a request with this `Cookie` header."""
    return cast(Request, FakeRequest({"cookie": header}))


def signed_in_by(world: World, secret: str) -> str | None:
    """Return the address of the person whom pages see for this cookie, if any."""
    try:
        return str(person_from_session(world.container, with_cookies(f"{SESSION}={secret}")).email)
    except Refused:
        return None


def cookies_of(response: httpx.Response) -> dict[str, dict[str, str]]:
    """Return the attributes of each cookie, without empty ones."""
    jar: SimpleCookie = SimpleCookie()
    for header in response.headers.get_list("set-cookie"):
        jar.load(header)
    return {name: {key: value for key, value in morsel.items() if value} for name, morsel in jar.items()}


def refused(response: httpx.Response) -> int:
    """Return the status of a response that must not set a session."""
    assert SESSION not in cookies_of(response)
    return response.status_code


@contextmanager
def browser_at(issuer: str) -> Iterator[Browser]:
    """Open a browser for a new system whose users sign in at this issuer."""
    with new_world(replace(SETTINGS, oidc_issuer=issuer)) as world:
        bootstrap.use(world.container)
        gateway = httpx.WSGITransport(Gateway(app, lambda _: None))
        with httpx.Client(transport=gateway, base_url=HOST) as client:
            yield Browser(world, client)
