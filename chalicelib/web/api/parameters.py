"""Query parameters of the API, and their validation.

Unknown parameters are refused: if they were ignored, a misspelt `dry-run=true` would send mails.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from chalice.app import MultiDict

from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Invalid, Problem, ProblemFacts, Refused
from chalicelib.domain.requests.team import Scope
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.web.api.filter_values import INSTANT_SHOWN, instant, mail_domain, order_reference, reference

LARGEST_PAGE = 50
USUAL_PAGE = 25
# Unknown names are cut to this length when the response repeats them.
LONGEST_SHOWN = 60
SEPARATOR = ","
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@value_class
class Parameter:
    """A query parameter with its OpenAPI schema. `values` are the accepted values; None accepts any text.

    Several values of a `is_list` are separated by commas. `parse` raises `Invalid` for a text that is not accepted.
    `shown_values` is a short form of what is accepted for problem responses.
    """

    name: str
    schema: Mapping[str, Any]
    values: tuple[str, ...] | None = None
    shown_values: tuple[str, ...] = ()
    is_list: bool = False
    required: bool = False
    parse: Callable[[str], object] | None = None

    def refuses(self, value: str) -> bool:
        """Whether the value is not accepted."""
        if self.parse is not None:
            return not _is_parsed(self.parse, value)
        given = value.split(SEPARATOR) if self.is_list else [value]
        return self.values is not None and any(one not in self.values for one in given)

    @property
    def accepted_values(self) -> tuple[str, ...]:
        """The accepted values, as shown in problem responses."""
        return self.shown_values or self.values or ()


def _is_parsed(parse: Callable[[str], object], value: str) -> bool:
    try:
        parse(value)
    except Invalid:
        return False
    return True


def _some_of(name: str, kind: Iterable[StrEnum], description: str) -> Parameter:
    values = tuple(kind)
    items = {"type": "string", "enum": list(values)}
    return Parameter(name, {"type": "array", "items": items, "description": description}, values, is_list=True)


def _time(name: str, description: str) -> Parameter:
    schema = {"type": "string", "format": "date-time", "description": description}
    return Parameter(name, schema, shown_values=(INSTANT_SHOWN,), parse=instant)


_STATUS = msgid("One or more, separated by commas.")

AS = Parameter(
    "as",
    {"type": "string", "enum": ["requester", "decider"], "default": "requester"},
    ("requester", "decider"),
)
RECOVERY_SIDE = Parameter(
    "side",
    {"type": "string", "enum": ["candidate", "reviewer"], "default": "candidate"},
    ("candidate", "reviewer"),
)
ACCOUNT = Parameter(
    "account_id", {"type": "string", "description": msgid("Of this account instead of the caller, who administers it.")}
)
TEAM_ACCOUNT = Parameter(
    "account_id",
    {"type": "string", "description": msgid("Of this account's team; needed by those who are in several teams.")},
)
# Cancelled accounts are never found.
ACCOUNT_STATUS = _some_of("status", (AccountStatus.PENDING, AccountStatus.ACTIVE), _STATUS)
ACCESS_STATUS = _some_of("status", AccessStatus, _STATUS)
REQUEST_STATUS = _some_of("status", RequestStatus, _STATUS)
REQUEST_DOMAIN = Parameter(
    "domain",
    {"type": "string", "description": msgid("Only for this domain identifier.")},
)
REFERENCE = Parameter(
    "reference",
    {"type": "string", "description": msgid("Only the request of this reference.")},
    shown_values=("SAR-XXXX-XXXX",),
    parse=reference,
)
ORDER_REFERENCE = Parameter(
    "order_reference",
    {"type": "string", "description": msgid("Only with exactly this order reference.")},
    parse=order_reference,
)
CREATED_SINCE = _time("created_since", msgid("Only what was submitted then or later."))
CREATED_UNTIL = _time("created_until", msgid("Only what was submitted then or earlier."))
PARTNER = Parameter(
    "partner",
    {"type": "string", "description": msgid("Only of requesters whose mail domain this is.")},
    parse=mail_domain,
)
BOUNCED = Parameter(
    "bounced",
    {"type": "boolean", "description": msgid("Only where somebody who may decide could not be reached, or nobody.")},
    ("true", "false"),
)
UPDATED_SINCE = _time("updated_since", msgid("Only what changed then or later."))
SCOPE = Parameter(
    "scope",
    {
        "type": "string",
        "enum": [one.value for one in Scope],
        "default": Scope.MINE.value,
        "description": msgid("My own requests, or those of my teams."),
    },
    tuple(one.value for one in Scope),
)
# What lists of requests are filtered by.
REQUEST_FILTERS = (REQUEST_STATUS, REQUEST_DOMAIN, REFERENCE, ORDER_REFERENCE, CREATED_SINCE, UPDATED_SINCE)
REVIEW_FILTERS = (*REQUEST_FILTERS, CREATED_UNTIL, PARTNER, BOUNCED)
# What reviewers search requests for access by.
ACCESS_FILTERS = (REQUEST_DOMAIN, PARTNER, CREATED_SINCE, CREATED_UNTIL)
CURSOR = Parameter(
    "cursor",
    {"type": "string", "description": msgid("From `next_cursor` or `previous_cursor` of a page, with the same query.")},
)
AFTER = Parameter(
    "after",
    {
        "type": "string",
        "description": msgid("From `next_after` of the call before; from the first event on without it."),
    },
)
DOMAIN = Parameter("domain", {"type": "string", "description": msgid("A domain as people paste it.")}, required=True)
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
PAGING = frozenset({CURSOR.name, AFTER.name, LIMIT.name})


def check_query(given: MultiDict | None, parameters: Sequence[Parameter]) -> None:
    """Raise `invalid-parameter` for an unknown, repeated or missing parameter, or an invalid value."""
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
            raise refused_value(known[name])
    for name in (parameter.name for parameter in parameters if parameter.required):
        if name not in queried:
            raise Refused(Problem.INVALID_PARAMETER, facts={"parameter": name, "missing_parameter": name})


def refused_value(parameter: Parameter) -> Refused:
    """Return the refusal of a value that the parameter does not accept."""
    accepted: ProblemFacts = {"accepted_values": parameter.accepted_values} if parameter.accepted_values else {}
    return Refused(Problem.INVALID_PARAMETER, facts={"parameter": parameter.name, **accepted})


def printable(text: str) -> str:
    """Shorten input and replace invisible characters, so that the response can repeat it."""
    visible = "".join(char if char.isprintable() else REPLACEMENT for char in text[:LONGEST_SHOWN])
    return f"{visible}…" if len(text) > LONGEST_SHOWN else visible
