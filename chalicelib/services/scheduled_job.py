"""The scheduled job, which runs each minute: process all due rows, oldest first, give the events of teams their
positions, learn the words of new accounts, seal the audit trails, remove addresses that are kept for too long, go on
with recoveries, check domain proofs, and put events on the bus.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from chalicelib.domain.requests import closing, reminders
from chalicelib.domain.requests.closing import give_up, gives_up_at, not_reminded
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.services.access import inquiries, requests
from chalicelib.services.accounts.learning import learn_new_words
from chalicelib.services.feed.bus import put_due_events
from chalicelib.services.feed.dispatch import dispatch_due_events
from chalicelib.services.mail.sender import MailSender, deliver
from chalicelib.services.mail.sending_failures import LONGEST_PAUSE
from chalicelib.services.programs.due import process_due_programs
from chalicelib.services.proofs.checking import check_due_proofs
from chalicelib.services.recovery.due import process_due_recoveries
from chalicelib.services.unit_of_work import writes
from chalicelib.services.unit_of_work.commit import run_transaction, writes_for
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Due
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from chalicelib.services.unit_of_work.retention import remove_addresses
from chalicelib.services.unit_of_work.sealing import seal_trails
from chalicelib.services.unit_of_work.setting_aside import NOT_DUE, is_busy, set_row_aside, trouble_of
from chalicelib.services.unit_of_work.unreadable import unless_unreadable
from chalicelib.services.unit_of_work.writes import Write
from chalicelib.services.webhooks.due import process_due_webhooks

logger = logging.getLogger(__name__)

# Most mails, and most requests, that one run processes.
BATCH = 200
# Most seconds of a run that the sending rate takes: the function has 60, and requests come after the mails.
SENDING_SECONDS = 40
# Most due rows that one run looks at. Rows that are set aside or busy do not count towards `BATCH`.
LOOKED_AT = 10 * BATCH
# Most unsent mails that a run reads to say how long the oldest has waited.
MOST_READ = 2 * BATCH


def sweep(ports: Ports, office: MailSender) -> int:
    """Send due mails, remind who may decide, and expire requests whose time is over; return how many mails were sent.

    Running it twice, concurrently, or after a pause of a week gives the same result. A row that is busy stays due, one
    that cannot be handled is set aside, and neither delays other rows.
    """
    now = ports.clock.now()
    due = office.outbox.due(now, LOOKED_AT)
    _measure_age(ports, office, now)
    aside = partial(set_row_aside, ports, office.outbox)
    for row in due:
        if row.trouble:
            aside(row, row.trouble)
    mails = {MailKey(row.request_id, row.mail_id): row for row in due if row.mail_id and not row.trouble}
    most = min(BATCH, office.rate_limiter.calls_within(SENDING_SECONDS))
    sent = deliver(ports, office, mails, lambda key, trouble: aside(mails[key], trouble), most)
    served = (_served(ports, row, aside) for row in due if not row.mail_id and not row.trouble)
    for _ in islice(filter(None, served), BATCH):
        pass
    dispatch_due_events(ports, office.outbox, office.rate_limiter.seconds)
    learn_new_words(ports, BATCH)
    remove_addresses(ports, seal_trails(ports, office.outbox))
    process_due_recoveries(ports, office.outbox)
    process_due_webhooks(ports, office.outbox)
    process_due_programs(ports, office.outbox)
    check_due_proofs(ports, office.outbox, office.rate_limiter.seconds)
    put_due_events(ports, office.outbox, office.rate_limiter.seconds)
    ports.metrics.count(Metric.SWEEP_RAN)
    return sent


def _measure_age(ports: Ports, office: MailSender, now: datetime) -> None:
    """Report for how long the oldest unsent mail has been wanted. Never raises: mails come before numbers."""
    try:
        age = office.outbox.unsent(now + LONGEST_PAUSE, MOST_READ).age(now)
    except Exception as error:
        logger.error("how long mails wait could not be told: %s", trouble_of(error))  # noqa: TRY400 - no personal data
        return
    ports.metrics.gauge(Metric.OUTBOX_AGE, age.total_seconds())


def _served(ports: Ports, row: Due, aside: Callable[[Due, str], None]) -> bool:
    """Process a due request, and return whether something was done. Errors do not stop the other rows."""
    try:
        served = _process(row)(ports, row.request_id)
    except Exception as error:
        if not is_busy(error):
            logger.exception("a request could not be handled")
            aside(row, trouble_of(error))
        return False
    if not served:
        aside(row, NOT_DUE)
    return served


def _process(row: Due) -> Callable[[Ports, str], bool]:
    if row.is_inquiry:
        return inquiries.process_inquiry
    return requests.process_due if row.is_access else process_due


def process_due(ports: Ports, request_id: str) -> bool:
    """Expire the request, or remind its undecided approvers; return False if neither is due."""

    def attempt() -> tuple[bool, Sequence[Write]]:
        found, now = ports.store.request_file(request_id), ports.clock.now()
        if found is None:
            return False, ()
        transition = closing.expire(found.request, now)
        if transition is not None:
            return True, _expired(ports, found.request, transition, now)
        gives_up = gives_up_at(found.request, found.mails)
        if gives_up and now >= gives_up:
            return True, _expired(ports, found.request, give_up(found.request, now), now)
        if found.request.gives_up_at not in (None, gives_up):
            return True, [writes.SaveUnlisted(replace(found.request, gives_up_at=gives_up))]
        away = not_reminded(found.request, found.mails)
        transition = reminders.remind(found.request, away, ports.policy, ports.links.current_key, now)
        return (True, _reminded(ports, found.request, transition, now)) if transition else (False, ())

    return run_transaction(ports, attempt)


def _reminded(ports: Ports, request: AccountRequest, transition: Transition, now: datetime) -> Sequence[Write]:
    """A reminder day without recipients advances the counter but writes no audit event."""
    return (
        writes_for(ports, request, transition, now)[1] if transition.mails else [writes.SaveRequest(transition.request)]
    )


def _expired(ports: Ports, request: AccountRequest, transition: Transition, now: datetime) -> Sequence[Write]:
    """Return the writes of an expiry, which free the lock too, unless a new request took it over."""
    _, planned = writes_for(ports, request, transition, now)
    domain = (request.registrable_domain, request.domain_identifier)
    locks = unless_unreadable(lambda: ports.store.locks_on([domain])) or {}
    if any(lock.account_id == request.account_id for lock in locks.values()):
        return planned
    return [change for change in planned if not isinstance(change, writes.FreeLock)]
