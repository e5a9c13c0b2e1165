"""Webhooks of the tests, and receivers that only remember what they got."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from chalicelib import bootstrap
from chalicelib.adapters.sqs import delivery_keys
from chalicelib.bootstrap import Container
from chalicelib.domain.value_classes import value_class
from chalicelib.domain.webhooks.attempts import Answer, Trouble
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.targets import TargetRule
from chalicelib.domain.webhooks.webhook import SecretVersion, Webhook
from chalicelib.services.unit_of_work.webhooks.ports import Post
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery, SaveWebhook
from chalicelib.services.webhooks.deliver import WebhookDeliverer
from chalicelib.services.webhooks.fan_out import delivery_to
from tests.services.feed.feeds import TEAM, dispatch
from tests.world import World

URL, OTHER_URL = "https://hooks.reseller.example/events", "https://other.reseller.example/events"
DONE, ERROR, GONE = Answer(204), Answer(500, excerpt="oh"), Answer(410)
HANG = Answer(trouble=Trouble.TIMED_OUT)


@dataclass
class Receivers:
    """Answers by URL; 204 where nothing else is said."""

    answers: dict[str, Answer] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    refused: dict[str, Trouble] = field(default_factory=dict)
    # What happens while the receivers have the posts.
    meanwhile: Callable[[], object] = lambda: None

    def refusal(self, url: str) -> Trouble | None:
        try:
            TargetRule().target_of(url)
        except ValueError:
            return Trouble.URL_NOT_ALLOWED
        return self.refused.get(url)

    def post_all(self, posts: Sequence[Post]) -> Iterator[tuple[int, Answer]]:
        self.posts += posts
        if posts:
            self.meanwhile()
        for place, post in enumerate(posts):
            yield place, self.answers.get(post.url, DONE)

    @property
    def ids(self) -> list[str]:
        """The ids of the events that were sent, in their order."""
        return [post.headers["webhook-id"] for post in self.posts]


@value_class
class ContainerWithReceivers(Container):
    """A container with these receivers, and without jitter; those made from it have them too."""

    receivers: Receivers

    @cached_property
    def webhook_deliverer(self) -> WebhookDeliverer:
        """What sends events to the receivers."""
        own = super().webhook_deliverer
        return replace(own, means=replace(own.means, sender=self.receivers), jitter=lambda: 0.0)


def with_receivers(world: World) -> Receivers:
    """Put receivers behind all webhooks of the world."""
    receivers, known = Receivers(), vars(world.container)
    given = {one.name: known[one.name] for one in fields(Container)}
    world.container = ContainerWithReceivers(**given, receivers=receivers)
    vars(world.container).update({name: made for name, made in known.items() if name != "webhook_deliverer"})
    if bootstrap._Started.container is not None:
        bootstrap.use(world.container)
    return receivers


def made(world: World, url: str = URL, account_id: str = TEAM, webhook_id: str = "w1", **given: Any) -> Webhook:
    """Make a webhook, as nobody may."""
    webhook = Webhook(webhook_id, account_id, url, world.clock.now(), SecretVersion("k1"), **given)
    world.ports.store.commit([SaveWebhook(webhook)])
    return current(world, webhook)


def current(world: World, webhook: Webhook) -> Webhook:
    """Return the webhook as it is stored now."""
    found = world.ports.store.webhook(webhook.account_id, webhook.webhook_id)
    assert found is not None
    return found


def deliveries(world: World, webhook: Webhook) -> list[Delivery]:
    """Return the log of a webhook, oldest first."""
    found = world.ports.store.deliveries(webhook.account_id, webhook.webhook_id, 1000, None)
    return list(found.items)[::-1]


def drain(world: World) -> int:
    """Call the function for each nudge; return the number of attempts."""
    deliverer = world.container.webhook_deliverer
    return sum(deliverer.deliver(delivery_keys(body)) for body in world.backend.received_deliveries())


def happened(world: World, count: int = 1) -> None:
    """Have so many events of the team happen and get their positions."""
    for _ in range(count):
        name = f"d{len(world.rows())}.example"
        world.submit(domain_identifier=name, customer_emails=(f"it@{name}",))
    dispatch(world)


def logged(world: World, account_id: str, count: int = 1, webhook_id: str = "w1") -> list[Delivery]:
    """Make a webhook with so many deliveries, of events a minute apart; return them, the oldest first."""
    webhook, now = made(world, account_id=account_id, webhook_id=webhook_id), world.clock.now()
    told = [(f"evt_{webhook_id}_{number}", now + timedelta(minutes=number)) for number in range(count)]
    found = [delivery_to(webhook, event_id, "submitted", "{}", at, now) for event_id, at in told]
    world.ports.store.commit([SaveDelivery(one) for one in found])
    return found
