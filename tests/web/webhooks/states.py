"""Every page about webhooks, with the status of its response."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.attempts import Trouble
from chalicelib.domain.webhooks.delivery import MOST_ATTEMPTS, Attempt, DeliveryStatus
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS, WebhookStatus
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery, SaveWebhook
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import DONE, ERROR, HANG, OTHER_URL, URL, logged, made, with_receivers
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site

KINDS = (EventKind.SUBMITTED, EventKind.APPROVED, EventKind.DECLINED, EventKind.EXPIRED)
TYPED = {"url": URL, "kinds/approved": "true", "kinds/recovered": "true"}
FOR_DAYS = timedelta(days=5)
ATTEMPTS = {
    DeliveryStatus.DROPPED: (),
    DeliveryStatus.FAILED: (ERROR,) * MOST_ATTEMPTS,
    DeliveryStatus.DELIVERED: (HANG, DONE),
    DeliveryStatus.DUE: (ERROR, HANG),
}


def path_of(account: Account) -> str:
    return f"/accounts/{account.account_id}/webhooks"


def several(site: Site) -> Account:
    """An account with a webhook in each status, and for each reason."""
    account = Account.of(site.world)
    world, account_id, now = site.world, account.account_id, site.world.clock.now()
    made(world, f"{URL}?all", account_id, "w1")
    made(world, f"{URL}?some", account_id, "w2", kinds=KINDS, failing_since=now)
    off = {"status": WebhookStatus.DISABLED, "ended_at": now}
    made(world, f"{URL}?failed", account_id, "w3", **off, failing_since=now - FOR_DAYS)
    made(world, f"{URL}?disabled", account_id, "w4", **off, kinds=KINDS[:2])
    made(world, f"{URL}?ended", account_id, "w5", status=WebhookStatus.ENDED, ended_at=now, failing_since=now)
    return account


def shown(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(path_of(several(site)))


def none_yet(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(path_of(Account.of(site.world)))


def for_others(site: Site) -> Response:
    return site.signed_in().get(path_of(Account.of(site.world)))


def created(**changed: str) -> State:
    """Send the form."""

    def state(site: Site) -> Response:
        with_receivers(site.world).refused |= {"": Trouble.URL_NOT_ALLOWED, OTHER_URL: Trouble.HOST_NOT_FOUND}
        path = path_of(Account.of(site.world))
        visitor = site.signed_in(ADMINISTRATOR, None)
        return visitor.fill_in(visitor.get(path), "/webhooks", **{**TYPED, **changed})

    return state


def too_many(site: Site) -> Response:
    with_receivers(site.world)
    account = Account.of(site.world)
    for number in range(MOST_WEBHOOKS):
        made(site.world, URL, account.account_id, f"w{number}")
    visitor = site.signed_in(ADMINISTRATOR, None)
    return visitor.fill_in(visitor.get(path_of(account)), "/webhooks", **TYPED)


def one(site: Site) -> Account:
    """An account with a webhook that has a delivery in each status, with attempts."""
    with_receivers(site.world)
    account, world, now = Account.of(site.world), site.world, site.world.clock.now()
    for delivery, status in zip(logged(world, account.account_id, len(ATTEMPTS)), ATTEMPTS, strict=True):
        stored = world.ports.store.delivery(DeliveryKey(account.account_id, "w1", delivery.delivery_id))
        assert stored is not None
        attempts = tuple(Attempt(now, answer) for answer in ATTEMPTS[status])
        due_at = stored.due_at if status is DeliveryStatus.DUE else None
        world.ports.store.commit([SaveDelivery(replace(stored, status=status, attempts=attempts, due_at=due_at))])
    return account


def one_shown(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(f"{path_of(one(site))}/w1")


def one_disabled(site: Site) -> Response:
    account, now = Account.of(site.world), site.world.clock.now()
    hook = made(site.world, URL, account.account_id, kinds=KINDS)
    off = replace(hook, status=WebhookStatus.DISABLED, ended_at=now, failing_since=now - FOR_DAYS)
    site.world.ports.store.commit([SaveWebhook(off)])
    return site.signed_in(ADMINISTRATOR, None).get(f"{path_of(account)}/w1")


def one_for_others(site: Site) -> Response:
    return site.signed_in().get(f"{path_of(one(site))}/w1")


def left_alone(action: str) -> State:
    """Have something sent to a receiver that did not answer."""

    def state(site: Site) -> Response:
        account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
        hook = site.world.ports.store.webhook(account.account_id, "w1")
        assert hook is not None
        paused = replace(hook, unanswered=4, paused_until=site.world.clock.now() + timedelta(hours=1))
        site.world.ports.store.commit([SaveWebhook(paused)])
        page = visitor.get(f"{path_of(account)}/w1")
        ending = next(form.action for form in page.page.forms if form.action.endswith(action))
        return visitor.followed(visitor.fill_in(page, ending))

    return state


def pressed(action: str, **typed: str) -> State:
    """Send a form of the webhook's page, and follow where it leads."""

    def state(site: Site) -> Response:
        account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
        refused = site.world.container.webhook_deliverer.means.sender.refused  # type: ignore[attr-defined]
        refused[OTHER_URL] = Trouble.HOST_NOT_FOUND
        page = visitor.get(f"{path_of(account)}/w1{'/remove' if action == '/remove' else ''}")
        ending = next(form.action for form in page.page.forms if form.action.endswith(action))
        response = visitor.fill_in(page, ending, **typed)
        return visitor.followed(response) if response.status == 303 else response

    return state


def stopped_meanwhile(site: Site) -> Response:
    """Send a test after somebody else has disabled the webhook."""
    account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
    page = visitor.get(f"{path_of(account)}/w1")
    visitor.fill_in(page, "/disable")
    return visitor.fill_in(page, "/test")


def removal(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(f"{path_of(one(site))}/w1/remove")


def enabled(site: Site) -> Response:
    account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
    page = visitor.followed(visitor.fill_in(visitor.get(f"{path_of(account)}/w1"), "/disable"))
    return visitor.followed(visitor.fill_in(page, "/enable"))


WEBHOOKS: Mapping[str, tuple[int, State]] = {
    "webhooks": (200, shown),
    "no webhooks": (200, none_yet),
    "webhooks, for others": (403, for_others),
    "webhook made": (200, created()),
    "webhook without a URL": (422, created(url="")),
    "webhook at a host that is not found": (422, created(url=OTHER_URL)),
    "one webhook too many": (409, too_many),
    "webhook": (200, one_shown),
    "webhook that is disabled": (200, one_disabled),
    "webhook, for others": (403, one_for_others),
    "webhook changed": (200, pressed("/w1", url=f"{URL}?new")),
    "webhook changed to a host that is not found": (422, pressed("/w1", url=OTHER_URL)),
    "webhook disabled": (200, pressed("/disable")),
    "webhook enabled": (200, enabled),
    "webhook with a new secret": (200, pressed("/rotate-secret")),
    "webhook tested": (200, pressed("/test")),
    "webhook tested that is left alone": (200, left_alone("/test")),
    "webhook tested while it is disabled": (409, stopped_meanwhile),
    "event sent again": (200, pressed("/redeliver")),
    "webhook to remove": (200, removal),
    "webhook removed": (200, pressed("/remove")),
}
