"""What an administrator does with a webhook, each on a webhook that another one has made."""

from collections.abc import Callable, Mapping

from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.webhooks.ports import WebhookMeans
from chalicelib.services.webhooks import administration
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import OTHER_URL, URL, with_receivers

Act = Callable[[Ports, Caller], object]
OnWebhook = Callable[[Ports, WebhookMeans, Caller, str, str], object]

ACTS: Mapping[str, OnWebhook] = {
    "create_webhook": lambda ports, means, by, account_id, _: administration.make_webhook(
        ports, means, by, account_id, WebhookForm(OTHER_URL, ())
    ),
    "change_webhook": lambda ports, means, by, account_id, webhook_id: administration.change_webhook(
        ports, means, by, account_id, webhook_id, WebhookForm(OTHER_URL, ())
    ),
    "rotate_webhook_secret": administration.rotate_secret,
    "remove_webhook": lambda ports, _, by, account_id, webhook_id: administration.remove_webhook(
        ports, by, account_id, webhook_id
    ),
    "test_webhook": lambda ports, _, by, account_id, webhook_id: administration.send_test(
        ports, by, account_id, webhook_id
    ),
}


def on_webhook(act: OnWebhook) -> Callable[[Account], Act]:
    """Return the story that makes a webhook, and then the act."""

    def story(account: Account) -> Act:
        means, own, webhook_id = _made(account)
        return lambda ports, by: act(ports, means, by, own, webhook_id)

    return story


def redelivering(account: Account) -> Act:
    """Send a test, which the act sends again."""
    _, own, webhook_id = _made(account)
    sent = administration.send_test(account.world.ports, account.caller(ADMINISTRATOR), own, webhook_id)
    return lambda ports, by: administration.redeliver(ports, by, own, webhook_id, sent.delivery_id)


def _made(account: Account) -> tuple[WebhookMeans, str, str]:
    with_receivers(account.world)
    means, by = account.world.container.webhook_deliverer.means, account.caller(ADMINISTRATOR)
    form = WebhookForm(URL, ())
    webhook = administration.make_webhook(account.world.ports, means, by, account.account_id, form)
    return means, account.account_id, webhook.webhook_id
