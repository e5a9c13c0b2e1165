"""Pagination: signed cursors, each bound to one list and its filters, and the `Link` header to the pages around."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any

import msgspec

from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.paging import position
from chalicelib.web.api.operations import ApiResponse
from chalicelib.web.api.parameters import CURSOR, LIMIT, USUAL_PAGE
from chalicelib.web.api.request_context import RequestContext


@value_class
class Listing:
    """The list that an HTTP request asks for.

    Cursors are bound to the path with its variables, the filters and the person. If `is_shared`, they are not bound
    to the person, so that other people can use the link to the next page. If a page has several lists, `chosen` are
    the filters that the link to the next page of this list will have. If its page is shown at other URLs too, `path`
    is the list's own, whose variables alone count.
    """

    context: RequestContext
    is_shared: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)
    path: str = ""

    @property
    def size(self) -> int:
        """Maximum number of entries per page."""
        return int(self.context.parameters.get(LIMIT.name, USUAL_PAGE))

    def start(self) -> str | None:
        """Return the start of the requested page. Raises `invalid-cursor`."""
        cursor = self.context.parameters.get(CURSOR.name)
        return None if cursor is None else self.context.container.cursors.read(cursor, self._bound_to)

    def position(self) -> int:
        """Return the start as an index. Raises `invalid-cursor`."""
        return position(self.start())

    def cursor(self, start: str | None) -> str | None:
        """Sign the cursor of the next or the previous page, if there is one."""
        return self.context.container.cursors.sign(start, self._bound_to) if start else None

    def url_of(self, cursor: str) -> str:
        """Return the URL of the page at this cursor. Everything is URL-encoded, so input cannot inject headers."""
        return self.context.container.urls.api(*self._segments, **{**self.context.parameters, CURSOR.name: cursor})

    def response(
        self, schema: Callable[..., msgspec.Struct], items: Sequence[Any], next_start: str | None, **more: object
    ) -> ApiResponse:
        """Return the page in this schema, with the `Link` header."""
        cursor = self.cursor(next_start)
        return ApiResponse(schema(items=items, next_cursor=cursor, **more), headers=self._links(next=cursor))

    def response_both_ways(
        self,
        schema: Callable[..., msgspec.Struct],
        items: Sequence[Any],
        next_start: str | None,
        previous_start: str | None,
        **more: object,
    ) -> ApiResponse:
        """Return a page of a list that can be read backwards too."""
        following, previous = self.cursor(next_start), self.cursor(previous_start)
        page = schema(items=items, next_cursor=following, previous_cursor=previous, **more)
        return ApiResponse(page, headers=self._links(next=following, prev=previous))

    def _links(self, **cursors: str | None) -> Mapping[str, str]:
        """Return the `Link` header with these relations; none for a single page."""
        links = [f'<{self.url_of(cursor)}>; rel="{relation}"' for relation, cursor in cursors.items() if cursor]
        return {"Link": ", ".join(links)} if links else {}

    @property
    def _bound_to(self) -> str:
        """JSON text that identifies the list; JSON, so that different lists never give the same text."""
        parameters = {**self.context.parameters, **self.chosen}
        filters = {name: parameters[name] for name in self.context.filters if name in parameters}
        person = None if self.is_shared else self.context.person.person_id
        path = self.path or self.context.request.path
        variables = {name: value for name, value in self.context.variables.items() if f"{{{name}}}" in path}
        return json.dumps([path, variables, person, filters], sort_keys=True)

    @property
    def _segments(self) -> list[str]:
        """Segments of the path below `/v1`, with the variables filled in."""
        variables = {f"{{{name}}}": text for name, text in self.context.variables.items()}
        return [variables.get(segment, segment) for segment in self.context.request.path.split("/")[2:]]
