"""Asking for access to an account, and deciding about it: read, ask the domain, commit at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import ask as asking
from chalicelib.domain.access import decide as access_deciding
from chalicelib.domain.access.ask import AccessRequestForm, AccessTransition
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest, PendingInbox, RecentAccessRequests
from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.accounts.administration import visible_virtual_accounts
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import requester_of
from chalicelib.domain.requests.limits import OpenRequests, access_counter, refuse_too_many_open
from chalicelib.services.accounts.audit import giving
from chalicelib.services.accounts.directory import MOST_ASKED
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.audit import queued, sealed
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write

# So many decided requests stay in sight of an account's deciders.
DECIDED_IN_SIGHT = 25


def ask(ports: Ports, caller: Caller, account_id: str, wish: AccessRequestForm) -> AccessRequest:
    """Asks for access. Raises `account-unknown`, and what the domain refuses."""
    own_id = ports.ids.new_id()

    def attempt(caller: Caller) -> tuple[AccessRequest, Sequence[Write]]:
        account = known_account(ports, caller.person, account_id)
        rights, now = caller.rights_on(account_id), ports.clock.now()
        seen = (
            visible_virtual_accounts(ports.store.virtual_accounts(account_id), rights) if rights.opens(account) else ()
        )
        inbox = inbox_of(ports, account_id)
        transition = asking.ask(wish, own_id, requester_of(caller.person), account, _named(seen), rights, inbox, now)
        after, planned = _access_changes(ports, transition, now)
        laid = access_writes.SavePendingInbox(inbox.with_waiting(after))
        relied_on = require((caller.gate_grant(), *rights.visibility_grants(after.asked.virtual_account_ids)))
        return after, (*planned, laid, *relied_on, *_listed(ports, after), _counted(ports, after, now))

    return run_transaction_for(ports, caller, attempt)


def approve(ports: Ports, caller: Caller, access_request_id: str, choice: Choice) -> AccessRequest:
    """Gives access, as asked for or as chosen. Raises `access-request-unknown`, and what the domain refuses."""

    def decide(caller: Caller, request: AccessRequest, now: datetime) -> AccessTransition:
        parts = _named(ports.store.virtual_accounts(request.account_id))
        rights = caller.rights_on(request.account_id)
        return access_deciding.approve(request, caller.person, rights, choice, parts, now)

    return _decide(ports, caller, access_request_id, decide)


def decline(ports: Ports, caller: Caller, access_request_id: str, reason: str) -> AccessRequest:
    """Refuses access. Raises what `approve` raises."""

    def decide(caller: Caller, request: AccessRequest, now: datetime) -> AccessTransition:
        return access_deciding.decline(request, caller.person, caller.rights_on(request.account_id), reason, now)

    return _decide(ports, caller, access_request_id, decide)


def inbox_of(ports: Ports, account_id: str) -> PendingInbox:
    """What lies before the account's deciders."""
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
        now = ports.clock.now()
        transition = decide(caller, request, now)
        after, planned = _access_changes(ports, transition, now)
        inbox = inbox_of(ports, request.account_id).with_decided(access_request_id, DECIDED_IN_SIGHT)
        closed = writes.KeepOpenRequest(access_counter(request.requester.person_id), access_request_id, None)
        relied_on = require(caller.rights_on(request.account_id).deciding_grants(_concerned(after)))
        settled = (*planned, access_writes.SavePendingInbox(inbox), closed, *relied_on)
        return after, (*settled, *_given(ports, caller, transition, now))

    return run_transaction_for(ports, caller, attempt)


def _concerned(request: AccessRequest) -> Sequence[str]:
    """The Virtual Accounts that were asked for or given: the decider must have the right to all of them."""
    given = request.decision.granted if request.decision else None
    return (*request.asked.virtual_account_ids, *(given.virtual_account_ids if given else ()))


def _access_changes(ports: Ports, transition: AccessTransition, now: datetime) -> tuple[AccessRequest, list[Write]]:
    """The access request as it will be stored, its event and its mails."""
    request = transition.request
    event = sealed(ports, request.access_request_id, transition.event, request.event_count, request.last_seal, now)
    after = replace(request, event_count=event.sequence, last_seal=event.seal)
    saved = (access_writes.SaveAccessRequest(after), writes.AppendEvent(event))
    return after, [*saved, *queued(event, transition.mails)]


def _listed(ports: Ports, request: AccessRequest) -> Sequence[Write]:
    person_id = request.requester.person_id
    known = ports.store.recent_access_requests(person_id) or RecentAccessRequests(person_id)
    newest = access_writes.SaveRecentAccessRequests(known.with_request(request, MOST_ASKED + 1))
    return access_writes.ListAccessRequest(request), newest


def _counted(ports: Ports, request: AccessRequest, now: datetime) -> Write:
    """One more that waits. Raises `too-many-open-requests`; what nobody decides counts as long as any request."""
    counter = access_counter(request.requester.person_id)
    known = ports.store.preconditions((), counter).open_requests or OpenRequests(counter, {})
    refuse_too_many_open(known, ports.policy, now)
    ends = {one: end for one, end in known.ends.items() if end > now}
    ends[request.access_request_id] = now + ports.policy.request_length
    return writes.SaveOpenRequests(replace(known, ends=ends))


def _given(ports: Ports, caller: Caller, transition: AccessTransition, now: datetime) -> Sequence[Write]:
    if not transition.grants:
        return ()
    account = known_account(ports, caller.person, transition.request.account_id)
    return giving(ports, caller.person, account, transition.grants, transition.request.requester.language, now)


def _named(parts: Sequence[VirtualAccount]) -> Mapping[str, str]:
    return {one.virtual_account_id: one.name for one in parts}
