"""Plays a row of the table: calls as everybody whom it names, and says what is not as it has to be."""

import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from urllib.parse import quote, quote_plus, urlencode

from chalicelib.domain.errors import Problem
from chalicelib.rendering.problems.texts import problem_text
from chalicelib.web.api.operations import Operation
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page
from tests.matrix.callers import Way
from tests.matrix.calls import path_of, sent, success_of
from tests.matrix.objects import Object
from tests.matrix.reading import Row, Table
from tests.matrix.scene import Scene
from tests.web.browser_without_script import FORM, Response

# Each of these says nothing of the object, so it is the same bytes whatever the object, and whether it is there.
ALIKE = frozenset({"401", "unv", "rol", "rvw", "acc", "adm", "dec", "ac?", "va?", "ro?", "rq?", "ar?", "li?"})
# What pages say in the place of a problem's title.
SAID = {"Your session has ended": Problem.UNAUTHENTICATED, "Please correct this": Problem.VALIDATION_FAILED}
SUCCESSES = frozenset({"ok", "ok=", "see"})
# Keeps what the browser is to bring back from the provider.
WRITING_GETS = frozenset({"sign_in"})
Served = Operation | Page


@dataclass(frozen=True)
class Cell:
    """One call of the table: what is called, by whom, about what, and the word that says what is answered."""

    row: Row
    column: str
    word: str
    served: Served
    about: Object

    @property
    def is_page(self) -> bool:
        """Whether it is for browsers."""
        return isinstance(self.served, Page)

    @property
    def path(self) -> str:
        """Where it goes."""
        return path_of(self.row.name, self.served.path, self.about)

    @property
    def ids(self) -> Sequence[str]:
        """The ids and tokens that the caller names."""
        return [word for key, word in self.about.items() if key.endswith("_id") or key == "token"]

    @property
    def given(self) -> Sequence[str]:
        """All that the caller says."""
        return [*self.ids, *(word for word in sent(self.row.name, self.about).values() if isinstance(word, str))]

    @property
    def succeeds(self) -> bool:
        """Whether the caller is not refused."""
        return self.word in SUCCESSES

    @property
    def writes(self) -> bool:
        """Whether anything is changed by it."""
        return self.row.operation in WRITING_GETS or (self.served.method != "GET" and self.word == "ok")

    def __str__(self) -> str:
        return f"{self.row.name} of {self.row.object} by {self.column}: {self.word}"


@dataclass(frozen=True)
class Walk:
    """Everything a row is played with."""

    scene: Scene
    table: Table

    def cells(self, row: Row, served: Served) -> Iterator[Cell]:
        """The cells of a row."""
        about = self.scene.objects[row.object]
        return (Cell(row, column, word, served, about) for column, word in row.cells.items())

    def answers(self, cell: Cell) -> Iterator[Response]:
        """What the caller is answered, in each of the ways in which they may call; nothing of it stays."""
        for way in self.scene.ways[cell.column]:
            with self.scene.rows.restored() if cell.writes else nullcontext():
                self.scene.rows.writes.clear()
                yield self._answer(cell, way)

    def faults(self, cell: Cell, answer: Response) -> Iterator[str]:
        """What is not as the table says, as far as one answer shows it."""
        expected = self.expected(cell)
        if found(cell, answer) != expected:
            yield f"{cell}: expected {expected}, found {found(cell, answer)}"
        if cell.succeeds and cell.is_page and not fnmatchcase(shown(answer), self.shown(cell)):
            yield f"{cell}: expected {self.shown(cell)}, shown {shown(answer)}"
        if bool(self.scene.rows.writes) != cell.writes:
            yield f"{cell}: wrote {self.scene.rows.writes}"
        told = self.told(cell, answer)
        if told:
            yield f"{cell}: tells {told}"

    def expected(self, cell: Cell) -> tuple[int, str]:
        """Status and problem."""
        if cell.succeeds:
            return success_of(cell.row.name, cell.served.method, is_page=cell.is_page), ""
        if cell.word not in ("401", "unv") or not cell.is_page:
            return self.table.legend[cell.word]
        # A browser has no session without a verified address: it is led to sign in.
        leads_on = cell.served.method == "GET" and cell.served.guard is not Guard.PUBLIC
        return (303, "sign-in") if leads_on else (401, "unauthenticated")

    def shown(self, cell: Cell) -> str:
        """What a page is headed, or where it leads, as a pattern."""
        return self.table.shown(cell.row.operation, cell.word).format(**cell.about)

    def told(self, cell: Cell, answer: Response) -> Sequence[str]:
        """What stands in the answer that the caller may not know, or need not be told by a refusal."""
        text, scene = all_of(answer), self.scene
        known = set(cell.given)
        if cell.word not in ALIKE:
            known |= {word for word, columns in scene.secrets.items() if cell.column in columns}
        kept = {*scene.secrets, *(scene.names if cell.word in ALIKE else ())} - known
        return sorted(word for word in kept if any(one in text for one in spellings(word)))

    def _answer(self, cell: Cell, way: Way) -> Response:
        fields, method = sent(cell.row.name, cell.about), cell.served.method
        if cell.is_page:
            headers = {**way.browser, "Content-Type": FORM} if method == "POST" else way.browser
            body = urlencode({**fields, **way.form}).encode()
            return self.scene.site.send(method, cell.path, headers, body if method == "POST" else b"")
        headers = {**way.bearer, "Content-Type": "application/json", "Idempotency-Key": "of-this-call"}
        return self.scene.site.send(method, cell.path, headers, json.dumps(fields).encode() if fields else b"")


def found(cell: Cell, answer: Response) -> tuple[int, str]:
    """Status and problem as they were answered; of a page, the problem that it speaks of, if it is the one."""
    status = int(answer.status)
    if status < 400:
        to_sign_in = answer.headers.get("location", "").startswith("/api/sign-in?return_to=")
        return status, "sign-in" if to_sign_in else ""
    if not cell.is_page:
        return status, str(json.loads(answer.text)["type"]).removeprefix("/problems/")
    spoken = [*answer.page.texts("h1"), *answer.page.texts("h2")]
    titles = {problem_text(one, {}, "en").title: one for one in Problem} | SAID
    return status, next((titles[words].value for words in spoken if words in titles), "")


def shown(answer: Response) -> str:
    """Where the page leads, or what it is headed."""
    if "location" in answer.headers:
        return answer.headers["location"].removeprefix("/api")
    headed = answer.page.texts("h1") if "html" in answer.headers["content-type"] else []
    return next(iter(headed), "-")


def all_of(answer: Response) -> str:
    """Everything that came back, but for the call's own number."""
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    return f"{headers} {answer.text}".replace(answer.headers["x-request-id"], "")


def said_of_any(cell: Cell, answer: Response) -> str:
    """The answer without the ids in which two objects differ that are answered alike."""
    text = all_of(answer)
    for word in cell.ids:
        text = text.replace(word, "")
    return text


@cache
def spellings(word: str) -> frozenset[str]:
    """The word as it is, and as an address on the web has it."""
    return frozenset({word, quote(word), quote_plus(word)})
