"""What the schedule does of webhooks: nudge what is due, and tell administrators of webhooks that have ended."""

from collections.abc import Sequence
from dataclasses import replace

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.webhooks.targets import host_in
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.accounts.audit import mails_of, written
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.outbox import Outbox
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.setting_aside import process_due_rows
from chalicelib.services.unit_of_work.unreadable import DueRow
from chalicelib.services.unit_of_work.webhooks.writes import SaveWebhook
from chalicelib.services.unit_of_work.writes import Write

# Of one run of the schedule.
MOST_NUDGED = 1_000
MOST_TOLD = 25


def process_due_webhooks(ports: Ports, outbox: Outbox) -> None:
    """Nudge the deliveries that are due, and tell of webhooks that have ended. Never raises."""

    def find() -> Sequence[DueRow[Webhook]]:
        now = ports.clock.now()
        due = ports.store.due_deliveries(now, MOST_NUDGED)
        ports.webhook_queue.nudge_deliveries([one.key for one in due])
        oldest = next((one.due_at for one in due if one.due_at), now)
        ports.metrics.gauge(Metric.WEBHOOK_AGE, (now - oldest).total_seconds())
        return ports.store.due_webhooks(now, MOST_TOLD)

    process_due_rows(
        ports, outbox, "a webhook", find, lambda webhook: tell_of_end(ports, webhook.account_id, webhook.webhook_id)
    )


def tell_of_end(ports: Ports, account_id: str, webhook_id: str) -> Webhook | None:
    """Record in the account's audit trail that a webhook has ended, and mail its administrators; None if they know.

    The function that sends has no right to write either.
    """

    def attempt() -> tuple[Webhook | None, Sequence[Write]]:
        webhook, now = ports.store.webhook(account_id, webhook_id), ports.clock.now()
        if webhook is None or webhook.notice_due_at is None:
            return None, ()
        account = ports.store.account(account_id)
        if account is None:
            raise Refused(Problem.ACCOUNT_UNKNOWN)
        facts = {"webhook": webhook_id, "webhook_status": webhook.status.value}
        draft = EventDraft(EventKind.WEBHOOK_STOPPED, Actor(Role.SYSTEM), facts)
        _, planned = written(ports, draft, account, account, now)
        mail = MailDraft(MailKind.WEBHOOK_STOPPED, Audience.ADMINISTRATORS, DEFAULT_LANGUAGE, facts=_told(webhook))
        told = replace(webhook, notice_due_at=None)
        return told, (*planned, *mails_of(planned, [mail]), SaveWebhook(told))

    return run_transaction(ports, attempt)


def _told(webhook: Webhook) -> dict[str, str | int]:
    """Return what the mail says."""
    return {
        "webhook_id": webhook.webhook_id,
        "webhook_host": host_in(webhook.url),
        "webhook_status": webhook.status.value,
    }
