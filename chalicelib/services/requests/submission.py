"""Submitting a request: three reads, one transaction, and a repeated key that gets the same answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person, Requester, requester_of
from chalicelib.domain.requests.limits import OpenRequests, counted_keys, refuse_too_many_open
from chalicelib.domain.requests.request import AccountRequest, Step
from chalicelib.domain.requests.submission import Form, NewIds, Submission, read_form, submit
from chalicelib.services.accounts.contacts import shown_nearby
from chalicelib.services.unit_of_work import writes
from chalicelib.services.unit_of_work.caller import Asker, committed_by, require
from chalicelib.services.unit_of_work.commit import changes_of, tally_changes
from chalicelib.services.unit_of_work.ports import Guards, Ports
from chalicelib.services.unit_of_work.writes import Change, Remembered

IDEMPOTENCY_LENGTH = timedelta(hours=24)


@dataclass(frozen=True)
class Submitted:
    """The request as it was when first submitted, and whether this is a repeat of that answer."""

    request: AccountRequest
    replayed: bool = False


@dataclass(frozen=True)
class Preview:
    """What a submission would do: the step it would take, and whose administrators would be told."""

    step: Step
    accounts_nearby: Sequence[SmartAccount]


@dataclass(frozen=True)
class IdempotencyKey:
    """The caller's key and the fingerprint of the body that came with it."""

    key: str
    fingerprint: str


def submit_request(ports: Ports, asker: Asker, form: Form, key: IdempotencyKey) -> Submitted:
    """Submits; raises `Refused` with the form's faults, the domain's conflicts, a limit or `role-required`."""
    requester = requester_of(asker.person)
    submission = read_form(form, requester, ports.rules, ports.policy)
    ids = NewIds(ports.ids.new_id(), ports.ids.new_id(), ports.ids.new_reference())

    def attempt(asker: Asker) -> tuple[Submitted, Sequence[Change]]:
        now = ports.clock.now()
        step = submit(submission, requester, ids, ports.policy, ports.links.current_key, now)
        # The locks come first: whoever sees a twin's lock must then see the answer that was kept with it.
        locks = ports.store.locks(submission.identifier.registrable_domain)
        guards = _guards(ports, step, key)
        if guards.remembered is not None and now < guards.remembered.forget_at:
            return _replayed(guards.remembered, key), ()
        refuse_taken(locks, submission, requester, now)
        after, planned = changes_of(ports, None, step, now)
        planned += tally_changes(ports, step, guards, now)
        planned += _listed(after, guards, ports, now)
        remembered = Remembered(_scoped(requester, key), key.fingerprint, after, now + IDEMPOTENCY_LENGTH)
        return Submitted(after), (*planned, writes.Remember(remembered, now), *require([asker.gate_grant()]))

    return committed_by(ports, asker, attempt)


def preview_request(ports: Ports, person: Person, form: Form) -> Preview:
    """What `submit_request` would do now; writes nothing, sends nothing, raises all that it would raise."""
    requester = requester_of(person)
    submission = read_form(form, requester, ports.rules, ports.policy)
    now = ports.clock.now()
    step = submit(submission, requester, NewIds("", "", ""), ports.policy, ports.links.current_key, now)
    guards = _guards(ports, step, None)
    locks = ports.store.locks(submission.identifier.registrable_domain)
    refuse_taken(locks, submission, requester, now)
    tally_changes(ports, step, guards, now)
    refuse_too_many_open(_open(guards, step.request), ports.policy, now)
    return Preview(step, shown_nearby(ports, locks))


def refuse_taken(locks: Sequence[DomainLock], submission: Submission, requester: Requester, now: datetime) -> None:
    """Raises `account-exists` or `request-already-pending` where the exact identifier is taken."""
    identifier = submission.identifier.value
    held = next((one for one in locks if one.domain_identifier == identifier and one.holds_at(now)), None)
    if held is None:
        return
    facts = {"account_id": held.account_id}
    if held.ends_at is None:
        raise Refused(Problem.ACCOUNT_EXISTS, facts=facts)
    if held.request_id and held.person_id == requester.person_id:
        facts["existing_request_id"] = held.request_id
    raise Refused(Problem.REQUEST_ALREADY_PENDING, facts=facts)


def _guards(ports: Ports, step: Step, key: IdempotencyKey | None) -> Guards:
    requester = step.request.requester
    keys = counted_keys(step.request, step.mails, ports.policy)
    return ports.store.guards(keys, requester.person_id, _scoped(requester, key) if key else None)


def _listed(request: AccountRequest, guards: Guards, ports: Ports, now: datetime) -> list[Change]:
    known = _open(guards, request)
    refuse_too_many_open(known, ports.policy, now)
    ends = {one: end for one, end in known.ends.items() if end > now} | {request.request_id: request.expires_at}
    return [writes.SaveOpenRequests(replace(known, ends=ends)), writes.ListForRequester(request)]


def _open(guards: Guards, request: AccountRequest) -> OpenRequests:
    return guards.open_requests or OpenRequests(request.requester.person_id, {})


def _scoped(requester: Requester, key: IdempotencyKey) -> str:
    return f"{requester.person_id}#{key.key}"


def _replayed(remembered: Remembered, key: IdempotencyKey) -> Submitted:
    if remembered.fingerprint != key.fingerprint:
        raise Refused(Problem.IDEMPOTENCY_KEY_REUSED)
    return Submitted(remembered.request, replayed=True)
