"""A browser before the whole product, which signs in at the real local provider; and what its answers say."""

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
    """Holds cookies as browsers do; the stage prefix is API Gateway's, which takes it off."""

    world: World
    client: httpx.Client

    def get(self, path: str, **query: str) -> httpx.Response:
        """The answer, which is not followed anywhere."""
        return self.client.get(path, params=query)

    def led_to_provider(self, return_to: str = "/accounts?q=acme") -> str:
        """Where the provider is to be asked."""
        return str(self.get("/sign-in", return_to=return_to).headers["location"])

    def sign_in(self, who: str = PARTNER) -> httpx.Response:
        """The answer that ends a sign-in."""
        return self.get("/sign-in/callback", **allow(self.led_to_provider(), who))

    def sign_out(self, **headers: str) -> httpx.Response:
        """The answer to the form of one of our pages, or of another site by these headers."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.client.post("/sign-out", headers={**OWN_PAGE, **form, **headers})

    def email(self) -> str | None:
        """Whose session it is, by its cookie."""
        return signed_in_by(self.world, str(self.client.cookies.get(SESSION, "")))


@dataclass(frozen=True)
class Asked:
    """As much of a request as whoever looks for a cookie wants to know."""

    headers: Mapping[str, str]


def with_cookies(header: str) -> Request:
    """A request with this `Cookie` header."""
    return cast(Request, Asked({"cookie": header}))


def signed_in_by(world: World, secret: str) -> str | None:
    """The address of whoever pages take the holder of this cookie for."""
    try:
        return str(person_from_session(world.container, with_cookies(f"{SESSION}={secret}")).email)
    except Refused:
        return None


def cookies_of(answer: httpx.Response) -> dict[str, dict[str, str]]:
    """What is said of each cookie, but for what is empty."""
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return {name: {key: said for key, said in one.items() if said} for name, one in jar.items()}


def refused(answer: httpx.Response) -> int:
    """The status of an answer that gives no session away."""
    assert SESSION not in cookies_of(answer)
    return answer.status_code


@contextmanager
def browser_at(issuer: str) -> Iterator[Browser]:
    """A browser before a system of its own whose people sign in there."""
    with new_world(replace(SETTINGS, oidc_issuer=issuer)) as world:
        bootstrap.use(world.container)
        gateway = httpx.WSGITransport(Gateway(app, lambda _: None))
        with httpx.Client(transport=gateway, base_url=HOST) as client:
            yield Browser(world, client)
