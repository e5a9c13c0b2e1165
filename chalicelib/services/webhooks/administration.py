"""Use cases of an account's administrators: make, change and remove webhooks, send a test, look at the log.

Every change writes the account's row, so that concurrent ones are decided one after the other, and no account has more
webhooks than it may have. The trail tells the id alone, since a URL may hold a secret of the receiver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.accounts.administration import refuse_unless_active as refuse_unless_account_is_active
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks import changes
from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import SecretVersion, Webhook
from chalicelib.services.accounts.audit import Act, recorded
from chalicelib.services.accounts.read import known_account
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey, WebhookMeans
from chalicelib.services.unit_of_work.webhooks.writes import RemoveWebhook, SaveDelivery, SaveWebhook, WebhookWrite
from chalicelib.services.unit_of_work.writes import Write
from chalicelib.services.webhooks.fan_out import body_of, delivery_to, written

TEST_KIND = "test"
# Without a write nothing changes.
Planned = tuple[Webhook, EventKind, WebhookWrite | None]


@value_class
class WebhooksFile:
    """An account and its webhooks."""

    account: SmartAccount
    webhooks: Sequence[Webhook]


@value_class
class WebhookFile:
    """An account, one of its webhooks, and a page of what was sent to it."""

    account: SmartAccount
    webhook: Webhook
    deliveries: Page[Delivery]


def webhooks_file(ports: Ports, caller: Caller, account_id: str) -> WebhooksFile:
    """Return the webhooks of an account. Raises `account-unknown` or `administrator-required`."""
    account = _administered(ports, caller, account_id)
    return WebhooksFile(account, ports.store.webhooks(account_id))


def webhook_of(ports: Ports, caller: Caller, account_id: str, webhook_id: str) -> tuple[SmartAccount, Webhook]:
    """Return one webhook and its account. Raises `webhook-unknown`, or as `webhooks_file`."""
    return _administered(ports, caller, account_id), _known(ports, account_id, webhook_id)


def make_webhook(ports: Ports, means: WebhookMeans, caller: Caller, account_id: str, form: WebhookForm) -> Webhook:
    """Make a webhook. Raises `validation-failed`, `too-many-webhooks`, `action-not-allowed`, or as `webhooks_file`."""
    _administered(ports, caller, account_id)
    form.refuse_unless_valid(means.sender.refusal)
    own_id, secret = ports.ids.new_id(), SecretVersion(means.signer.current_key)

    def plan() -> Planned:
        present, now = ports.store.webhooks(account_id), ports.clock.now()
        webhook = changes.new_webhook(form, account_id, present, own_id, secret, now)
        return webhook, EventKind.WEBHOOK_CREATED, SaveWebhook(webhook)

    return run_transaction_for(ports, caller, lambda caller: _changed(ports, caller, account_id, plan))


def change_webhook(
    ports: Ports, means: WebhookMeans, caller: Caller, account_id: str, webhook_id: str, form: WebhookForm
) -> Webhook:
    """Change URL or kinds, disable or enable; write nothing if nothing changes.

    Raises `webhook-unknown`, or as `make_webhook`.
    """
    _administered(ports, caller, account_id)
    form.refuse_unless_valid(means.sender.refusal)

    def plan() -> Planned:
        webhook = _seen(ports, account_id, webhook_id)
        after = changes.changed_webhook(webhook, form, ports.clock.now())
        return after, EventKind.WEBHOOK_CHANGED, None if after == webhook else SaveWebhook(after)

    return run_transaction_for(ports, caller, lambda caller: _changed(ports, caller, account_id, plan))


def rotate_secret(ports: Ports, means: WebhookMeans, caller: Caller, account_id: str, webhook_id: str) -> Webhook:
    """Give the webhook a new secret; the one of before is valid for a day. Raises as `webhook_of`."""

    def plan() -> Planned:
        after = _seen(ports, account_id, webhook_id).rotated(means.signer.current_key, ports.clock.now())
        return after, EventKind.WEBHOOK_CHANGED, SaveWebhook(after)

    return run_transaction_for(ports, caller, lambda caller: _changed(ports, caller, account_id, plan))


def remove_webhook(ports: Ports, caller: Caller, account_id: str, webhook_id: str) -> Webhook:
    """Remove a webhook; what waits to be sent to it is dropped. Raises as `webhook_of`."""

    def plan() -> Planned:
        webhook = _seen(ports, account_id, webhook_id)
        return webhook, EventKind.WEBHOOK_REMOVED, RemoveWebhook(webhook)

    return run_transaction_for(ports, caller, lambda caller: _changed(ports, caller, account_id, plan))


def send_test(ports: Ports, caller: Caller, account_id: str, webhook_id: str) -> Delivery:
    """Have an event of the kind `test` sent. Raises `action-not-allowed`, or as `webhook_of`."""
    event_id = f"evt_{TEST_KIND}_{ports.ids.new_id()}"

    def attempt(caller: Caller) -> tuple[Delivery, Sequence[Write]]:
        (_, webhook), now = webhook_of(ports, caller, account_id, webhook_id), ports.clock.now()
        changes.refuse_unless_active(webhook)
        body = body_of(TEST_KIND, now, _told_as_test(event_id, account_id, now))
        delivery = delivery_to(webhook, event_id, TEST_KIND, body, now, now)
        return delivery, (SaveDelivery(delivery), *_required(caller, account_id))

    return run_transaction_for(ports, caller, attempt)


def webhook_file(
    ports: Ports, caller: Caller, account_id: str, webhook_id: str, limit: int, start: str | None
) -> WebhookFile:
    """Return the webhook with its deliveries of the last 30 days, newest first.

    Raises `invalid-cursor`, or as `webhook_of`.
    """
    account, webhook = webhook_of(ports, caller, account_id, webhook_id)
    return WebhookFile(account, webhook, ports.store.deliveries(account_id, webhook_id, limit, start))


def redeliver(ports: Ports, caller: Caller, account_id: str, webhook_id: str, delivery_id: str) -> Delivery:
    """Have an event sent again, under the same id. Raises `webhook-unknown` for no such delivery, or as `send_test`."""

    def attempt(caller: Caller) -> tuple[Delivery, Sequence[Write]]:
        _, webhook = webhook_of(ports, caller, account_id, webhook_id)
        changes.refuse_unless_active(webhook)
        delivery = ports.store.delivery(DeliveryKey(account_id, webhook_id, delivery_id))
        if delivery is None:
            raise Refused(Problem.WEBHOOK_UNKNOWN)
        again = delivery.again(ports.clock.now())
        return again, (SaveDelivery(again), *_required(caller, account_id))

    return run_transaction_for(ports, caller, attempt)


def _told_as_test(event_id: str, account_id: str, now: datetime) -> Mapping[str, str | int | None]:
    """Return what is told of a test: an event of no request, in the shape of all others."""
    told: dict[str, str | int | None] = dict.fromkeys(field.name for field in fields(TeamEvent))
    told |= {"event_id": event_id, "kind": TEST_KIND, "at": written(now), "sequence": 0}
    return told | {"team_account_id": account_id, "account_id": account_id, "status": AccountStatus.ACTIVE.value}


def _changed(
    ports: Ports, caller: Caller, account_id: str, plan: Callable[[], Planned]
) -> tuple[Webhook, Sequence[Write]]:
    account, now = _administered(ports, caller, account_id), ports.clock.now()
    webhook, kind, write = plan()
    refuse_unless_account_is_active(account, now)
    if write is None:
        return webhook, _required(caller, account_id)
    act = Act(caller.person, kind, {"webhook": webhook.webhook_id}, now)
    _, planned = recorded(ports, act, account, account)
    return webhook, (*planned, write, *_required(caller, account_id))


def _administered(ports: Ports, caller: Caller, account_id: str) -> SmartAccount:
    account = known_account(ports, caller.person, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    return account


def _known(ports: Ports, account_id: str, webhook_id: str) -> Webhook:
    webhook = ports.store.webhook(account_id, webhook_id)
    if webhook is None:
        raise Refused(Problem.WEBHOOK_UNKNOWN)
    return webhook


def _seen(ports: Ports, account_id: str, webhook_id: str) -> Webhook:
    webhook = _known(ports, account_id, webhook_id)
    ports.terms.refuse_unless_seen(webhook.revision)
    return webhook


def _required(caller: Caller, account_id: str) -> Sequence[Write]:
    return tuple(require(caller.rights_on(account_id).deciding_grants()))
