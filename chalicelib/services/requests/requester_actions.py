"""Use cases of a requester for their own requests: look, withdraw, resend, reassign."""

from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import AuditEvent
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.person import Person
from chalicelib.domain.requests import closing, nominations
from chalicelib.domain.requests.listing import EVERY_REQUEST, ListedEntry, RequestFilter
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.transitions import allowed_actions
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.commit import tallied, writes_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import ListedRequest, Ports, RequestFile
from chalicelib.services.unit_of_work.writes import Write

Decide = Callable[[AccountRequest, datetime], Transition]


def request_file(ports: Ports, person: Person, request_id: str) -> RequestFile:
    """Return the request with its mails if the person may see it. Raises `request-unknown`."""
    found = ports.store.request_file(request_id)
    if found is None or not may_see(person, found.request, ports.clock.now()):
        raise Refused(Problem.REQUEST_UNKNOWN)
    return found


def may_see(person: Person, request: AccountRequest, now: datetime) -> bool:
    """Whether the person is the requester, or a reviewer who may decide the request, or could when it was reviewed."""
    was_reviewed = request.reviewed or request.state.in_review
    of_reviewers = was_reviewed or bool(allowed_actions(request.status_at(now), Role.REVIEWER))
    return person.person_id == request.requester.person_id or (person.is_reviewer and of_reviewers)


def request_events(ports: Ports, person: Person, request_id: str) -> Sequence[AuditEvent]:
    """Return the audit trail to a caller who may see the request."""
    request = ports.store.request(request_id)
    if request is None or not may_see(person, request, ports.clock.now()):
        raise Refused(Problem.REQUEST_UNKNOWN)
    return ports.store.events(request_id)


def own_requests(
    ports: Ports, person: Person, limit: int, start: str | None, wanted: RequestFilter = EVERY_REQUEST
) -> Page[ListedRequest]:
    """Return those of the person's own requests that fit, newest first."""
    return ports.store.requests_of(person.person_id, limit, start, wanted.at(ports.clock.now()))


def own_entries(ports: Ports, person: Person, most: int, start: str | None) -> Page[ListedEntry]:
    """Return what the list of the person's own requests knows of them, newest first."""
    return ports.store.entries_of(person.person_id, most, start)


def requests_listed(ports: Ports, listed: Sequence[ListedEntry]) -> Sequence[AccountRequest]:
    """Return the requests of these entries, in the same order."""
    return ports.store.requests([one.request_id for one in listed]) if listed else ()


def withdraw(ports: Ports, caller: Caller, request_id: str, reason: str) -> AccountRequest:
    """Withdraw the request."""
    return _act(ports, caller, request_id, lambda request, now: closing.withdraw(request, reason, now))


def resend(ports: Ports, caller: Caller, request_id: str, nomination_id: str | None) -> AccountRequest:
    """Mail a new link to one waiting approver, or to all of them. Raises `resend-too-soon`, `mail-limit`."""

    def decide(request: AccountRequest, now: datetime) -> Transition:
        return nominations.resend(request, nomination_id, ports.policy, ports.links.current_key, now)

    return _act(ports, caller, request_id, decide)


def reassign(ports: Ports, caller: Caller, request_id: str, replacement: Replacement) -> AccountRequest:
    """Replace a person who was asked to decide with another person."""

    def decide(request: AccountRequest, now: datetime) -> Transition:
        key = ports.links.current_key
        return nominations.reassign(request, replacement, ports.rules, ports.policy, key, now)

    return _act(ports, caller, request_id, decide)


def _act(ports: Ports, caller: Caller, request_id: str, decide: Decide) -> AccountRequest:
    def attempt(caller: Caller) -> tuple[AccountRequest, Sequence[Write]]:
        request = ports.store.request(request_id)
        if request is None or request.requester.person_id != caller.person.person_id:
            raise Refused(Problem.REQUEST_UNKNOWN)
        ports.terms.refuse_unless_seen(request.revision)
        now = ports.clock.now()
        transition = decide(request, now)
        after, planned = writes_for(ports, request, transition, now)
        return after, (*planned, *tallied(ports, transition, now), *require([caller.gate_grant()]))

    return run_transaction_for(ports, caller, attempt)
