"""Lists over HTTP: signed cursors, each of one list and one question, and the `Link` header to the next page."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from chalicelib.services.unit_of_work.paging import position
from chalicelib.web.api.operations import ApiResponse
from chalicelib.web.api.parameters import CURSOR, LIMIT, USUAL_PAGE
from chalicelib.web.api.request_context import RequestContext


@dataclass(frozen=True)
class Listing:
    """One list, at the path of its call.

    What its cursors are bound to follows from the call: the path with its variables, the question, and the
    person. Only where `is_shared` says that a list is not the caller's own, a link to a further page may be
    handed on. `chosen` names a list among several of one page by what the link to its next page will ask.
    """

    context: RequestContext
    is_shared: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many entries a page has at most."""
        return int(self.context.parameters.get(LIMIT.name, USUAL_PAGE))

    def start(self) -> str | None:
        """Where the asked page starts. Raises `invalid-cursor` for one altered, empty, or of another list."""
        cursor = self.context.parameters.get(CURSOR.name)
        return None if cursor is None else self.context.container.cursors.read(cursor, self._bound_to)

    def position(self) -> int:
        """The same, of a list that counts its entries."""
        return position(self.start())

    def cursor(self, next_start: str | None) -> str | None:
        """The signed cursor of the next page, if there is one."""
        return self.context.container.cursors.sign(next_start, self._bound_to) if next_start else None

    def next_url(self, cursor: str) -> str:
        """The next page. Every part of the query is encoded: no caller's text breaks the header it stands in."""
        return self.context.container.urls.api(*self._segments, **{**self.context.parameters, CURSOR.name: cursor})

    def answer(
        self, shape: Callable[..., msgspec.Struct], items: Sequence[Any], next_start: str | None, **more: object
    ) -> ApiResponse:
        """The page in its shape."""
        cursor = self.cursor(next_start)
        headers = {} if cursor is None else {"Link": f'<{self.next_url(cursor)}>; rel="next"'}
        return ApiResponse(shape(items=items, next_cursor=cursor, **more), headers=headers)

    @property
    def _bound_to(self) -> str:
        """As JSON, in which no two lists read the same."""
        asked = {**self.context.parameters, **self.chosen}
        question = {name: asked[name] for name in self.context.filters if name in asked}
        person = None if self.is_shared else self.context.person.person_id
        return json.dumps([self.context.request.path, self.context.variables, person, question], sort_keys=True)

    @property
    def _segments(self) -> list[str]:
        """The path below `/v1`, its variables filled in."""
        variables = {f"{{{name}}}": text for name, text in self.context.variables.items()}
        return [variables.get(one, one) for one in self.context.request.path.split("/")[2:]]
