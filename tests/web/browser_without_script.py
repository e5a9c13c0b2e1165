"""The site as a browser without script meets it: asks for pages, sends forms, and reads what a page says."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
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
VOID = frozenset({"input", "link", "meta", "br"})
Attributes = dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def page(self) -> "PageReader":
        """The page, read."""
        assert self.headers["content-type"] == "text/html; charset=utf-8", self.text
        return PageReader(self.text)


@dataclass
class Site:
    """The app over a world of a test's own.

    `language` is asked for with every call, where it is set; `headers` go along with every call.
    """

    world: World
    language: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def signed_in(self, person: Person = PARTNER, role: AccessRole | None = AccessRole.SMART_ACCOUNT_USER) -> "Site":
        """The same site for somebody who has signed in, and has that role on some account."""
        now, secret = datetime.now(UTC), secrets.token_urlsafe(32)
        sessions = self.world.container.sessions
        session = Session(person, now, now + timedelta(hours=1), sessions.provider.rules)
        sessions.store.keep(sha256(secret.encode()).hexdigest(), session)
        if role is not None:
            self.world.give_role(str(person.email), "account-of-nobody", role)
        return replace(self, headers={**OWN_SITE, "Cookie": f"__Host-session={secret}"})

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self.send("GET", path, headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        """A form."""
        return self.send("POST", path, {"Content-Type": FORM, **headers}, urlencode(form or {}).encode())

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Anything else."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        named = {**self.headers, **given}
        asked = f"{path}{'&' if '?' in path else '?'}lang={self.language}" if self.language else path
        answer = Client(app).http.request(method, asked, headers=named, body=body)
        received = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, received, answer.body.decode())

    def fill_in(self, page: Answer, action: str, **typed: str) -> Answer:
        """Sends the page's form to that address, with what it holds and what is typed into it."""
        (form,) = [one for one in page.page.forms if one.action.endswith(action)]
        return self.post(form.action.removeprefix("/api"), {**form.values, **typed})

    def followed(self, answer: Answer) -> Answer:
        """Where a form has led to."""
        assert answer.status == 303, answer.text
        return self.get(answer.headers["location"].removeprefix("/api"))


@contextmanager
def site_over(world: World, language: str = "") -> Iterator[Site]:
    """The app, wired to the world."""
    before = _Started.container
    _Started.container = world.container
    yield Site(world, language)
    _Started.container = before


@dataclass
class FormOnPage:
    """A form with its address and the values that stand in its fields."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class PageReader(HTMLParser):
    """The parts of a page that tests speak of."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.words: dict[str, list[str]] = {}
        self.forms: list[FormOnPage] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        if tag == "form":
            self.forms.append(FormOnPage(found.get("action", "")))
        self._note_value(tag, found)
        if tag not in VOID:
            self._open.append(tag)
            self.words.setdefault(tag, []).append("")

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
            self.words[tag][-1] += data
        if "textarea" in self._open and "form" in self._open:
            self.forms[-1].values[self._field] += data

    def said(self, tag: str) -> list[str]:
        """What stands in elements of this kind, in order."""
        return [" ".join(text.split()) for text in self.words.get(tag, [])]

    @property
    def text(self) -> str:
        """All that can be read in the main part."""
        return self.said("main")[0]

    def all(self, *tags: str) -> list[Attributes]:
        """The attributes of every element of these kinds."""
        return [attributes for tag, attributes in self.elements if tag in tags]

    def field(self, name: str) -> Attributes:
        """The one field of that id."""
        (found,) = [one for _, one in self.elements if one.get("id") == name]
        return found
