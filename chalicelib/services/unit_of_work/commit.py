"""Commit a transition: the request, its account, lock, lists, audit event and mails in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import AuditEvent, EventDraft, EventKind
from chalicelib.domain.feed.team_event import team_event_of
from chalicelib.domain.mails import Mail, MailDraft, MailStatus
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.closing import end_notices
from chalicelib.domain.requests.derived_rows import account_of, lock_of, mails_to_granted, rows_of_approval
from chalicelib.domain.requests.limits import RateWindow, cause_of, counted, counted_keys
from chalicelib.domain.requests.listing import entry_of
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.domain.search.vocabulary import new_words
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.ports import MailKey, Ports, Preconditions, StaleState
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery
from chalicelib.services.unit_of_work.writes import QueueMail, Write

# How often a use case is decided again while other commits come first; then the caller is told to retry.
ATTEMPTS = 8
COUNTED_AS: Mapping[EventKind, Metric] = {
    EventKind.SUBMITTED: Metric.REQUEST_CREATED,
    EventKind.APPROVED: Metric.REQUEST_DECIDED,
    EventKind.DECLINED: Metric.REQUEST_DECIDED,
}
MAILS_COUNTED_AS: Mapping[MailStatus, Metric] = {
    MailStatus.DEAD: Metric.MAIL_DEAD,
    MailStatus.BOUNCED: Metric.MAIL_BOUNCED,
    MailStatus.COMPLAINED: Metric.MAIL_COMPLAINED,
}

T = TypeVar("T")
Attempt = Callable[[], tuple[T, Sequence[Write]]]


def run_transaction(ports: Ports, attempt: Attempt[T]) -> T:
    """Run read, decide and commit until the commit succeeds, then nudge the mail function; return the decision.

    If the attempt plans no writes, nothing is committed and no answer is kept. Raises `busy` after `ATTEMPTS`,
    `AnsweredBefore` if the caller's key has an answer.
    """
    for _ in range(ATTEMPTS):
        result, changes = attempt()
        if not changes:
            return result
        planned = (*changes, *ports.terms.kept(result, ports.clock.now()))
        try:
            ports.store.commit(planned)
        except StaleState:
            continue
        _tell(ports, planned)
        return result
    raise Refused(Problem.BUSY)


def _tell(ports: Ports, done: Sequence[Write]) -> None:
    """Count the results of the commit, and nudge the functions that send mails and events."""
    for metric in filter(None, map(_signal_of, done)):
        ports.metrics.count(metric)
    mails = [one.mail for one in done if isinstance(one, writes.QueueMail)]
    ports.queue.nudge([MailKey(mail.request_id, mail.mail_id) for mail in mails])
    due = [one.delivery for one in done if isinstance(one, SaveDelivery)]
    ports.webhook_queue.nudge_deliveries([DeliveryKey(one.account_id, one.webhook_id, one.delivery_id) for one in due])


def _signal_of(done: Write) -> Metric | None:
    match done:
        case writes.AppendEvent(event):
            return COUNTED_AS.get(event.kind)
        case writes.SaveMail(mail):
            return MAILS_COUNTED_AS.get(mail.status)
        case _:
            return None


def writes_for(
    ports: Ports, before: AccountRequest | None, transition: Transition, now: datetime
) -> tuple[AccountRequest, list[Write]]:
    """Return the request as it will be stored, and every write of the transition except those of rate windows."""
    event = _sealed(ports, before, transition, now)
    after = replace(transition.request, event_count=event.sequence, last_seal=event.seal, updated_at=now)
    planned: list[Write] = [writes.SaveRequest(after), writes.AppendEvent(event, team_event_of(event, after))]
    planned += queued(event, (*transition.mails, *end_notices(before, after)))
    return after, [*planned, *_derived_writes(before, after, now)]


def rate_window_writes(
    ports: Ports, transition: Transition, preconditions: Preconditions, now: datetime
) -> list[Write]:
    """Count the mails of the transition in their rate windows. Raises `mail-limit`."""
    request, mails, known = transition.request, transition.mails, preconditions.rate_windows
    rate_windows = counted(request, mails, known, ports.policy, now, cause_of(transition.event.kind))
    return [kept(one, ports.policy, now) for one in rate_windows]


def kept(rate_window: RateWindow, policy: Policy, now: datetime) -> writes.SaveRateWindow:
    """Return the write of a rate window, which stays until its last mail leaves it and its last request ends."""
    ends = (asked.ends_at for asked in rate_window.asked)
    return writes.SaveRateWindow(rate_window, max([now + policy.mail_window, *ends]))


def tallied(ports: Ports, transition: Transition, now: datetime) -> list[Write]:
    """Read the rate windows of the transition's mails, and count the mails in them. Raises `mail-limit`."""
    cause = cause_of(transition.event.kind)
    keys = counted_keys(transition.request, transition.mails, ports.policy, cause)
    return rate_window_writes(ports, transition, ports.store.preconditions(keys), now) if keys else []


def _sealed(ports: Ports, before: AccountRequest | None, transition: Transition, now: datetime) -> AuditEvent:
    request = transition.request
    statuses = {"status_from": before.status if before else "", "status_to": request.status}
    draft = replace(transition.event, details={**statuses, **transition.event.details})
    return sealed(ports, request.request_id, draft, request.event_count, request.last_seal, now)


def _derived_writes(before: AccountRequest | None, after: AccountRequest, now: datetime) -> Iterator[Write]:
    """Yield a write for each row that is derived from the request and differs from what it was before."""
    account, old_account = account_of(after), account_of(before) if before else None
    if account != old_account:
        yield writes.SaveAccount(account, old_account)
    if new_words(old_account, account):
        yield writes.LearnWords(account.account_id, now)
    yield from _lock_writes(before, after, now)
    if before and _open_until(before) != _open_until(after):
        yield writes.KeepOpenRequest(after.requester.limited_id, after.request_id, _open_until(after))
    was_in_review = before is not None and before.state.in_review
    if after.state.in_review and not was_in_review:
        yield writes.ListForReview(after)
    if was_in_review and not after.state.in_review:
        yield writes.UnlistFromReview(after)
    # A new request that waits for its approvers is listed with its first mail: the submission has no action to spare.
    was_pending = before is not None and before.state.asks_approvers
    if before and (was_pending or after.state.asks_approvers) and entry_of(before) != entry_of(after):
        yield writes.ListPending(after, is_known=was_pending)
    if account.status is AccountStatus.ACTIVE and (old_account is None or old_account.status is not account.status):
        yield from _activation_writes(after)


def _lock_writes(before: AccountRequest | None, after: AccountRequest, now: datetime) -> Iterator[Write]:
    lock, held = lock_of(after), lock_of(before) if before else None
    if lock == held:
        return
    is_same_domain = lock and held and lock.domain_identifier == held.domain_identifier
    if held and not is_same_domain:
        yield writes.FreeLock(held)
    if lock:
        yield writes.KeepLock(lock) if is_same_domain else writes.TakeLock(lock, now)


def _activation_writes(request: AccountRequest) -> Iterator[Write]:
    part, grants = rows_of_approval(request)
    yield access_writes.SaveVirtualAccount(part)
    yield from map(access_writes.GiveRole, grants)
    yield from map(QueueMail, mails_to_granted(request))
    # No import has granted anything on this account; from now on each lost role is recorded.
    yield writes.SaveLastImport(LastImport(request.account_id))


def _open_until(request: AccountRequest) -> datetime | None:
    return request.expires_at if request.state.is_open else None


def sealed(
    ports: Ports, trail_id: str, draft: EventDraft, event_count: int, last_seal: str, now: datetime
) -> AuditEvent:
    """Return the sealed event that follows `event_count` events, the last of which has this seal."""
    event = AuditEvent(
        request_id=trail_id,
        sequence=event_count + 1,
        at=now,
        kind=draft.kind,
        actor=draft.actor,
        details=draft.details,
        key_id=ports.audit.current,
    )
    return ports.audit.sealed(event, last_seal)


def queued(event: AuditEvent, mails: Sequence[MailDraft]) -> Iterator[QueueMail]:
    """Return the outbox rows of these mails, named after the event that causes them."""
    for number, draft in enumerate(mails, start=1):
        mail_id = f"{event.sequence:04}-{number:02}"
        yield QueueMail(Mail(event.request_id, mail_id, draft, created_at=event.at, due_at=event.at))
