"""The query parameters of the API: the table of them, and the one place where a query is checked.

A query is read as strictly as a body: if an unknown name were ignored, a misspelt `dry-run=true` would send mail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalice.app import MultiDict

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.errors import Problem, ProblemFacts, Refused
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.rendering.languages import msgid

LARGEST_PAGE = 50
USUAL_PAGE = 25
# Of a name that is not ours, so much is repeated in the answer.
LONGEST_SHOWN = 60
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Parameter:
    """A parameter: its schema for OpenAPI and, where not every text will do, the values that it may have.

    `shown_values` says the same in short where there are many.
    """

    name: str
    schema: Mapping[str, Any]
    values: tuple[str, ...] | None = None
    shown_values: tuple[str, ...] = ()

    def refuses(self, value: str) -> bool:
        """Whether it is none of the values; the empty one is none."""
        return self.values is not None and value not in self.values

    @property
    def accepted_values(self) -> tuple[str, ...]:
        """The values as a caller is told them."""
        return self.shown_values or self.values or ()


def _one_of(name: str, kind: type[StrEnum], told: str) -> Parameter:
    values = tuple(kind)
    return Parameter(name, {"type": "string", "enum": list(values), "description": told}, values)


_STATUS = msgid("Only requests in this status.")

AS = Parameter(
    "as",
    {"type": "string", "enum": ["requester", "decider"], "default": "requester"},
    ("requester", "decider"),
)
ACCESS_STATUS = _one_of("status", AccessStatus, _STATUS)
REQUEST_STATUS = _one_of("status", RequestStatus, _STATUS)
CURSOR = Parameter(
    "cursor",
    {"type": "string", "description": msgid("From `next_cursor` of the page before, with the same query.")},
)
DOMAIN = Parameter("domain", {"type": "string", "description": msgid("A domain as people paste it.")})
DRY_RUN = Parameter(
    "dry_run",
    {"type": "boolean", "default": False, "description": msgid("Only say what submitting would do.")},
    ("true", "false"),
)
LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": USUAL_PAGE},
    tuple(str(number) for number in range(1, LARGEST_PAGE + 1)),
    (f"1 … {LARGEST_PAGE}",),
)
QUERY = Parameter(
    "q", {"type": "string", "description": msgid("A name, the beginning of one at any word, or a domain.")}
)
# What chooses a page of a list, and not what the list is of.
PAGING = frozenset({CURSOR.name, LIMIT.name})


def check_query(given: MultiDict | None, taken: Sequence[Parameter]) -> None:
    """Raises `invalid-parameter` for a name that is not taken, for one that stands twice, and for a bad value."""
    known = {one.name: one for one in taken}
    names = tuple(known)
    queried: Mapping[str, list[str]] = {name: given.getlist(name) for name in given} if given else {}
    for name, values in queried.items():
        facts: ProblemFacts = {"parameter": shown(name), "accepted_parameters": names}
        if name not in known:
            raise Refused(Problem.INVALID_PARAMETER, facts=facts)
        if len(values) > 1:
            raise Refused(Problem.INVALID_PARAMETER, facts={**facts, "times": len(values)})
        if known[name].refuses(values[0]):
            accepted = known[name].accepted_values
            raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": name, "accepted_values": accepted})


def shown(text: str) -> str:
    """A caller's text as it may be repeated to them: not too long, and nothing in it that is not seen."""
    seen = "".join(one if one.isprintable() else REPLACEMENT for one in text[:LONGEST_SHOWN])
    return f"{seen}…" if len(text) > LONGEST_SHOWN else seen
