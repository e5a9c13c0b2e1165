"""A browser for the whole product that signs in at the real local provider, and readers of its responses."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookies import SimpleCookie
from typing import Any, cast

import httpx
from chalice.app import Request

from app import app
from chalicelib import bootstrap
from chalicelib.domain.errors import Refused
from chalicelib.web.page.sessions import session_from_cookie
from chalicelib.web.page.sign_in_cookies import PREFIX
from infra.local.gateway.server import Gateway
from infra.local.gateway.stage_path import StagePrefix
from tests.backends.backend import MemoryBackend, ObservedBackend
from tests.sign_in import PARTNER, allow
from tests.world import SETTINGS, World, world_over

HOST = "https://accounts.vendor.example"
OWN_PAGE = {"Origin": HOST, "Sec-Fetch-Site": "same-origin"}
SESSION, HINT, SENT = "__Host-session", "__Secure-id-token", "__Host-signed-out"


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

    def sign_ins(self) -> dict[str, str]:
        """Return the cookies of started sign-ins."""
        return {name: value for name, value in self.client.cookies.items() if name.startswith(PREFIX)}

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
        return str(session_from_cookie(world.container, with_cookies(f"{SESSION}={secret}")).person.email)
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
def browser_at(issuer: str, backend: ObservedBackend | None = None, **settings: Any) -> Iterator[Browser]:
    """Open a browser for a new system, or one over this backend, whose users sign in at this issuer."""
    world = world_over(backend or MemoryBackend(), replace(SETTINGS, oidc_issuer=issuer, **settings))
    bootstrap.use(world.container)
    gateway = httpx.WSGITransport(StagePrefix(Gateway(app, lambda _: None), "/api"))
    with httpx.Client(transport=gateway, base_url=f"{HOST}/api") as client:
        yield Browser(world, client)
