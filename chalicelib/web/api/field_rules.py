"""The rules of single fields, by which a body that is refused for its shape is checked as well.

So a client learns of the faults of its texts together with those of types and names. What depends on several fields or
on stored objects is judged by the use case alone, once the shape is right.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from chalicelib.domain import text
from chalicelib.domain.access.request import AccessScope
from chalicelib.domain.accounts.account import AccessRole, Visibility
from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.languages import language
from chalicelib.domain.programs.changes import label
from chalicelib.domain.requests.request import ReasonCode

Rule = Callable[[str], object]


def _one_of(kind: type[StrEnum]) -> Rule:
    def rule(value: str) -> object:
        if value not in tuple(kind):
            raise Invalid(FieldCode.NOT_ONE_OF, choices=", ".join(kind))
        return value

    return rule


# By the name of a field, which has the same rule in every body.
RULES: Mapping[str, Rule] = {
    "account_name": text.account_name,
    "email": MailAddress.parse,
    "label": label,
    "language": language,
    "message": text.link_free_note,
    "name": text.account_name,
    "note": text.link_free_note,
    "reason": text.reason,
    "reason_code": _one_of(ReasonCode),
    "role": _one_of(AccessRole),
    "scope": _one_of(AccessScope),
    "search_visibility": _one_of(Visibility),
    "team_email": MailAddress.parse,
}
