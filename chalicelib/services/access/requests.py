"""Request access to an account, withdraw, decide and remind of access requests."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import ask as ask_rules
from chalicelib.domain.access import decide as decision_rules
from chalicelib.domain.access import waiting
from chalicelib.domain.access.ask import LEAST_ROLES, AccessRequestForm, AccessTransition, AskedAccount
from chalicelib.domain.access.claiming import is_granted_again
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.request import AccessRequest, AccessScope, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import SmartAccount, VirtualAccount
from chalicelib.domain.accounts.administration import visible_virtual_accounts
from chalicelib.domain.accounts.rights import Access, Rights
from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.feed.team_event import team_event_of
from chalicelib.domain.identity.person import Requester, requester_of
from chalicelib.domain.requests.limits import OpenRequests, access_counter, refuse_too_many_open
from chalicelib.services.accounts.audit import giving
from chalicelib.services.accounts.contacts import deciders_of
from chalicelib.services.accounts.directory import MOST_ASKED
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.commit import queued, run_transaction, sealed
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

# Number of decided requests that an account's inbox keeps.
MOST_DECIDED = 25


def ask(ports: Ports, caller: Caller, account_id: str, form: AccessRequestForm) -> AccessRequest:
    """Request access. Raises `account-unknown` and the problems of `domain.access.ask.ask`."""
    new_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[AccessRequest, Sequence[Write]]:
        account = known_account(ports, caller.person, account_id)
        rights, now = caller.rights_on(account_id), ports.clock.now()
        # Read before the Virtual Accounts: who removes one writes the inbox.
        inbox = inbox_of(ports, account_id)
        visible = (
            visible_virtual_accounts(ports.store.virtual_accounts(account_id), rights)
            if rights.sees_details_of(account)
            else ()
        )
        requester = requester_of(caller.person)
        of = AskedAccount(account, _names(visible), inbox, _has_decider(ports, account, requester))
        transition = ask_rules.ask(form, new_id, requester, of, rights, ports.policy, now)
        after, planned = _transition_writes(ports, transition, now)
        saved_inbox = access_writes.SavePendingInbox(inbox.with_waiting(after))
        required = require((caller.gate_grant(), *rights.visibility_grants(after.asked.virtual_account_ids)))
        return after, (*planned, saved_inbox, *required, *_list_writes(ports, after), _count_open(ports, after, now))

    return run_transaction_for(ports, caller, attempt)


def asked_for_newcomer(
    ports: Ports, inquiry: Inquiry, account: SmartAccount, new_id: str, now: datetime
) -> Sequence[Write]:
    """Return the writes of a request for the least access, which its requester does not see before it is decided.

    It counts against no limit of theirs, for that would tell them. Raises the problems of `domain.access.ask.ask`.
    """
    form = AccessRequestForm(AccessScope.ACCOUNT, LEAST_ROLES[AccessScope.ACCOUNT], note=inquiry.note)
    held = ports.store.grants(inquiry.requester.person_id, inquiry.requester.email)
    inbox, rights = inbox_of(ports, account.account_id), Rights.of(held, account.account_id)
    of = AskedAccount(account, {}, inbox, _has_decider(ports, account, inquiry.requester))
    asked = ask_rules.ask(form, new_id, inquiry.requester, of, rights, ports.policy, now)
    transition = replace(asked, request=replace(asked.request, inquiry_id=inquiry.inquiry_id))
    after, planned = _transition_writes(ports, transition, now)
    return (*planned, access_writes.SavePendingInbox(inbox.with_waiting(after)))


def _has_decider(ports: Ports, account: SmartAccount, requester: Requester) -> Callable[[Access], bool]:
    """Return what tells whether somebody but the requester may give an access; it reads only when asked."""
    return lambda asked: bool(deciders_of(ports, account, asked, requester.email))


def approve(ports: Ports, caller: Caller, access_request_id: str, choice: Choice) -> AccessRequest:
    """Grant the requested or chosen access.

    Raises `access-request-unknown` and the problems of `domain.access.decide.approve`.
    """

    def decide(caller: Caller, request: AccessRequest, now: datetime) -> AccessTransition:
        names = _names(ports.store.virtual_accounts(request.account_id))
        rights = caller.rights_on(request.account_id)
        return decision_rules.approve(request, caller.person, rights, choice, names, now)

    return _decide(ports, caller, access_request_id, decide)


def decline(ports: Ports, caller: Caller, access_request_id: str, reason: str) -> AccessRequest:
    """Decline access. Raises `access-request-unknown` and the problems of `domain.access.decide.decline`."""

    def decide(caller: Caller, request: AccessRequest, now: datetime) -> AccessTransition:
        return decision_rules.decline(request, caller.person, caller.rights_on(request.account_id), reason, now)

    return _decide(ports, caller, access_request_id, decide)


def withdraw(ports: Ports, caller: Caller, access_request_id: str) -> AccessRequest:
    """Take back one's own pending request. Raises `access-request-unknown` or `action-not-allowed`."""

    def attempt() -> tuple[AccessRequest, Sequence[Write]]:
        request = ports.store.access_request(access_request_id)
        if request is None or request.requester.person_id != caller.person.person_id:
            raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        return ended(ports, waiting.withdraw(request, ports.clock.now()))

    return run_transaction(ports, attempt)


def process_due(ports: Ports, access_request_id: str) -> bool:
    """Remind, let reviewers decide, or end the request, as its timetable says; return False if nothing is due."""

    def attempt() -> tuple[bool, Sequence[Write]]:
        request, now = ports.store.access_request(access_request_id), ports.clock.now()
        transition = waiting.process(request, ports.policy, now) if request else None
        if transition is None:
            return False, ()
        planned = (
            ended(ports, transition) if transition.request.decision else _transition_writes(ports, transition, now)
        )
        return True, planned[1]

    return run_transaction(ports, attempt)


def inbox_of(ports: Ports, account_id: str) -> PendingInbox:
    """Return the account's pending inbox, empty if none is stored."""
    return ports.store.inbox(account_id) or PendingInbox(account_id)


def _decide(
    ports: Ports,
    caller: Caller,
    access_request_id: str,
    decide: Callable[[Caller, AccessRequest, datetime], AccessTransition],
) -> AccessRequest:
    def attempt(caller: Caller) -> tuple[AccessRequest, Sequence[Write]]:
        request = ports.store.access_request(access_request_id)
        if request is None:
            raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        now = ports.clock.now()
        inbox = inbox_of(ports, request.account_id)
        return decision_writes(ports, caller, decide(caller, request, now), inbox, now)

    return run_transaction_for(ports, caller, attempt)


def decision_writes(
    ports: Ports, caller: Caller, transition: AccessTransition, before: PendingInbox, now: datetime
) -> tuple[AccessRequest, Sequence[Write]]:
    """Return the decided request as it will be stored, and every write of the decision.

    The inbox `before` must have been read before the Virtual Accounts: who removes one writes the inbox.
    """
    after, planned = _closing_writes(ports, transition, before, now)
    required = require(caller.rights_on(after.account_id).deciding_grants(_affected_ids(after)))
    granted = _grant_writes(ports, caller, transition, now)
    return after, (*planned, *required, *granted)


def ended(ports: Ports, transition: AccessTransition) -> tuple[AccessRequest, Sequence[Write]]:
    """Return the request that ends without a decision as it will be stored, and every write of it."""
    inbox = inbox_of(ports, transition.request.account_id)
    return _closing_writes(ports, transition, inbox, ports.clock.now())


def _closing_writes(
    ports: Ports, transition: AccessTransition, before: PendingInbox, now: datetime
) -> tuple[AccessRequest, list[Write]]:
    after, planned = _transition_writes(ports, transition, now)
    inbox = before.with_decided(after.access_request_id, MOST_DECIDED)
    counter = access_counter(after.requester.person_id)
    closed = [] if after.inquiry_id else [writes.KeepOpenRequest(counter, after.access_request_id, None)]
    unlisted = [access_writes.UnlistFromReviewers(after)] if after.is_escalated else []
    return after, [*planned, access_writes.SavePendingInbox(inbox), *closed, *unlisted]


def _affected_ids(request: AccessRequest) -> Sequence[str]:
    """Return the requested and the granted Virtual Accounts. The decider needs the right to all of them."""
    granted = request.decision.granted if request.decision else None
    return (*request.asked.virtual_account_ids, *(granted.virtual_account_ids if granted else ()))


def _transition_writes(ports: Ports, transition: AccessTransition, now: datetime) -> tuple[AccessRequest, list[Write]]:
    """Return the access request as it will be stored, with the writes for it, its event and its mails."""
    request = transition.request
    event = sealed(ports, request.access_request_id, transition.event, request.event_count, request.last_seal, now)
    after = replace(request, event_count=event.sequence, last_seal=event.seal)
    saved = (access_writes.SaveAccessRequest(after), writes.AppendEvent(event, team_event_of(event, after)))
    is_for_reviewers = after.is_escalated and after.decision is None
    listed = [access_writes.ListForReviewers(after)] if is_for_reviewers else []
    return after, [*saved, *queued(event, transition.mails), *listed]


def _list_writes(ports: Ports, request: AccessRequest) -> Sequence[Write]:
    person_id = request.requester.person_id
    known = ports.store.recent_access_requests(person_id) or RecentAccessRequests(person_id)
    newest = access_writes.SaveRecentAccessRequests(known.with_request(request, MOST_ASKED + 1))
    return access_writes.ListAccessRequest(request), newest


def _count_open(ports: Ports, request: AccessRequest, now: datetime) -> Write:
    """Count the request as open, until its end at most. Raises `too-many-open-requests`."""
    counter = access_counter(request.requester.person_id)
    known = ports.store.preconditions((), counter).open_requests or OpenRequests(counter, {})
    refuse_too_many_open(known, ports.policy, now, LimitName.OPEN_ACCESS_REQUESTS)
    # Those that count no longer stay listed until they are closed: `own_pending` counts them all.
    ends = {**known.ends, request.access_request_id: request.expires_at or now + ports.policy.access_length}
    return writes.SaveOpenRequests(replace(known, ends=ends))


def _grant_writes(ports: Ports, caller: Caller, transition: AccessTransition, now: datetime) -> Sequence[Write]:
    """Grant the roles that the person does not have already, by an offer or an import for example."""
    request = transition.request
    present = ports.store.account_grants(request.account_id, complete=True) if transition.grants else ()
    grants = [grant for grant in transition.grants if not is_granted_again(grant, present)]
    if not grants:
        return ()
    account = known_account(ports, caller.person, request.account_id)
    return giving(ports, caller.person, account, grants, request.requester.language, now)


def _names(virtual_accounts: Sequence[VirtualAccount]) -> Mapping[str, str]:
    return {virtual_account.virtual_account_id: virtual_account.name for virtual_account in virtual_accounts}
