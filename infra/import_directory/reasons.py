"""Texts for operators about rows that were not imported, or only in part; in English, without addresses."""

from collections.abc import Iterable, Mapping, Sequence

from chalicelib.domain.accounts.account import MOST_ADMINISTRATORS
from chalicelib.domain.accounts.import_merge import LeftAlone, Reason
from chalicelib.domain.errors import FieldError
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.rendering.problems.texts import field_text
from chalicelib.services.accounts.importing import Imported

LEFT_ALONE: Mapping[Reason, str] = {
    Reason.CHANGED_SINCE: "was changed since the last import and is kept",
    Reason.LAST_UNKNOWN: "differs and is kept: no import is known to have set the present value",
    Reason.ROLE_LOST: "gets no role: the address had one and lost it; an administrator can grant it",
    Reason.ROLES_UNKNOWN: "gets no role: the address may have lost one before; an administrator can grant it",
    Reason.ROLES_FULL: f"gets no role: an account has at most {MOST_ADMINISTRATORS} administrators",
    Reason.ROLES_LATER: "gets no role yet: run the import again",
}
NOT_IMPORTED: Mapping[Imported, str] = {
    Imported.PENDING: "an open request holds this domain identifier",
    Imported.UNREADABLE: "the stored account is unreadable",
    Imported.NAMELESS: "/account_name: a new account needs a name",
}
MAX_REASONS = 12


def why_refused(errors: Sequence[FieldError]) -> str:
    """Explain in one line why a row was rejected."""
    reasons = [
        f"{error.pointer}: {field_text(error.code, error.facts, DEFAULT_LANGUAGE)}" for error in errors[:MAX_REASONS]
    ]
    more = [f"and {len(errors) - MAX_REASONS:,} more"] if len(errors) > MAX_REASONS else []
    return "; ".join([*reasons, *more])


def why_left_alone(left_alone: Iterable[LeftAlone]) -> str:
    """Explain in one line which values of a row were not imported."""
    return "; ".join(f"{value.pointer} {LEFT_ALONE[value.reason]}" for value in left_alone)
