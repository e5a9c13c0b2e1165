"""Query parameters of the API, and their validation.

Unknown parameters are refused: if they were ignored, a misspelt `dry-run=true` would send mails.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chalice.app import MultiDict

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, ProblemFacts, Refused
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid

LARGEST_PAGE = 50
USUAL_PAGE = 25
# Unknown names are cut to this length when the response repeats them.
LONGEST_SHOWN = 60
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@value_class
class Parameter:
    """A query parameter with its OpenAPI schema. `values` are the accepted values; None accepts any text.

    `shown_values` is a short form of them for problem responses.
    """

    name: str
    schema: Mapping[str, Any]
    values: tuple[str, ...] | None = None
    shown_values: tuple[str, ...] = ()

    def refuses(self, value: str) -> bool:
        """Whether the value is not accepted."""
        return self.values is not None and value not in self.values

    @property
    def accepted_values(self) -> tuple[str, ...]:
        """The accepted values, as shown in problem responses."""
        return self.shown_values or self.values or ()


def _one_of(name: str, kind: Iterable[StrEnum], description: str) -> Parameter:
    values = tuple(kind)
    return Parameter(name, {"type": "string", "enum": list(values), "description": description}, values)


_STATUS = msgid("Only requests in this status.")

AS = Parameter(
    "as",
    {"type": "string", "enum": ["requester", "decider"], "default": "requester"},
    ("requester", "decider"),
)
# Cancelled accounts are never found.
ACCOUNT_STATUS = _one_of(
    "status", (AccountStatus.PENDING, AccountStatus.ACTIVE), msgid("Only accounts in this status.")
)
ACCESS_STATUS = _one_of("status", AccessStatus, _STATUS)
REQUEST_STATUS = _one_of("status", RequestStatus, _STATUS)
CURSOR = Parameter(
    "cursor",
    {"type": "string", "description": msgid("From `next_cursor` or `previous_cursor` of a page, with the same query.")},
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
# Parameters that select a page of a list and are no filters.
PAGING = frozenset({CURSOR.name, LIMIT.name})


def check_query(given: MultiDict | None, parameters: Sequence[Parameter]) -> None:
    """Raise `invalid-parameter` for an unknown or repeated parameter, or an invalid value."""
    known = {parameter.name: parameter for parameter in parameters}
    names = tuple(known)
    queried: Mapping[str, list[str]] = {name: given.getlist(name) for name in given} if given else {}
    for name, values in queried.items():
        facts: ProblemFacts = {"parameter": printable(name), "accepted_parameters": names}
        if name not in known:
            raise Refused(Problem.INVALID_PARAMETER, facts=facts)
        if len(values) > 1:
            raise Refused(Problem.INVALID_PARAMETER, facts={**facts, "times": len(values)})
        if known[name].refuses(values[0]):
            accepted = known[name].accepted_values
            raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": name, "accepted_values": accepted})


def printable(text: str) -> str:
    """Shorten input and replace invisible characters, so that the response can repeat it."""
    visible = "".join(char if char.isprintable() else REPLACEMENT for char in text[:LONGEST_SHOWN])
    return f"{visible}…" if len(text) > LONGEST_SHOWN else visible
