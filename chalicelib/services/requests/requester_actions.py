"""Use cases of a requester and their team for their requests: look, list, withdraw, resend, reassign, hand over."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.accounts.account import GATE_ROLES, Grant
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import closing, nominations, team
from chalicelib.domain.requests.limits import OpenRequests
from chalicelib.domain.requests.listing import EVERY_REQUEST, ListedEntry, ListEntry, RequestFilter
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.team import Scope, Team, acted_by, has_left, team_ids
from chalicelib.domain.requests.transitions import STATES, Action
from chalicelib.services.requests.teams import as_member, members_among, sees
from chalicelib.services.unit_of_work import writes
from chalicelib.services.unit_of_work.access_writes import UnlistRequest
from chalicelib.services.unit_of_work.caller import Caller, run_transaction_for
from chalicelib.services.unit_of_work.commit import tallied, writes_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import ListedRequest, Ports, RequestFile
from chalicelib.services.unit_of_work.writes import Write

Decide = Callable[[AccountRequest, datetime], Transition]


def request_file(ports: Ports, caller: Caller, request_id: str) -> RequestFile:
    """Return the request with its mails if the caller may see it. Raises `request-unknown`."""
    found = ports.store.request_file(request_id)
    if found is None or not sees(ports, caller, found.request, ports.clock.now()):
        raise Refused(Problem.REQUEST_UNKNOWN)
    return replace(found, request=as_member(ports, caller, found.request)[0])


def request_events(ports: Ports, caller: Caller, request_id: str) -> Sequence[AuditEvent]:
    """Return the audit trail to a caller who may see the request."""
    request = ports.store.request(request_id)
    if request is None or not sees(ports, caller, request, ports.clock.now()):
        raise Refused(Problem.REQUEST_UNKNOWN)
    return ports.store.events(request_id)


def listed_requests(
    ports: Ports, caller: Caller, scope: Scope, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST
) -> Page[ListedRequest]:
    """Return those of the caller's own requests, or of their teams', that fit, newest first.

    Open requests of a team that the caller has left are left out, so a page may have fewer than `limit`.
    """
    if scope is Scope.MINE:
        page, now = own_requests(ports, caller.person, limit, start, wanted), ports.clock.now()
        return replace(page, items=[one for one in page.items if sees(ports, caller, one.request, now)])
    return ports.store.team_requests(team_ids(caller.grants), limit, start, wanted.at(ports.clock.now()))


def own_requests(
    ports: Ports, person: Person, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST
) -> Page[ListedRequest]:
    """Return those of the person's own requests that fit, newest first."""
    return ports.store.requests_of(person.person_id, limit, start, wanted.at(ports.clock.now()))


def listed_entries(ports: Ports, caller: Caller, scope: Scope, most: int, start: str | None) -> Page[ListedEntry]:
    """Return what the list of the caller's own requests, or those of their teams, knows of them, newest first.

    Open requests of a team that the caller has left are left out.
    """
    if scope is Scope.TEAM:
        return ports.store.team_entries(team_ids(caller.grants), most, start)
    page, now = ports.store.entries_of(caller.person.person_id, most, start), ports.clock.now()
    return replace(page, items=[one for one in page.items if _is_listed(one.entry, caller, now)])


def _is_listed(entry: ListEntry, caller: Caller, now: datetime) -> bool:
    is_open = STATES[entry.status_at(now)].is_open
    return not (is_open and has_left(Team(entry.team_account_id, entry.team_domain), caller.person, caller.grants))


def requests_listed(ports: Ports, listed: Sequence[ListedEntry]) -> Sequence[AccountRequest]:
    """Return the requests of these entries, in the same order."""
    return ports.store.requests([one.request_id for one in listed]) if listed else ()


def withdraw(ports: Ports, caller: Caller, request_id: str, reason: str) -> AccountRequest:
    """Withdraw the request."""
    return _act(ports, caller, request_id, Action.WITHDRAW, lambda request, now: closing.withdraw(request, reason, now))


def resend(ports: Ports, caller: Caller, request_id: str, nomination_id: str | None) -> AccountRequest:
    """Mail a new link to one waiting approver, or to all of them. Raises `resend-too-soon`, `mail-limit`."""

    def decide(request: AccountRequest, now: datetime) -> Transition:
        return nominations.resend(request, nomination_id, ports.policy, ports.links.current_key, now)

    return _act(ports, caller, request_id, Action.RESEND, decide)


def reassign(ports: Ports, caller: Caller, request_id: str, replacement: Replacement) -> AccountRequest:
    """Replace a person who was asked to decide with another person."""

    def decide(request: AccountRequest, now: datetime) -> Transition:
        key, members = ports.links.current_key, members_among(ports, request, [replacement.address])
        return nominations.reassign(request, replacement, ports.rules, ports.policy, key, now, members)

    return _act(ports, caller, request_id, Action.REASSIGN, decide)


def hand_over(ports: Ports, caller: Caller, request_id: str, email: MailAddress) -> AccountRequest:
    """Make a member of the team the requester, as `domain.requests.team.hand_over` permits."""

    def decide(request: AccountRequest, now: datetime) -> Transition:
        member = _role_of(ports, request.team_account_id or "", email)
        return team.hand_over(request, email, member, ports.rules, now)

    return _act(ports, caller, request_id, Action.HAND_OVER, decide)


def _act(ports: Ports, caller: Caller, request_id: str, action: Action, decide: Decide) -> AccountRequest:
    def attempt(caller: Caller) -> tuple[AccountRequest, Sequence[Write]]:
        stored, now = ports.store.request(request_id), ports.clock.now()
        if stored is None:
            raise Refused(Problem.REQUEST_UNKNOWN)
        request, member = as_member(ports, caller, stored)
        if not member.sees(request, now):
            raise Refused(Problem.REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        member.refuse_unless(action)
        transition = acted_by(decide(request, now), member)
        after, planned = writes_for(ports, request, transition, now)
        moved = _moved(ports, request, after, now)
        required = caller.require([caller.gate_grant(request.team_account_id or ""), *member.grants])
        return after, (*planned, *moved, *tallied(ports, transition, now), *required)

    return run_transaction_for(ports, caller, attempt)


def _role_of(ports: Ports, account_id: str, email: MailAddress) -> Grant | None:
    """Return a role that somebody has accepted on the account with this address, and that admits them."""
    if not account_id:
        return None
    grants = ports.store.account_grants(account_id)
    accepted = (one for one in grants if one.claimed_by and one.role in GATE_ROLES)
    return next((one for one in accepted if MailAddress.parse(one.email).key == email.key), None)


def _moved(ports: Ports, before: AccountRequest, after: AccountRequest, now: datetime) -> Sequence[Write]:
    """Return what moves a request that was handed over to the list and the open requests of its new requester."""
    old, new = before.requester.limited_id, after.requester.limited_id
    if old == new:
        return ()
    known = ports.store.preconditions((), new).open_requests or OpenRequests(new, {})
    ends = {one: end for one, end in known.ends.items() if end > now} | {after.request_id: after.expires_at}
    return (
        UnlistRequest(before),
        writes.KeepOpenRequest(old, after.request_id, None),
        writes.SaveOpenRequests(replace(known, ends=ends)),
    )
