"""Lists over HTTP: signed cursors bound to what was asked, and the `Link` header to the next page."""

from collections.abc import Mapping

from chalicelib.web.calls import Call

CURSOR = "cursor"


def start_of(call: Call, bound_to: str) -> str | None:
    """Where the asked page starts. Raises `invalid-cursor` for one altered, or made for another question."""
    cursor = call.parameters.get(CURSOR)
    return call.container.cursors.read(cursor, bound_to) if cursor else None


def next_cursor(call: Call, next_start: str | None, bound_to: str) -> str | None:
    """The signed cursor of the next page, if there is one."""
    return call.container.cursors.sign(next_start, bound_to) if next_start else None


def next_link(call: Call, resource: str, cursor: str | None) -> Mapping[str, str]:
    """The `Link` header; every part of the query is percent-encoded, so no caller's text breaks it."""
    if cursor is None:
        return {}
    url = call.container.urls.api(resource, **{**call.parameters, CURSOR: cursor})
    return {"Link": f'<{url}>; rel="next"'}
