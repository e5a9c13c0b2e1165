"""Access that a requester proposes with a request: whoever approves sees each, and grants what they tick."""

from collections.abc import Collection, Mapping, Sequence, Set

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import FieldCode, FieldError, Problem, Refused
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

# Of both roles together. Each that is granted takes three actions of the approval's transaction.
MOST_PROPOSED = 5
VIEWERS, USERS = "proposed_viewers", "proposed_users"
# By the field of the form. An administrator is made by an administrator alone.
PROPOSED_ROLES: Mapping[str, AccessRole] = {
    VIEWERS: AccessRole.SMART_ACCOUNT_VIEWER,
    USERS: AccessRole.SMART_ACCOUNT_USER,
}


@value_class
class ProposedAccess:
    """A role on the whole of the new account that somebody is proposed for, and whether the approver granted it."""

    proposal_id: str
    email: str
    role: AccessRole
    is_granted: bool = False


def read_proposals(
    checks: FieldChecks, typed: Mapping[str, Sequence[str]], asked: Collection[MailAddress | None]
) -> tuple[ProposedAccess, ...]:
    """Read the addresses of each field. Adds a fault for too many, and for one that is on the request already."""
    left, read = MOST_PROPOSED, list[tuple[MailAddress, AccessRole]]()
    known = {one.folded for one in asked if one}
    for name, role in PROPOSED_ROLES.items():
        texts = typed.get(name, ())
        if len(texts) > left:
            checks.fault(f"/{name}", FieldCode.TOO_MANY, limit=MOST_PROPOSED)
            return ()
        left -= len(texts)
        for place, text in enumerate(texts):
            address = checks.read(f"/{name}/{place}", MailAddress.parse, text)
            if address and address.folded in known:
                checks.fault(f"/{name}/{place}", FieldCode.ADDRESS_ALREADY_ASKED)
            elif address:
                known.add(address.folded)
                read.append((address, role))
    return tuple(ProposedAccess(str(number), str(one), role) for number, (one, role) in enumerate(read, start=1))


def shown_to(proposals: Sequence[ProposedAccess], approver: str) -> Sequence[ProposedAccess]:
    """Return what an approver may grant: not what is proposed for themselves, and nothing to an erased address."""
    left_out = {MailAddress.parse(approver).folded, MARKER.folded}
    return [one for one in proposals if MailAddress.parse(one.email).folded not in left_out]


def granted_ids(shown: Sequence[ProposedAccess], ticked: Sequence[str]) -> Set[str]:
    """Return which of these proposals were ticked. Raises `validation-failed` for one that they were not shown."""
    known = [one.proposal_id for one in shown]
    faults = [
        FieldError(f"/granted_access/{place}", FieldCode.NOT_ONE_OF, {"choices": ", ".join(known)})
        for place, one in enumerate(ticked)
        if one not in known
    ]
    if faults:
        raise Refused(Problem.VALIDATION_FAILED, errors=tuple(faults[:MOST_PROPOSED]))
    return frozenset(ticked)
