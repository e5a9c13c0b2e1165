"""Submit a request with three reads and one transaction; a repeated idempotency key gets the same answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.person import Person, Requester, requester_of
from chalicelib.domain.requests.limits import OpenRequests, counted_keys, refuse_too_many_open
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.submission import Form, NewIds, Submission, read_form, submit
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.contacts import shown_nearby
from chalicelib.services.unit_of_work import writes
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.commit import rate_window_writes, writes_for
from chalicelib.services.unit_of_work.ports import Ports, Preconditions
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import Remembered, Write

IDEMPOTENCY_LENGTH = timedelta(hours=24)


@value_class
class Submitted:
    """The request as it was first submitted, and whether this repeats an earlier answer."""

    request: AccountRequest
    replayed: bool = False


@value_class
class Preview:
    """What a submission would do: its transition, and the accounts whose administrators would be notified."""

    transition: Transition
    accounts_nearby: Sequence[SmartAccount]


@value_class
class IdempotencyKey:
    """The caller's key, and the fingerprint of the body that was sent with it."""

    key: str
    fingerprint: str


def submit_request(
    ports: Ports,
    caller: Caller,
    form: Form,
    key: IdempotencyKey,
    confirm: Callable[[AccountRequest], object] | None = None,
) -> Submitted:
    """Submit the form. Raises `Refused` for faulty fields, a taken domain identifier, a limit, or `role-required`.

    `confirm` may raise it for a request that nobody has submitted before; a repeated one is not asked again.
    """
    requester = requester_of(caller.person)
    submission = read_form(form, requester, ports.rules, ports.policy)
    ids = NewIds(ports.ids.new_id(), ports.ids.new_id(), ports.ids.new_reference())

    def attempt(caller: Caller) -> tuple[Submitted, Sequence[Write]]:
        now = ports.clock.now()
        transition = submit(submission, requester, ids, ports.policy, ports.links.current_key, now)
        # Read the locks first: a caller that sees the lock of an identical submission must also see its stored answer.
        locks = _locks_on(ports, submission)
        preconditions = _guards(ports, transition, key)
        if preconditions.remembered is not None and now < preconditions.remembered.forget_at:
            return _replayed(preconditions.remembered, key), ()
        refuse_taken(locks, submission, requester, now)
        if confirm is not None:
            confirm(transition.request)
        after, planned = writes_for(ports, None, transition, now)
        planned += rate_window_writes(ports, transition, preconditions, now)
        planned += _listed(after, preconditions, ports, now)
        remembered = Remembered(_scoped(requester, key), key.fingerprint, after, now + IDEMPOTENCY_LENGTH)
        return Submitted(after), (*planned, writes.Remember(remembered, now), *require([caller.gate_grant()]))

    return run_transaction_for(ports, caller, attempt)


def preview_request(ports: Ports, person: Person, form: Form) -> Preview:
    """Return what `submit_request` would do now, and raise what it would raise. Writes nothing and sends nothing."""
    requester = requester_of(person)
    submission = read_form(form, requester, ports.rules, ports.policy)
    now = ports.clock.now()
    transition = submit(submission, requester, NewIds("", "", ""), ports.policy, ports.links.current_key, now)
    preconditions = _guards(ports, transition, None)
    locks = ports.store.locks(submission.identifier.registrable_domain)
    refuse_taken(locks, submission, requester, now)
    rate_window_writes(ports, transition, preconditions, now)
    refuse_too_many_open(_open(preconditions, transition.request), ports.policy, now)
    return Preview(transition, shown_nearby(ports, locks))


def refuse_taken(locks: Sequence[DomainLock], submission: Submission, requester: Requester, now: datetime) -> None:
    """Raise `account-exists` or `request-already-pending` if the exact identifier is taken."""
    identifier = submission.identifier.value
    held = next((one for one in locks if one.domain_identifier == identifier and one.holds_at(now)), None)
    if held is None:
        return
    facts = {"account_id": held.account_id}
    if held.ends_at is None:
        raise Refused(Problem.ACCOUNT_EXISTS, facts=facts)
    facts["pending_until"] = held.ends_at.isoformat()
    if held.request_id and held.person_id == requester.person_id:
        facts["existing_request_id"] = held.request_id
    raise Refused(Problem.REQUEST_ALREADY_PENDING, facts=facts)


def _locks_on(ports: Ports, submission: Submission) -> Sequence[DomainLock]:
    """Return the lock on the identifier, if there is one. One that cannot be read is not taken: the commit fails."""
    domain = (submission.identifier.registrable_domain, submission.identifier.value)
    found = unless_unreadable(lambda: ports.store.locks_on([domain], follows=ports.rules.fingerprint))
    return list((found or {}).values())


def _guards(ports: Ports, transition: Transition, key: IdempotencyKey | None) -> Preconditions:
    requester = transition.request.requester
    keys = counted_keys(transition.request, transition.mails, ports.policy)
    return ports.store.preconditions(keys, requester.person_id, _scoped(requester, key) if key else None)


def _listed(request: AccountRequest, preconditions: Preconditions, ports: Ports, now: datetime) -> list[Write]:
    known = _open(preconditions, request)
    refuse_too_many_open(known, ports.policy, now)
    ends = {one: end for one, end in known.ends.items() if end > now} | {request.request_id: request.expires_at}
    return [writes.SaveOpenRequests(replace(known, ends=ends))]


def _open(preconditions: Preconditions, request: AccountRequest) -> OpenRequests:
    return preconditions.open_requests or OpenRequests(request.requester.person_id, {})


def _scoped(requester: Requester, key: IdempotencyKey) -> str:
    return f"{requester.person_id}#{key.key}"


def _replayed(remembered: Remembered, key: IdempotencyKey) -> Submitted:
    if remembered.fingerprint != key.fingerprint:
        raise Refused(Problem.IDEMPOTENCY_KEY_REUSED)
    return Submitted(remembered.request, replayed=True)
