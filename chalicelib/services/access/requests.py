"""Asking for access to an account, and deciding about it: read, ask the domain, commit at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import ask as asking
from chalicelib.domain.access import decide as access_deciding
from chalicelib.domain.access.ask import AccessStep, Wish
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessDesk, AccessRequest, OwnAsked
from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.accounts.administration import shown_parts
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import requester_of
from chalicelib.domain.requests.limits import OpenRequests, access_counter, refuse_too_many_open
from chalicelib.services.accounts.audit import giving
from chalicelib.services.accounts.directory import MOST_ASKED
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.audit import queued, sealed
from chalicelib.services.unit_of_work.caller import Asker, committed_by, require
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Change

# So many decided requests stay in sight of an account's deciders.
DECIDED_IN_SIGHT = 25


def ask(ports: Ports, asker: Asker, account_id: str, wish: Wish) -> AccessRequest:
    """Asks for access. Raises `account-unknown`, and what the domain refuses."""
    own_id = ports.ids.new_id()

    def attempt(asker: Asker) -> tuple[AccessRequest, Sequence[Change]]:
        account = known_account(ports, asker.person, account_id)
        rights, now = asker.rights_on(account_id), ports.clock.now()
        seen = shown_parts(ports.store.virtual_accounts(account_id), rights) if rights.opens(account) else ()
        desk = desk_of(ports, account_id)
        step = asking.ask(wish, own_id, requester_of(asker.person), account, _named(seen), rights, desk, now)
        after, planned = _access_changes(ports, step, now)
        laid = access_writes.SaveDesk(desk.with_waiting(after))
        relied_on = require((asker.gate_grant(), *rights.seeing_grants(after.asked.virtual_account_ids)))
        return after, (*planned, laid, *relied_on, *_listed(ports, after), _counted(ports, after, now))

    return committed_by(ports, asker, attempt)


def approve(ports: Ports, asker: Asker, access_request_id: str, choice: Choice) -> AccessRequest:
    """Gives access, as asked for or as chosen. Raises `access-request-unknown`, and what the domain refuses."""

    def decide(asker: Asker, request: AccessRequest, now: datetime) -> AccessStep:
        parts = _named(ports.store.virtual_accounts(request.account_id))
        rights = asker.rights_on(request.account_id)
        return access_deciding.approve(request, asker.person, rights, choice, parts, now)

    return _decide(ports, asker, access_request_id, decide)


def decline(ports: Ports, asker: Asker, access_request_id: str, reason: str) -> AccessRequest:
    """Refuses access. Raises what `approve` raises."""

    def decide(asker: Asker, request: AccessRequest, now: datetime) -> AccessStep:
        return access_deciding.decline(request, asker.person, asker.rights_on(request.account_id), reason, now)

    return _decide(ports, asker, access_request_id, decide)


def desk_of(ports: Ports, account_id: str) -> AccessDesk:
    """What lies before the account's deciders."""
    return ports.store.desk(account_id) or AccessDesk(account_id)


def _decide(
    ports: Ports,
    asker: Asker,
    access_request_id: str,
    decide: Callable[[Asker, AccessRequest, datetime], AccessStep],
) -> AccessRequest:
    def attempt(asker: Asker) -> tuple[AccessRequest, Sequence[Change]]:
        request = ports.store.access_request(access_request_id)
        if request is None:
            raise Refused(Problem.ACCESS_REQUEST_UNKNOWN)
        now = ports.clock.now()
        step = decide(asker, request, now)
        after, planned = _access_changes(ports, step, now)
        desk = desk_of(ports, request.account_id).with_decided(access_request_id, DECIDED_IN_SIGHT)
        closed = writes.KeepOpenRequest(access_counter(request.requester.person_id), access_request_id, None)
        relied_on = require(asker.rights_on(request.account_id).deciding_grants(_concerned(after)))
        settled = (*planned, access_writes.SaveDesk(desk), closed, *relied_on)
        return after, (*settled, *_given(ports, asker, step, now))

    return committed_by(ports, asker, attempt)


def _concerned(request: AccessRequest) -> Sequence[str]:
    """The Virtual Accounts that were asked for or given: the decider must have the right to all of them."""
    given = request.decision.granted if request.decision else None
    return (*request.asked.virtual_account_ids, *(given.virtual_account_ids if given else ()))


def _access_changes(ports: Ports, step: AccessStep, now: datetime) -> tuple[AccessRequest, list[Change]]:
    """The access request as it will be stored, its event and its mails."""
    request = step.request
    event = sealed(ports, request.access_request_id, step.event, request.event_count, request.last_seal, now)
    after = replace(request, event_count=event.sequence, last_seal=event.seal)
    saved = (access_writes.SaveAccessRequest(after), writes.AppendEvent(event))
    return after, [*saved, *queued(event, step.mails)]


def _listed(ports: Ports, request: AccessRequest) -> Sequence[Change]:
    person_id = request.requester.person_id
    known = ports.store.own_asked(person_id) or OwnAsked(person_id)
    newest = access_writes.SaveOwnAsked(known.with_asked(request, MOST_ASKED + 1))
    return access_writes.ListAccessRequest(request), newest


def _counted(ports: Ports, request: AccessRequest, now: datetime) -> Change:
    """One more that waits. Raises `too-many-open-requests`; what nobody decides counts as long as any request."""
    counter = access_counter(request.requester.person_id)
    known = ports.store.guards((), counter).open_requests or OpenRequests(counter, {})
    refuse_too_many_open(known, ports.policy, now)
    ends = {one: end for one, end in known.ends.items() if end > now}
    ends[request.access_request_id] = now + ports.policy.request_length
    return writes.SaveOpenRequests(replace(known, ends=ends))


def _given(ports: Ports, asker: Asker, step: AccessStep, now: datetime) -> Sequence[Change]:
    if not step.grants:
        return ()
    account = known_account(ports, asker.person, step.request.account_id)
    return giving(ports, asker.person, account, step.grants, step.request.requester.language, now)


def _named(parts: Sequence[VirtualAccount]) -> Mapping[str, str]:
    return {one.virtual_account_id: one.name for one in parts}
