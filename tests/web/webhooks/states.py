"""Every page about webhooks, with the status of its response."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.attempts import Trouble
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS, WebhookStatus
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import OTHER_URL, URL, made, with_receivers
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site

KINDS = (EventKind.SUBMITTED, EventKind.APPROVED, EventKind.DECLINED, EventKind.EXPIRED)
TYPED = {"url": URL, "kinds/approved": "true", "kinds/recovered": "true"}
FOR_DAYS = timedelta(days=5)


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


WEBHOOKS: Mapping[str, tuple[int, State]] = {
    "webhooks": (200, shown),
    "no webhooks": (200, none_yet),
    "webhooks, for others": (403, for_others),
    "webhook made": (200, created()),
    "webhook without a URL": (422, created(url="")),
    "webhook at a host that is not found": (422, created(url=OTHER_URL)),
    "one webhook too many": (409, too_many),
}
