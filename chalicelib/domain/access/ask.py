"""Request access to an existing account."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.access.request import AccessRequest, AccessScope, PendingInbox
from chalicelib.domain.accounts.account import (
    ACCOUNT_ROLES,
    VIRTUAL_ACCOUNT_ROLES,
    AccessRole,
    AccountStatus,
    Grant,
    SmartAccount,
)
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import Facts, FieldCode, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

ROLES: Mapping[AccessScope, Sequence[AccessRole]] = {
    AccessScope.ACCOUNT: ACCOUNT_ROLES,
    AccessScope.VIRTUAL_ACCOUNTS: VIRTUAL_ACCOUNT_ROLES,
}
# What a form for granting access proposes.
LEAST_ROLES: Mapping[AccessScope, AccessRole] = {
    AccessScope.ACCOUNT: AccessRole.SMART_ACCOUNT_VIEWER,
    AccessScope.VIRTUAL_ACCOUNTS: AccessRole.VIRTUAL_ACCOUNT_VIEWER,
}
# A pending inbox is one database row, so its size is limited.
MOST_WAITING = 500
MOST_VIRTUAL_ACCOUNTS = 20


@value_class
class AccessTransition:
    """Result of requesting or deciding: the request afterwards, its audit event, its mails and the new grants."""

    request: AccessRequest
    event: EventDraft
    mails: tuple[MailDraft, ...] = ()
    grants: tuple[Grant, ...] = ()


@value_class
class AccessRequestForm:
    """Unvalidated input for an access request."""

    scope: str
    role: str
    virtual_account_ids: tuple[str, ...] = ()
    note: str = ""


def ask(
    form: AccessRequestForm,
    access_request_id: str,
    requester: Requester,
    account: SmartAccount,
    names: Mapping[str, str],
    rights: Rights,
    inbox: PendingInbox,
    now: datetime,
) -> AccessTransition:
    """Make an access request and a mail to those who decide it.

    `names` are the names, by id, of the Virtual Accounts that the requester may see.
    Raises `validation-failed`, `action-not-allowed` (the account is not active), `access-already-granted`,
    `request-already-pending` or, if the inbox is full, `too-many-open-requests`.
    """
    asked, note = _parse(form, names)
    _refuse(asked, requester, account, rights, inbox, now)
    request = AccessRequest(
        access_request_id,
        account.account_id,
        account.account_name,
        account.domain_identifier,
        requester,
        asked,
        tuple(names[virtual_account_id] for virtual_account_id in asked.virtual_account_ids),
        note,
        now,
    )
    event = EventDraft(
        EventKind.ACCESS_REQUESTED, Actor(Role.REQUESTER, requester.person_id), {"role": asked.role.value}
    )
    mail = MailDraft(MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS, language="")
    return AccessTransition(request, event, (mail,))


def read_access(scope: str, role: str, ids: Sequence[str], known: Mapping[str, str], checks: FieldChecks) -> Access:
    """Parse scope, role and Virtual Accounts (`known`: their names by id); errors are added to `checks`."""
    chosen = scope if scope in tuple(AccessScope) else None
    if chosen is None:
        checks.fault("/scope", FieldCode.NOT_ONE_OF, choices=", ".join(AccessScope))
    allowed = ROLES[AccessScope(chosen)] if chosen else tuple(AccessRole)
    if role not in allowed:
        checks.fault("/role", FieldCode.NOT_ONE_OF, choices=", ".join(allowed))
    unique_ids = tuple(dict.fromkeys(ids)) if chosen == AccessScope.VIRTUAL_ACCOUNTS else ()
    if chosen == AccessScope.VIRTUAL_ACCOUNTS:
        _check_virtual_accounts(unique_ids, known, checks)
    return Access(AccessRole(role) if role in allowed else allowed[0], unique_ids)


def check_given(ids: Sequence[str], known: Mapping[str, str], checks: FieldChecks) -> None:
    """Check the ids that were sent, also with a scope that has none; errors are added to `checks`."""
    if len(ids) > MOST_VIRTUAL_ACCOUNTS:
        checks.fault("/virtual_account_ids", FieldCode.TOO_MANY, limit=MOST_VIRTUAL_ACCOUNTS)
    elif not known.keys() >= set(ids):
        checks.fault("/virtual_account_ids", FieldCode.VIRTUAL_ACCOUNT_MISSING)


def _check_virtual_accounts(ids: Sequence[str], known: Mapping[str, str], checks: FieldChecks) -> None:
    if not ids:
        checks.fault("/virtual_account_ids", FieldCode.REQUIRED)
    check_given(ids, known, checks)


def _parse(form: AccessRequestForm, names: Mapping[str, str]) -> tuple[Access, str]:
    checks = FieldChecks()
    check_given(form.virtual_account_ids, names, checks)
    asked = read_access(form.scope, form.role, form.virtual_account_ids, names, checks)
    note = checks.read("/note", text.link_free_note, form.note)
    checks.done()
    return asked, note


def _refuse(
    asked: Access, requester: Requester, account: SmartAccount, rights: Rights, inbox: PendingInbox, now: datetime
) -> None:
    if account.status_at(now) is not AccountStatus.ACTIVE:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"account_status": account.status_at(now).value})
    if rights.covers(asked):
        raise Refused(Problem.ACCESS_ALREADY_GRANTED)
    own = inbox.of_person(requester.person_id)
    if own:
        facts = {"account_id": account.account_id, "access_request_id": own.access_request_id}
        raise Refused(Problem.REQUEST_ALREADY_PENDING, facts=facts)
    if len(inbox.waiting) >= MOST_WAITING:
        full: Facts = {"open_requests": len(inbox.waiting), "limit": MOST_WAITING}
        raise Refused(Problem.TOO_MANY_OPEN_REQUESTS, facts=full)
