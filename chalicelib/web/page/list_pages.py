"""Read the list that a page shows, and answer it as values of a template or as a file."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Generic, TypeVar

from chalice.app import Response

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.team import Scope
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.pages.formula_cells import escaped
from chalicelib.services.unit_of_work.paging import Page as PageOf
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import SCOPE
from chalicelib.web.page.lists import ListKind, ListState, ShownList, read_state
from chalicelib.web.page.request_context import PageContext

T = TypeVar("T")
Columns = Mapping[str, Callable[[T], str]]
EMPTY: Mapping[str, str] = MappingProxyType({})


@value_class
class AskedList(Generic[T]):
    """The list that an HTTP request asks for; at most `MOST_LISTED` entries are to be read from `start` on."""

    state: ListState[T]
    start: str | None
    listing: Listing
    path: str

    def show(self, entries: PageOf[T]) -> ShownList[T]:
        """Return the page of the list, of the entries that were read."""
        cursor = self.listing.cursor(entries.next_start)
        return ShownList(self.state, self.state.arranged(entries.items), cursor, self.path, self.listing.chosen)


def asked_list(
    context: PageContext, kind: ListKind[T], path: str, *, is_shared: bool = False, kept: Mapping[str, str] = EMPTY
) -> AskedList[T]:
    """Read which list is asked for at `path`; `kept` are parameters that tell it from other lists there.

    Raises `invalid-parameter` and `invalid-cursor`.
    """
    state, listing = read_state(kind, context.parameters), Listing(context, is_shared, kept)
    return AskedList(state, listing.start(), listing, path)


def asked_scope(context: PageContext) -> tuple[Scope, Mapping[str, str]]:
    """Return whose requests are asked for, with the parameter that says so. Raises `invalid-parameter`."""
    given, known = context.parameters.get(SCOPE.name) or Scope.MINE.value, tuple(one.value for one in Scope)
    if given not in known:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": SCOPE.name, "accepted_values": known})
    scope = Scope(given)
    return scope, EMPTY if scope is Scope.MINE else {SCOPE.name: scope.value}


def as_file(name: str, columns: Columns[T], entries: Iterable[T]) -> Response:
    """Return the entries as CSV; spreadsheet programs take it for UTF-8 by its byte order mark, no cell for a formula.

    The names of columns and values are those of the API, which do not change with the language.
    """
    file = io.StringIO("\ufeff", newline="")
    file.seek(1)
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([escaped(cell(one)) for cell in columns.values()] for one in entries)
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
    }
    return Response(file.getvalue(), headers)
