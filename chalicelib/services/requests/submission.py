"""Submit a request with three reads and one transaction; a repeated idempotency key gets the same answer."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Requester, requester_of
from chalicelib.domain.requests.limits import Cause, OpenRequests, counted_keys, refuse_too_many_open
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.requests.submission import (
    Form,
    NewIds,
    Submission,
    judged_addresses,
    read_form,
    refuse_members,
    submit,
)
from chalicelib.domain.requests.team import Team, chosen_team, fitting_teams
from chalicelib.domain.value_classes import value_class
from chalicelib.services.accounts.contacts import shown_nearby
from chalicelib.services.accounts.own_domain import lock_on_own_domain, own_domain
from chalicelib.services.requests.teams import as_member
from chalicelib.services.unit_of_work import writes
from chalicelib.services.unit_of_work.access_ports import TeamAsked
from chalicelib.services.unit_of_work.caller import Caller, run_transaction_for
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
        # Read the locks first: a caller that sees the lock of an identical submission must also see its stored answer.
        locks = _locks_on(ports, submission, requester)
        fitting = fitting_teams(caller.grants, locks.get(domain_of(requester)), requester.acts_for)
        team = fitting.get(submission.team_account_id) or chosen_team("", fitting)
        transition = submit(submission, requester, ids, ports.policy, ports.links.current_key, now, team)
        preconditions = _guards(ports, submission, transition, key)
        if preconditions.remembered is not None and now < preconditions.remembered.forget_at:
            return _replayed(preconditions.remembered, key), ()
        transition = _judged(ports, caller, submission, transition, preconditions, fitting)
        refuse_taken(ports, caller, locks.values(), submission, now)
        if confirm is not None:
            confirm(transition.request)
        after, planned = _planned(ports, transition, preconditions, key, now)
        return Submitted(after), (*planned, *caller.require([caller.gate_grant(team.account_id)]))

    return run_transaction_for(ports, caller, attempt)


def _planned(
    ports: Ports, transition: Transition, preconditions: Preconditions, key: IdempotencyKey, now: datetime
) -> tuple[AccountRequest, Sequence[Write]]:
    after, planned = writes_for(ports, None, transition, now)
    planned += rate_window_writes(ports, transition, preconditions, now)
    planned += _listed(after, preconditions, ports, now)
    remembered = Remembered(_scoped(after.requester, key), key.fingerprint, after, now + IDEMPOTENCY_LENGTH)
    return after, [*planned, writes.Remember(remembered, now)]


def preview_request(ports: Ports, caller: Caller, form: Form) -> Preview:
    """Return what `submit_request` would do now, and raise what it would raise. Writes nothing and sends nothing."""
    requester = requester_of(caller.person)
    submission = read_form(form, requester, ports.rules, ports.policy)
    now = ports.clock.now()
    own_lock = lock_on_own_domain(ports, domain_of(requester))
    fitting = fitting_teams(caller.grants, own_lock, requester.acts_for)
    team = chosen_team(submission.team_account_id, fitting)
    transition = submit(submission, requester, NewIds("", "", ""), ports.policy, ports.links.current_key, now, team)
    preconditions = _guards(ports, submission, transition, None)
    locks = ports.store.locks(submission.identifier.registrable_domain)
    transition = _judged(ports, caller, submission, transition, preconditions, fitting)
    refuse_taken(ports, caller, locks, submission, now)
    rate_window_writes(ports, transition, preconditions, now)
    refuse_too_many_open(_open(preconditions, transition.request), ports.policy, now, LimitName.OPEN_REQUESTS)
    return Preview(transition, shown_nearby(ports, locks))


def refuse_taken(
    ports: Ports, caller: Caller, locks: Iterable[DomainLock], submission: Submission, now: datetime
) -> None:
    """Raise `account-exists` or `request-already-pending` if the exact identifier is taken.

    The pending request is named to those who may see it, which takes a read.
    """
    identifier = submission.identifier.value
    held = next((one for one in locks if one.domain_identifier == identifier and one.holds_at(now)), None)
    if held is None:
        return
    facts = {"account_id": held.account_id}
    if held.ends_at is None:
        raise Refused(Problem.ACCOUNT_EXISTS, facts=facts)
    facts["pending_until"] = held.ends_at.isoformat()
    request_id = held.request_id or ""
    request = unless_unreadable(lambda: ports.store.request(request_id))
    if request is not None and as_member(ports, caller, request)[1].sees(request, now):
        facts["existing_request_id"] = request_id
    raise Refused(Problem.REQUEST_ALREADY_PENDING, facts=facts)


def _judged(
    ports: Ports,
    caller: Caller,
    submission: Submission,
    transition: Transition,
    preconditions: Preconditions,
    fitting: Mapping[str, Team],
) -> Transition:
    """Return the transition with the team's domain. Raises if the team does not fit, or its members would decide."""
    chosen_team(submission.team_account_id, fitting)
    refuse_members(submission, preconditions.members)
    if preconditions.team is None:
        return transition
    domain = preconditions.team.domain_identifier
    return replace(transition, request=replace(transition.request, team_domain=domain))


def _locks_on(ports: Ports, submission: Submission, requester: Requester) -> Mapping[str, DomainLock]:
    """Return the locks on the identifier and on the requester's domain, as far as there are any.

    One that cannot be read is not taken: the commit fails.
    """
    domain = (submission.identifier.registrable_domain, submission.identifier.value)
    domains = [domain, *own_domain(ports, domain_of(requester))]
    return unless_unreadable(lambda: ports.store.locks_on(domains, follows=ports.rules.fingerprint)) or {}


def _guards(ports: Ports, submission: Submission, transition: Transition, key: IdempotencyKey | None) -> Preconditions:
    request = transition.request
    keys = counted_keys(request, transition.mails, ports.policy, Cause.FORM)
    asked = TeamAsked(request.team_account_id or "", judged_addresses(submission, request.requester, ports.rules))
    scoped = _scoped(request.requester, key) if key else None
    return ports.store.preconditions(keys, request.requester.limited_id, scoped, asked)


def _listed(request: AccountRequest, preconditions: Preconditions, ports: Ports, now: datetime) -> list[Write]:
    known = _open(preconditions, request)
    refuse_too_many_open(known, ports.policy, now, LimitName.OPEN_REQUESTS)
    ends = {one: end for one, end in known.ends.items() if end > now} | {request.request_id: request.expires_at}
    return [writes.SaveOpenRequests(replace(known, ends=ends))]


def _open(preconditions: Preconditions, request: AccountRequest) -> OpenRequests:
    return preconditions.open_requests or OpenRequests(request.requester.limited_id, {})


def _scoped(requester: Requester, key: IdempotencyKey) -> str:
    return f"{requester.person_id}#{key.key}"


def _replayed(remembered: Remembered, key: IdempotencyKey) -> Submitted:
    if remembered.fingerprint != key.fingerprint:
        raise Refused(Problem.IDEMPOTENCY_KEY_REUSED)
    return Submitted(remembered.request, replayed=True)


def domain_of(requester: Requester) -> str:
    """Return the domain of the requester's address."""
    return MailAddress.parse(requester.email).domain
