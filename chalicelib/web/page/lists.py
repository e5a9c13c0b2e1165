"""Lists on pages: each is filtered, sorted and paged by its URL, in memory, among the entries that were read for it.

A page reads at most `MOST_LISTED` entries, so that it costs the same whether there are 500 or 50,000. What lies beyond
them is a list of its own, to which a signed cursor leads.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from enum import Enum, StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.folding import plain
from chalicelib.domain.value_classes import value_class
from chalicelib.web.api.parameters import CURSOR

T = TypeVar("T")
MOST_LISTED = 500
ROWS = 25
# Longer than every name of an account, and than what stands around it in a row.
LONGEST_TEXT = 300
MOST_DIGITS = 3
TEXT, SORT, PAGE, TIMES, FORMAT = "q", "sort", "page", "times", "format"
EXACT, CSV = "exact", "csv"
DESCENDING = "-"


class Order(Enum):
    """What the ends of an order are called. An order `ALONE` cannot be reversed."""

    TEXT = "text"
    TIME = "time"
    ALONE = "alone"


@value_class
class Choice(Generic[T]):
    """A filter: a query parameter, its values, and which of them an entry has."""

    name: str
    label: str
    values: tuple[StrEnum, ...]
    of: Callable[[T], Collection[StrEnum]]


@value_class
class Sort(Generic[T]):
    """What a list can be sorted by: the value of the query parameter, and the key of an entry."""

    name: str
    label: str
    key: Callable[[T], Any]
    order: Order = Order.TEXT

    def of(self, entry: T) -> Any:
        """Return the key of the entry; names without regard to case and accents."""
        key = self.key(entry)
        return plain(key) if isinstance(key, str) else key

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the parameter; the usual direction is first."""
        down = f"{DESCENDING}{self.name}"
        match self.order:
            case Order.TEXT:
                return self.name, down
            case Order.TIME:
                return down, self.name
            case Order.ALONE:
                return (self.name,)


@value_class
class ListKind(Generic[T]):
    """One of the lists: its filters, the texts of an entry that are searched, its orders and the usual one of them."""

    choices: tuple[Choice[T], ...]
    texts: Callable[[T], Collection[str]]
    sorts: tuple[Sort[T], ...]
    usual: str

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters of its page."""
        return CURSOR.name, TEXT, SORT, PAGE, TIMES, FORMAT, *(one.name for one in self.choices)


@value_class
class ListState(Generic[T]):
    """What the URL says about the list; what it does not say is left out of `given`."""

    kind: ListKind[T]
    given: Mapping[str, str]

    @property
    def text(self) -> str:
        """What is searched for."""
        return self.given.get(TEXT, "").strip()

    @property
    def sort(self) -> str:
        """The order, with its direction."""
        return self.given.get(SORT, self.kind.usual)

    @property
    def page(self) -> int:
        """The number of the page; 1 is the first."""
        return int(self.given.get(PAGE, "1"))

    @property
    def is_exact(self) -> bool:
        """Whether times are shown to the minute."""
        return TIMES in self.given

    @property
    def as_file(self) -> bool:
        """Whether the list is wanted as a file."""
        return FORMAT in self.given

    @property
    def is_filtered(self) -> bool:
        """Whether entries may be left out."""
        return bool(self.text or any(one.name in self.given for one in self.kind.choices))

    @property
    def most(self) -> int:
        """How many entries are read at most."""
        return MOST_LISTED

    def arranged(self, entries: Sequence[T]) -> Sequence[T]:
        """Return the entries that fit, in the wanted order; equal ones in the order in which they were read."""
        found = [one for one in entries if self._fits(one)]
        sort = next(one for one in self.kind.sorts if self.sort in one.values)
        return sorted(found, key=sort.of, reverse=self.sort.startswith(DESCENDING))

    def _fits(self, entry: T) -> bool:
        chosen = (one for one in self.kind.choices if one.name in self.given)
        if not all(self.given[one.name] in one.of(entry) for one in chosen):
            return False
        words = plain(self.text).split()
        text = plain("\n".join(self.kind.texts(entry))) if words else ""
        return all(word in text for word in words)


@value_class
class ShownList(Generic[T]):
    """A page of a list with what its template says around it. `path` is that of the page, `kept` more of its query.

    `next_cursor` leads to what lies beyond the entries that were read.
    """

    state: ListState[T]
    found: Sequence[T]
    next_cursor: str | None
    path: str
    kept: Mapping[str, str]

    @property
    def entries(self) -> Sequence[T]:
        """The entries of this page."""
        return self.found[self._before : self._before + ROWS]

    @property
    def first(self) -> int:
        """The number of the first entry of this page."""
        return self._before + 1

    @property
    def last(self) -> int:
        """The number of its last entry."""
        return self._before + len(self.entries)

    @property
    def count(self) -> int:
        """How many were found among those that were read."""
        return len(self.found)

    @property
    def pages(self) -> int:
        """How many pages they take."""
        return max(1, -(-self.count // ROWS))

    @property
    def is_further(self) -> bool:
        """Whether it shows what lies beyond the first `MOST_LISTED`."""
        return CURSOR.name in self.state.given

    def url(self, **changed: str | int) -> str:
        """Return the URL with these parameters changed; an empty one is left out. Another order begins at page 1."""
        given = {name: text for name, text in self.state.given.items() if name not in (PAGE, FORMAT)}
        query = {name: str(text) for name, text in {**self.kept, **given, **changed}.items() if text}
        return f"{self.path}?{urlencode(query)}" if query else self.path

    def page_url(self, number: int) -> str:
        """Return the URL of a page of the list."""
        return self.url(page=number if number > 1 else "")

    def url_without_filters(self) -> str:
        """Return the URL of the whole list in the same order."""
        return self.url(**{TEXT: "", **{one.name: "" for one in self.state.kind.choices}})

    def sort_of(self, name: str) -> str:
        """Return the order by which the list is sorted if it is that of this name: one of its two values."""
        return self.state.sort if self.state.sort.removeprefix(DESCENDING) == name else ""

    def sort_url(self, name: str) -> str:
        """Return the URL of the list sorted so, or the other way round if it is sorted so already."""
        values = next(one.values for one in self.state.kind.sorts if one.name == name)
        wanted = values[-1] if self.state.sort == values[0] else values[0]
        return self.url(sort="" if wanted == self.state.kind.usual else wanted)

    @property
    def hidden(self) -> Iterator[tuple[str, str]]:
        """What the form of the filters carries along."""
        given = {**self.kept, **{name: self.state.given.get(name, "") for name in (TIMES, CURSOR.name)}}
        return ((name, text) for name, text in given.items() if text)

    @property
    def _before(self) -> int:
        return (self.state.page - 1) * ROWS


def read_state(kind: ListKind[T], parameters: Mapping[str, str]) -> ListState[T]:
    """Read what the URL says. Raises `invalid-parameter` for a value that the list does not know."""
    given = {name: parameters[name] for name in kind.parameters if parameters.get(name)}
    if len(given.get(TEXT, "")) > LONGEST_TEXT:
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": TEXT, "limit": LONGEST_TEXT})
    known: dict[str, tuple[str, ...]] = {
        **{one.name: one.values for one in kind.choices},
        SORT: tuple(value for one in kind.sorts for value in one.values),
        TIMES: (EXACT,),
        FORMAT: (CSV,),
    }
    for name, values in known.items():
        if name in given and given[name] not in values:
            raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": name, "accepted_values": values})
    if not _is_number(given.get(PAGE, "1")):
        numbers = (f"1 … {10**MOST_DIGITS - 1}",)
        raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": PAGE, "accepted_values": numbers})
    return ListState(kind, given)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS and int(value) > 0
