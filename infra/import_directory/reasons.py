"""What an import says of rows that did not go in, or not whole: in English, for operators, without an address."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS
from chalicelib.domain.accounts.import_merge import LeftAlone, Reason
from chalicelib.domain.errors import FieldError
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.rendering.problems.texts import field_text
from chalicelib.services.accounts.importing import Imported

LEFT_ALONE: Mapping[Reason, str] = {
    Reason.CHANGED_SINCE: "was changed since the last import and is left as it is",
    Reason.LAST_UNKNOWN: "differs, and is left as it is: no import is known to have given what is there",
    Reason.ROLE_LOST: "is given no role: the address had one and lost it; an administrator can give it",
    Reason.ROLES_UNKNOWN: "is given no role: the address may have lost one before; an administrator can give it",
    Reason.ROLES_FULL: f"is given no role: an account has at most {MOST_ADMINISTRATORS} administrators",
}
NOT_IN: Mapping[Imported, str] = {
    Imported.PENDING: "an open request holds this domain identifier",
    Imported.UNREADABLE: "what is stored of this account cannot be read",
    Imported.NAMELESS: "/account_name: a new account needs a name",
}
# A row of a thousand faults is one line all the same.
MOST_REASONS = 12


def why_refused(errors: Sequence[FieldError]) -> str:
    """Why a row did not go in."""
    told = [f"{one.pointer}: {field_text(one.code, one.facts, DEFAULT_LANGUAGE)}" for one in errors[:MOST_REASONS]]
    more = [f"and {len(errors) - MOST_REASONS:,} more"] if len(errors) > MOST_REASONS else []
    return "; ".join([*told, *more])


def what_was_left(left_alone: Iterable[LeftAlone]) -> str:
    """What of a row was not taken over, and why."""
    return "; ".join(f"{one.pointer} {LEFT_ALONE[one.reason]}" for one in left_alone)
