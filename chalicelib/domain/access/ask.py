"""Request access to an existing account."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.domain import text
from chalicelib.domain.access.request import AccessRequest, AccessScope, PendingInbox
from chalicelib.domain.access.timetable import begin
from chalicelib.domain.accounts.account import (
    GIVEN_ACCOUNT_ROLES,
    GIVEN_ROLES,
    VIRTUAL_ACCOUNT_ROLES,
    AccessRole,
    AccountStatus,
    Grant,
    SmartAccount,
)
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import Facts, FieldCode, LimitName, Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.domain_identifier import matches
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

ROLES: Mapping[AccessScope, Sequence[AccessRole]] = {
    AccessScope.ACCOUNT: GIVEN_ACCOUNT_ROLES,
    AccessScope.VIRTUAL_ACCOUNTS: VIRTUAL_ACCOUNT_ROLES,
}
# What reviewers may give: an administrator comes by recovery alone.
GIVEN_BY_REVIEWERS = frozenset(
    {
        AccessRole.SMART_ACCOUNT_USER,
        AccessRole.SMART_ACCOUNT_VIEWER,
        AccessRole.VIRTUAL_ACCOUNT_USER,
        AccessRole.VIRTUAL_ACCOUNT_VIEWER,
    }
)
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


@value_class
class AskedAccount:
    """The account that is asked for access to, with what a request depends on.

    `names` are the names, by id, of the Virtual Accounts that the requester may see; `has_decider` whether somebody but
    the requester may give an access there.
    """

    account: SmartAccount
    names: Mapping[str, str]
    inbox: PendingInbox
    has_decider: Callable[[Access], bool]


def ask(
    form: AccessRequestForm,
    access_request_id: str,
    requester: Requester,
    of: AskedAccount,
    rights: Rights,
    policy: Policy,
    now: datetime,
) -> AccessTransition:
    """Make an access request and a mail to those who decide it: reviewers, where the account has nobody to.

    Raises `validation-failed`, `action-not-allowed` (the account is not active), `access-already-granted`,
    `request-already-pending`, `nobody-decides` or, if the inbox is full, `too-many-open-requests`.
    """
    account, names = of.account, of.names
    asked, note = _parse(form, names)
    _refuse(asked, requester, account, rights, of.inbox, now)
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
        address_matches=matches_account(requester, account),
    )
    return _asked(request, policy, has_decider=of.has_decider(asked))


def _asked(request: AccessRequest, policy: Policy, *, has_decider: bool) -> AccessTransition:
    """Begin the wait for the administrators or, without any, for the reviewers. Raises `nobody-decides`."""
    if not has_decider and not is_givable_by_reviewer(request, request.asked):
        raise Refused(Problem.NOBODY_DECIDES)
    actor = Actor(Role.REQUESTER, request.requester.person_id)
    event = EventDraft(EventKind.ACCESS_REQUESTED, actor, {"role": request.asked.role.value})
    mail = (
        MailDraft(MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS, language="")
        if has_decider
        else MailDraft(MailKind.ACCESS_ESCALATED, Audience.REVIEWERS, language="")
    )
    return AccessTransition(begin(request, policy, request.created_at, has_decider=has_decider), event, (mail,))


def is_givable_by_reviewer(request: AccessRequest, access: Access) -> bool:
    """Whether a reviewer may give this access: a low role, to an address that matches the identifier."""
    return request.address_matches and access.role in GIVEN_BY_REVIEWERS


def read_access(scope: str, role: str, ids: Sequence[str], known: Mapping[str, str], checks: FieldChecks) -> Access:
    """Parse scope, role and Virtual Accounts (`known`: their names by id); errors are added to `checks`."""
    chosen = scope if scope in tuple(AccessScope) else None
    if chosen is None:
        checks.fault("/scope", FieldCode.NOT_ONE_OF, choices=", ".join(AccessScope))
    allowed = ROLES[AccessScope(chosen)] if chosen else GIVEN_ROLES
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


def matches_account(requester: Requester, account: SmartAccount) -> bool:
    """Whether the requester's address matches the account's domain identifier."""
    domain = MailAddress.parse(requester.email).domain
    return matches(domain, account.domain_identifier, account.registrable_domain)


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
        full: Facts = {
            "limit_name": LimitName.WAITING_PER_ACCOUNT,
            "open_requests": len(inbox.waiting),
            "limit": MOST_WAITING,
        }
        raise Refused(Problem.TOO_MANY_OPEN_REQUESTS, facts=full)
