"""The app over a world of a test, served to Chromium, and a person who is signed in there without a provider."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from app import app
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import SESSION_LENGTH, Session, digest_of
from chalicelib.web.page.sessions import SESSION_COOKIE
from infra.local.gateway.server import Gateway
from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.gateway.stage_path import StagePrefix
from tests.web.browser_without_script import site_over
from tests.world import SETTINGS, World, world

if TYPE_CHECKING:
    from playwright.sync_api import Page


@dataclass
class ServedSite:
    """The world, and the address of the site over it."""

    world: World
    url: str

    def sign_in(self, page: "Page", person: Person) -> None:
        """Give the browser a new session of this person, who has a role on some account."""
        secret, sessions = secrets.token_urlsafe(32), self.world.container.sessions
        now = sessions.clock.now()
        session = Session(person, now, now + SESSION_LENGTH, sessions.provider.rules)
        sessions.store.keep(digest_of(secret), session)
        self.world.give_role(str(person.email), "account-of-nobody", AccessRole.SMART_ACCOUNT_USER)
        origin = f"https://{urlsplit(self.url).netloc}"
        page.context.add_cookies([{"name": SESSION_COOKIE, "value": secret, "url": origin, "secure": True}])

    def sign_out(self, page: "Page") -> None:
        """End the session as another tab does that signs out."""
        (cookie,) = [one for one in page.context.cookies() if one["name"] == SESSION_COOKIE]
        self.world.container.sessions.end(cookie["value"])
        page.context.clear_cookies()

    def sign_in_again(self, page: "Page", person: Person) -> None:
        """Follow the way back of the page that says that the session has ended."""
        button = page.locator("main a.button").get_attribute("href") or ""
        (return_to,) = parse_qs(urlsplit(button).query)["return_to"]
        self.sign_in(page, person)
        page.goto(self.url + return_to)


@contextmanager
def served_site() -> Iterator[ServedSite]:
    """Serve a new world on a free port."""
    listener = listen(0)
    url = f"{url_of(listener)}/api"
    served = Serving(listener, StagePrefix(Gateway(app, lambda _: None), "/api"))
    with world(replace(SETTINGS, public_url=url)) as fresh, site_over(fresh), served:
        yield ServedSite(fresh, url)
