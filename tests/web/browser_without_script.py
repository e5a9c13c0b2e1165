"""A browser without script: requests pages, sends forms, and reads pages."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from html.parser import HTMLParser
from urllib.parse import urlencode

from chalice.test import Client

from app import app
from chalicelib.bootstrap import _Started
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import Session
from tests.world import PARTNER, World

FORM = "application/x-www-form-urlencoded"
OWN_SITE = {"Origin": "https://accounts.vendor.example", "Sec-Fetch-Site": "same-origin"}
VOID = frozenset({"img", "input", "link", "meta", "br", "wbr"})
Attributes = dict[str, str]


@dataclass(frozen=True)
class Response:
    """A response; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @cached_property
    def page(self) -> "PageReader":
        """The parsed page."""
        assert self.headers["content-type"] == "text/html; charset=utf-8", self.text
        return PageReader(self.text)


@dataclass(frozen=True)
class Sent:
    """A call."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Site:
    """The app over a world of its own.

    If set, `language` is requested with every call; `headers` are sent with every call. `sent` is every call so far,
    also of the people who are signed in on this site.
    """

    world: World
    language: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    def signed_in(self, person: Person = PARTNER, role: AccessRole | None = AccessRole.SMART_ACCOUNT_USER) -> "Site":
        """Return the same site for a signed-in person with that role on some account."""
        now, secret = datetime.now(UTC), secrets.token_urlsafe(32)
        sessions = self.world.container.sessions
        session = Session(person, now, now + timedelta(hours=1), sessions.provider.rules)
        sessions.store.keep(sha256(secret.encode()).hexdigest(), session)
        if role is not None:
            self.world.give_role(str(person.email), f"account-of-{person.email}", role)
        return replace(self, headers={**OWN_SITE, "Cookie": f"__Host-session={secret}"})

    def get(self, path: str, **headers: str) -> Response:
        """Request a page."""
        return self.send("GET", path, headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Response:
        """Send a form."""
        return self.send("POST", path, {"Content-Type": FORM, **headers}, urlencode(form or {}).encode())

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Response:
        """Send any request."""
        sent_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.sent.append(Sent(method, path, {**self.headers, **sent_headers}, body))
        return self.again(self.language)

    def again(self, language: str) -> Response:
        """Send the last call in this language: pages in every language come from one story."""
        call = self.sent[-1]
        path_in_language = f"{call.path}{'&' if '?' in call.path else '?'}lang={language}" if language else call.path
        response = Client(app).http.request(call.method, path_in_language, headers=dict(call.headers), body=call.body)
        response_headers = {name.lower(): value for name, value in response.headers.items()}
        # API Gateway leaves out the body of an answer to HEAD.
        text = "" if call.method == "HEAD" else response.body.decode()
        return Response(response.status_code, response_headers, text)

    def fill_in(self, page: Response, action: str, **typed: str) -> Response:
        """Send the page's form for that path with its current values and what is typed into it."""
        (form,) = [candidate for candidate in page.page.forms if candidate.action.endswith(action)]
        return self.post(form.action.removeprefix("/api"), {**form.values, **typed})

    def followed(self, response: Response) -> Response:
        """Follow the redirect of a sent form."""
        assert response.status == 303, response.text
        return self.get(response.headers["location"].removeprefix("/api"))


@contextmanager
def site_over(world: World, language: str = "") -> Iterator[Site]:
    """Run the app with this world."""
    before = _Started.container
    _Started.container = world.container
    yield Site(world, language)
    _Started.container = before


@dataclass
class PageForm:
    """A form with its target and the values of its fields."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class PageReader(HTMLParser):
    """Parser for the parts of a page that tests look at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.texts_by_tag: dict[str, list[str]] = {}
        self.forms: list[PageForm] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag == "form":
            self.forms.append(PageForm(found.get("action", "")))
        self._note_value(tag, found)
        if tag not in VOID:
            self._open.append(tag)
            self.texts_by_tag.setdefault(tag, []).append("")

    def _note_value(self, tag: str, found: Attributes) -> None:
        if tag == "input" and found.get("type") not in {"checkbox", "radio"} and "form" in self._open:
            self.forms[-1].values[found["name"]] = found.get("value", "")
        if tag == "textarea" and "form" in self._open:
            self.forms[-1].values[found["name"]] = ""
        if tag in {"select", "textarea"}:
            self._field = found["name"]
        if tag == "option" and "selected" in found:
            self.forms[-1].values[self._field] = found["value"]

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self._open):
            self.texts_by_tag[tag][-1] += data
        if "textarea" in self._open and "form" in self._open:
            self.forms[-1].values[self._field] += data

    def texts(self, tag: str) -> list[str]:
        """Return the texts of the elements with this tag, in order."""
        return [" ".join(text.split()) for text in self.texts_by_tag.get(tag, [])]

    @property
    def text(self) -> str:
        """All readable text of the main part."""
        return self.texts("main")[0]

    def elements_of(self, *tags: str) -> list[Attributes]:
        """Return the attributes of all elements with these tags."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def field(self, name: str) -> Attributes:
        """Return the attributes of the field with that id."""
        (found,) = [attributes for _, attributes in self.elements if attributes.get("id") == name]
        return found
