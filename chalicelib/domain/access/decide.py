"""Decide access requests: once, within the rights of the decider, and never the decider's own request.

Reviewers decide beside the administrators once a request has waited for long, or where nobody else may decide.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.access.ask import AccessTransition, check_given, is_givable_by_reviewer, read_access
from chalicelib.domain.access.request import AccessDecision, AccessRequest, AccessScope, AccessStatus
from chalicelib.domain.accounts.account import ACCOUNT_ROLES, AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.rights import DECIDING_ROLES, Access, Rights
from chalicelib.domain.errors import Facts, FieldCode, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.validation import FieldChecks, read_one
from chalicelib.domain.value_classes import value_class

# Limit of the decider's roles that are checked, because they share one transaction with the granted roles.
MOST_DECIDING_GRANTS = 23


@value_class
class Choice:
    """The access that the decider chose; None keeps what was requested."""

    scope: str | None = None
    role: str | None = None
    virtual_account_ids: tuple[str, ...] | None = None


def approve(
    request: AccessRequest,
    decider: Person,
    rights: Rights,
    choice: Choice,
    names: Mapping[str, str],
    now: datetime,
) -> AccessTransition:
    """Grant the requested access, or other access that the decider may give.

    `names` are the names, by id, of all Virtual Accounts of the account.
    Raises `own-request`, `not-the-decider`, `beyond-own-right`, `validation-failed`, `already-decided`.
    """
    authority = authority_over(request, decider, rights, now)
    scope, role, ids = _chosen(request.asked, choice)
    if authority is Role.REVIEWER:
        _refuse_beyond_reviewers(request, role)
    else:
        rights.refuse_beyond(role, ids, of_account=scope == AccessScope.ACCOUNT)
    checks = FieldChecks()
    check_given(choice.virtual_account_ids or (), names, checks)
    granted = read_access(scope, role, ids, names, checks)
    _check_deciding_grants(request.asked, granted, rights, checks)
    checks.done()
    refuse_decided(request, now)
    granted_names = tuple(names[virtual_account_id] for virtual_account_id in granted.virtual_account_ids)
    decision = AccessDecision(decider.person_id, decider.name, now, granted, granted_names)
    transition = _decided(request, decision, authority, EventKind.ACCESS_APPROVED, {"role": granted.role.value})
    return replace(transition, grants=_grants(request, granted, now))


def _check_deciding_grants(asked: Access, granted: Access, rights: Rights, checks: FieldChecks) -> None:
    """Limit by how much the choice of a Virtual Account administrator may differ from what was asked."""
    others = set(asked.virtual_account_ids) - set(granted.virtual_account_ids)
    relied_on = rights.deciding_grants((*granted.virtual_account_ids, *others))
    if len(relied_on) > MOST_DECIDING_GRANTS:
        checks.fault("/virtual_account_ids", FieldCode.TOO_MANY, limit=MOST_DECIDING_GRANTS - len(others))


def asks_once_more(asked: Access, choice: Choice) -> bool:
    """Whether a person is asked once more before giving this: it makes an administrator, or is more than was asked.

    A role that does not exist is refused anyway.
    """
    try:
        given = chosen_access(asked, choice)
    except ValueError:
        return False
    return given.role in DECIDING_ROLES or not Rights.by(asked).covers(given)


def chosen_access(asked: Access, choice: Choice) -> Access:
    """Return the access that a choice stands for. Raises `ValueError` for a role that does not exist."""
    scope, role, ids = _chosen(asked, choice)
    return Access(AccessRole(role), tuple(dict.fromkeys(ids)) if scope == AccessScope.VIRTUAL_ACCOUNTS else ())


def decline(request: AccessRequest, decider: Person, rights: Rights, reason: str, now: datetime) -> AccessTransition:
    """Decline the request. Raises `own-request`, `not-the-decider`, `validation-failed`, `already-decided`."""
    authority = authority_over(request, decider, rights, now)
    parsed_reason = read_one("/reason", text.reason, reason)
    refuse_decided(request, now)
    decision = AccessDecision(decider.person_id, decider.name, now, reason=parsed_reason)
    return _decided(request, decision, authority, EventKind.ACCESS_DECLINED, {})


def is_own(request: AccessRequest, decider: Person) -> bool:
    """Whether the person has made the request themselves, also with another spelling of their address."""
    same_address = MailAddress.parse(request.requester.email).folded == decider.email.folded
    return same_address or request.requester.person_id == decider.person_id


def authority_over(request: AccessRequest, decider: Person, rights: Rights, now: datetime) -> Role:
    """Return in which role this person may decide. Raises `own-request` or `not-the-decider` if they may not."""
    if is_own(request, decider):
        raise Refused(Problem.OWN_REQUEST)
    if rights.may_give(request.asked):
        return Role.ADMINISTRATOR
    if decider.is_reviewer and is_for_reviewers(request, now):
        return Role.REVIEWER
    raise Refused(Problem.NOT_THE_DECIDER)


def is_for_reviewers(request: AccessRequest, now: datetime) -> bool:
    """Whether reviewers may decide the request, or could before it was closed."""
    return request.is_escalated or request.is_for_reviewers_at(now)


def refuse_decided(request: AccessRequest, now: datetime) -> None:
    """Raise `already-decided` if the request has a decision, `action-not-allowed` if it has ended without one."""
    status = request.status_at(now)
    if status in (AccessStatus.APPROVED, AccessStatus.DECLINED):
        raise Refused(Problem.ALREADY_DECIDED, facts={"access_request_status": status.value})
    if status is not AccessStatus.PENDING:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"current_status": status.value})


def _refuse_beyond_reviewers(request: AccessRequest, role: str) -> None:
    """Raise `beyond-own-right` for more than a reviewer may give. An unknown role is refused with the form."""
    if role in tuple(AccessRole) and not is_givable_by_reviewer(request, Access(AccessRole(role))):
        raise Refused(Problem.BEYOND_OWN_RIGHT)


def _chosen(asked: Access, choice: Choice) -> tuple[str, str, tuple[str, ...]]:
    """Return scope, role and ids. Without a chosen scope, the scope is that of the role."""
    role = asked.role.value if choice.role is None else choice.role
    ids = asked.virtual_account_ids if choice.virtual_account_ids is None else choice.virtual_account_ids
    scope_of_role = AccessScope.ACCOUNT if role in ACCOUNT_ROLES else AccessScope.VIRTUAL_ACCOUNTS
    return scope_of_role if choice.scope is None else choice.scope, role, ids


def _decided(
    request: AccessRequest, decision: AccessDecision, authority: Role, kind: EventKind, details: Facts
) -> AccessTransition:
    """Tell the requester; of what a reviewer decides, the account's administrators too."""
    requester = request.requester
    mails = [MailDraft(MailKind.ACCESS_DECIDED, Audience.REQUESTER, requester.language, requester.email)]
    if authority is Role.REVIEWER:
        mails.append(MailDraft(MailKind.ACCESS_DECIDED, Audience.ADMINISTRATORS, language=""))
    event = EventDraft(kind, Actor(authority, decision.person_id), details)
    return AccessTransition(replace(request, decision=decision), event, tuple(mails))


def _grants(request: AccessRequest, granted: Access, now: datetime) -> tuple[Grant, ...]:
    """Return one grant per Virtual Account, or one on the account. The requester is known, so they are claimed."""
    return tuple(
        Grant(
            grant_id=f"{request.access_request_id}-{number}",
            account_id=request.account_id,
            email=request.requester.email,
            role=granted.role,
            origin=GrantOrigin.ACCESS_REQUEST,
            granted_at=now,
            virtual_account_id=virtual_account_id,
            claimed_by=request.requester.person_id,
            name=request.requester.name,
        )
        for number, virtual_account_id in enumerate(granted.virtual_account_ids or (None,), start=1)
    )
