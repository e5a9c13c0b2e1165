"""The field of a body or the parameter of a query that a refusal is about, where it does not name it itself."""

from collections.abc import Mapping, Sequence

import msgspec

from chalicelib.domain.accounts.account import AccountType
from chalicelib.domain.errors import FieldError, Problem, ProblemFacts, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.web.api.parameters import AFTER, CURSOR, DOMAIN


@value_class
class Field:
    """A field by its name; `allowed` is the one value that is not refused, where there is one."""

    name: str
    allowed: str | bool | None = None


FIELDS: Mapping[Problem, Field] = {
    Problem.ACCESS_ALREADY_GRANTED: Field("role"),
    Problem.ACCOUNT_EXISTS: Field("domain_identifier"),
    Problem.AUTHORITY_NOT_CONFIRMED: Field("authority_confirmed", allowed=True),
    Problem.BEYOND_OWN_RIGHT: Field("role"),
    Problem.CONFIRM_OUTSIDE_DOMAIN: Field("outside_domain_confirmed", allowed=True),
    Problem.FORWARD_LIMIT: Field("email"),
    Problem.FORWARD_LOOP: Field("email"),
    Problem.FORWARD_TO_REQUESTER: Field("email"),
    Problem.FORWARD_TO_SELF: Field("email"),
    Problem.HOLDING_ACCOUNT_NOT_ALLOWED: Field("account_type", allowed=AccountType.CUSTOMER.value),
    Problem.PROOF_EXISTS: Field("domain_identifier"),
    Problem.REASON_REQUIRED: Field("reason"),
    Problem.REASSIGN_OUTSIDE_DOMAIN: Field("email"),
    Problem.REQUEST_ALREADY_PENDING: Field("domain_identifier"),
    Problem.REQUESTER_CANNOT_APPROVE: Field("email"),
    Problem.ROLE_ALREADY_OFFERED: Field("email"),
    Problem.TOO_MANY_OFFERS: Field("email"),
    Problem.TOO_MANY_PROOFS: Field("domain_identifier"),
}


# The parameters that these are about; a domain in a body is a field, and its problem the code of that field.
PARAMETERS: Mapping[Problem, Sequence[str]] = {
    Problem.INVALID_CURSOR: (CURSOR.name, AFTER.name),
    **{problem: (DOMAIN.name,) for problem in Problem if problem.value.startswith("domain-")},
}


def its_parameter(problem: Problem, known: Sequence[str]) -> Mapping[str, str]:
    """Return the fact that names the parameter, of those `known`, that the problem is about, if it is about one."""
    names = [name for name in PARAMETERS.get(problem, ()) if name in known]
    return {"parameter": names[0]} if names else {}


def at_its_field(refused: Refused, body: type[msgspec.Struct] | None) -> Refused:
    """Return the refusal, with an error at the field of this body that it is about, if there is one."""
    field = FIELDS.get(refused.problem)
    if field is None or body is None or refused.errors or field.name not in body.__struct_fields__:
        return refused
    facts: ProblemFacts = {**refused.facts, **({} if field.allowed is None else {"choices": field.allowed})}
    return refused.with_errors((FieldError(f"/{field.name}", refused.problem, facts),))
