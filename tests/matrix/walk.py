"""Make the calls of a row for every caller and compare the responses with the table."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from html import unescape
from urllib.parse import quote, quote_plus, urlencode

from chalicelib.domain.errors import Problem
from chalicelib.rendering.problems.texts import problem_text
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page
from tests.matrix.callers import Credentials
from tests.matrix.calls import path_of, sent, success_of
from tests.matrix.objects import Object
from tests.matrix.scene import Scene
from tests.matrix.table import Row, Table
from tests.web.browser_without_script import FORM, Response

# These responses must not depend on the object, nor on its existence: they are equal byte for byte.
ALIKE = frozenset({"401", "unv", "rol", "rvw", "acc", "adm", "dec", "ac?", "va?", "ro?", "rq?", "ar?", "li?", "re?"})
# Headings of pages that differ from the problem's title.
HEADINGS = {
    "Please correct this": Problem.VALIDATION_FAILED,
    "This browser does not know this sign-in": Problem.UNAUTHENTICATED,
    "Your session has ended": Problem.UNAUTHENTICATED,
}
HEADING = re.compile(r"<h[12][^>]*>([^<]*)</h[12]>")
SUCCESSES = frozenset({"ok", "ok=", "see"})
Served = Operation | Page


@dataclass(frozen=True)
class Cell:
    """A call of the table with its expected response, a word of the legend."""

    row: Row
    column: str
    word: str
    served: Served
    about: Object

    @property
    def is_page(self) -> bool:
        """Whether a page is called, not an operation of the API."""
        return isinstance(self.served, Page)

    @property
    def path(self) -> str:
        """Path and query of the call."""
        return path_of(self.row.name, self.served.path, self.about)

    @property
    def ids(self) -> Sequence[str]:
        """Ids and tokens in the call."""
        return [word for key, word in self.about.items() if key.endswith("_id") or key == "token"]

    @property
    def sent_words(self) -> Sequence[str]:
        """All texts in the call."""
        return [*self.ids, *(word for word in sent(self.row.name, self.about).values() if isinstance(word, str))]

    @property
    def succeeds(self) -> bool:
        """Whether the call is expected to succeed."""
        return self.word in SUCCESSES

    @property
    def writes(self) -> bool:
        """Whether the call is expected to write."""
        return self.served.method != "GET" and self.word == "ok"

    @property
    def is_of_ended_session(self) -> bool:
        """Whether a form comes without an open session, whose row may keep it."""
        return self.is_page and self.served.method == "POST" and self.column == "bad"

    def __str__(self) -> str:
        return f"{self.row.name} of {self.row.object} by {self.column}: {self.word}"


@dataclass(frozen=True)
class Walk:
    """The scene and the table."""

    scene: Scene
    table: Table

    def cells(self, row: Row, served: Served) -> Iterator[Cell]:
        """Return the cells of a row."""
        about = self.scene.objects[row.object]
        return (Cell(row, column, word, served, about) for column, word in row.cells.items())

    def responses(self, cell: Cell) -> Iterator[Response]:
        """Yield a response for each of the caller's credentials; writes are rolled back."""
        for credentials in self.scene.credentials[cell.column]:
            with self.scene.table.restored() if cell.writes or cell.is_of_ended_session else nullcontext():
                self.scene.table.writes.clear()
                yield self._call(cell, credentials)

    def repeated(self, cell: Cell) -> tuple[Response, Response, bool]:
        """Make a call twice with the same key, and roll back; with whether the second one changed a row."""
        credentials, *_ = self.scene.credentials[cell.column]
        with self.scene.table.restored():
            first, before = self._call(cell, credentials), dict(self.scene.table.items)
            return first, self._call(cell, credentials), self.scene.table.items != before

    def faults(self, cell: Cell, response: Response) -> Iterator[str]:
        """Yield the differences between a response and the table."""
        expected = self.expected(cell)
        if found(cell, response) != expected:
            yield f"{cell}: expected {expected}, found {found(cell, response)}"
        if cell.succeeds and cell.is_page and not fnmatchcase(shown(response), self.shown(cell)):
            yield f"{cell}: expected {self.shown(cell)}, shown {shown(response)}"
        written = [
            one for one in self.scene.table.writes if not (cell.is_of_ended_session and one.endswith(" SESSION"))
        ]
        if bool(written) != cell.writes:
            yield f"{cell}: wrote {written}"
        leaked = self.leaked(cell, response)
        if leaked:
            yield f"{cell}: reveals {leaked}"

    def expected(self, cell: Cell) -> tuple[int, str]:
        """Return the expected status and problem."""
        if cell.succeeds:
            return success_of(cell.row.name, cell.word, cell.served.method, is_page=cell.is_page), ""
        if cell.word not in ("401", "unv") or not cell.is_page:
            return self.table.legend[cell.word]
        # A browser without a verified address has no session and is redirected to sign-in.
        redirects = cell.served.method == "GET" and cell.served.guard is not Guard.PUBLIC
        return (303, "sign-in") if redirects else (401, "unauthenticated")

    def shown(self, cell: Cell) -> str:
        """Return the expected heading or redirect target as a pattern."""
        return self.table.shown(cell.row.operation, cell.word).format(**cell.about)

    def leaked(self, cell: Cell, response: Response) -> Sequence[str]:
        """Return words in the response that the caller may not see, or that a refusal should not contain."""
        text, scene = full_text(response), self.scene
        known = set(cell.sent_words)
        if cell.word not in ALIKE:
            known |= {word for word, columns in scene.secrets.items() if cell.column in columns}
        hidden = {*scene.secrets, *(scene.names if cell.word in ALIKE else ())} - known
        return sorted(word for word in hidden if any(spelling in text for spelling in spellings(word)))

    def _call(self, cell: Cell, credentials: Credentials) -> Response:
        fields, method = sent(cell.row.name, cell.about), cell.served.method
        if cell.is_page:
            headers = {**credentials.browser, "Content-Type": FORM} if method == "POST" else credentials.browser
            body = urlencode({**fields, **credentials.form}).encode()
            return self.scene.site.send(method, cell.path, headers, body if method == "POST" else b"")
        headers = {**credentials.bearer, "Content-Type": "application/json", "Idempotency-Key": "of-this-call"}
        return self.scene.site.send(method, cell.path, headers, json.dumps(fields).encode() if fields else b"")


def found(cell: Cell, response: Response) -> tuple[int, str]:
    """Return status and problem of the response; for a page, the problem is found by its headings."""
    status = int(response.status)
    if status < 400:
        to_sign_in = response.headers.get("location", "").startswith("/api/sign-in?return_to=")
        return status, "sign-in" if to_sign_in else ""
    if not cell.is_page:
        return status, str(json.loads(response.text)["type"]).rpartition("/problems/")[2]
    headings = (" ".join(unescape(heading).split()) for heading in HEADING.findall(response.text))
    return status, next((titles()[heading].value for heading in headings if heading in titles()), "")


@cache
def titles() -> Mapping[str, Problem]:
    """Return the problems by the headings of their pages."""
    return {problem_text(problem, {}, "en").title: problem for problem in Problem} | HEADINGS


def shown(response: Response) -> str:
    """Return redirect target or heading of the response."""
    if "location" in response.headers:
        return response.headers["location"].removeprefix("/api")
    headings = response.page.texts("h1") if "html" in response.headers["content-type"] else []
    return next(iter(headings), "-")


def full_text(response: Response) -> str:
    """Return headers and body of the response without the request id."""
    headers = {name: value for name, value in response.headers.items() if name != "x-request-id"}
    return f"{headers} {response.text}".replace(response.headers["x-request-id"], "")


def without_ids(cell: Cell, response: Response) -> str:
    """Return the response without the ids in the call, its kept fields, and how long the session lasts."""
    text = re.sub(r'\s*<input type="hidden" name="only_show\.[^>]*>|data-in-minutes="\d+"', "", full_text(response))
    for word in cell.ids:
        text = text.replace(word, "")
    return text


@cache
def spellings(word: str) -> frozenset[str]:
    """Return the word as it is and URL-encoded."""
    return frozenset({word, quote(word), quote_plus(word)})
