"""Lists over HTTP: signed cursors bound to what was asked, and the `Link` header to the next page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from chalicelib.web.api import Answer
from chalicelib.web.calls import Call

CURSOR = "cursor"


@dataclass(frozen=True)
class Listing:
    """One list of the API: the resource it lies at, and the question that its cursors belong to."""

    call: Call
    resource: str
    bound_to: str

    def start(self) -> str | None:
        """Where the asked page starts. Raises `invalid-cursor` for one altered, or of another question."""
        cursor = self.call.parameters.get(CURSOR)
        return self.call.container.cursors.read(cursor, self.bound_to) if cursor else None

    def cursor(self, next_start: str | None) -> str | None:
        """The signed cursor of the next page, if there is one."""
        return self.call.container.cursors.sign(next_start, self.bound_to) if next_start else None

    def answer(
        self, shape: Callable[..., msgspec.Struct], items: Sequence[Any], next_start: str | None, **more: object
    ) -> Answer:
        """The page in its shape. In the `Link` every part of the query is encoded: no caller's text breaks it."""
        cursor = self.cursor(next_start)
        headers = {}
        if cursor is not None:
            query = {**self.call.parameters, CURSOR: cursor}
            headers["Link"] = f'<{self.call.container.urls.api(self.resource, **query)}>; rel="next"'
        return Answer(shape(items=items, next_cursor=cursor, **more), headers=headers)
