"""Each event reaches each webhook that wants it, at least once and under one id, whatever crashes."""

import json
from datetime import timedelta

import pytest

from app import WEBHOOK_NUDGES
from chalicelib.adapters.sqs import DELIVERIES_A_NUDGE
from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.delivery import DeliveryStatus
from chalicelib.domain.webhooks.schedule import LEASE, RETRIES
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey
from chalicelib.services.unit_of_work.webhooks.writes import RemoveWebhook, SaveWebhook
from chalicelib.services.webhooks.deliver import MOST_AT_ONCE
from tests.backends.observable_table import KilledError, Moment, busy_at, killed_at
from tests.services.feed.feeds import TEAM, dispatch, feed
from tests.services.webhooks.hooks import (
    DONE,
    ERROR,
    OTHER_URL,
    URL,
    current,
    deliveries,
    drain,
    happened,
    made,
    with_receivers,
)
from tests.world import World, counted_calls


def test_event_is_sent_as_the_feed_lists_it_and_signed(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    happened(world)
    assert drain(world) == 1
    (post,), (event,) = receivers.posts, feed(world)
    body = json.loads(post.body)
    assert (post.url, post.headers["webhook-id"]) == (URL, event.event_id)
    at = event.at.isoformat().replace("+00:00", "Z")
    assert (body["type"], body["timestamp"], body["data"]["at"]) == ("submitted", at, at)
    assert body["data"]["request_id"] == event.request_id
    assert body["data"]["sequence"] == 1
    assert "univ" not in post.body.replace(event.request_id or "", "")
    (delivery,) = deliveries(world, webhook)
    assert (delivery.status, len(delivery.attempts)) == (DeliveryStatus.DELIVERED, 1)
    assert drain(world) == 0


def test_each_webhook_gets_the_kinds_that_it_wants_and_only_while_it_is_active(world: World) -> None:
    receivers = with_receivers(world)
    made(world, kinds=(EventKind.SUBMITTED,), webhook_id="w1")
    made(world, OTHER_URL, kinds=(EventKind.APPROVED,), webhook_id="w2")
    made(world, OTHER_URL, webhook_id="w3", status=WebhookStatus.DISABLED)
    made(world, OTHER_URL, webhook_id="w4", account_id="another-team")
    happened(world)
    drain(world)
    assert [post.url for post in receivers.posts] == [URL]


def test_lost_nudge_costs_a_minute(world: World) -> None:
    receivers, _ = with_receivers(world), made(world)
    happened(world)
    assert list(world.backend.received_deliveries())
    world.minute()
    assert drain(world) == 1
    assert len(receivers.posts) == 1


def test_two_functions_with_one_nudge_send_once(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    happened(world)
    (delivery,) = deliveries(world, webhook)
    key = DeliveryKey(TEAM, "w1", delivery.delivery_id)
    receivers.meanwhile = lambda: world.container.webhook_deliverer.deliver([key, key])
    world.container.webhook_deliverer.deliver([key, key])
    assert len(receivers.posts) == 1


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 8))
def test_function_that_dies_at_any_call_sends_at_least_once_under_one_id(
    world: World, call: int, moment: Moment
) -> None:
    receivers, webhook = with_receivers(world), made(world)
    happened(world, 2)
    expected = {event.event_id for event in feed(world)}
    try:
        with killed_at(world.table, call, moment):
            drain(world)
    except KilledError:
        pass
    for _ in range(3):
        world.clock.advance(minutes=2)
        world.minute()
        drain(world)
    assert set(receivers.ids) == expected
    assert {one.status for one in deliveries(world, webhook)} == {DeliveryStatus.DELIVERED}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 8))
def test_dispatcher_that_dies_at_any_call_loses_no_delivery(world: World, call: int, moment: Moment) -> None:
    receivers, webhook = with_receivers(world), made(world)
    world.submit()
    try:
        with killed_at(world.table, call, moment):
            dispatch(world)
    except KilledError:
        pass
    dispatch(world)
    world.minute()
    drain(world)
    assert receivers.ids == [event.event_id for event in feed(world)]
    assert len(deliveries(world, webhook)) == 1


def test_what_is_busy_is_sent_later(world: World) -> None:
    receivers, _ = with_receivers(world), made(world)
    happened(world)
    with busy_at(world.table, lambda call: call.verb == "put"):
        assert drain(world) == 0
    world.minute()
    assert drain(world) == 1
    assert len(receivers.posts) == 1


def test_failed_attempt_is_repeated_by_the_schedule_under_the_same_id_and_body(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = ERROR
    happened(world)
    drain(world)
    (delivery,) = deliveries(world, webhook)
    assert delivery.due_at == world.clock.now() + RETRIES[0]
    assert delivery.attempts[0].answer == ERROR
    world.minute()
    assert drain(world) == 0
    world.clock.advance(minutes=1)
    receivers.answers[URL] = DONE
    world.minute()
    assert drain(world) == 1
    assert len(set(receivers.ids)) == len({post.body for post in receivers.posts}) == 1
    assert current(world, webhook).failing_since is None


def test_event_is_given_up_after_a_day_and_stays_in_the_log_for_thirty(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = ERROR
    happened(world)
    drain(world)
    (delivery,) = deliveries(world, webhook)
    while delivery.due_at:
        world.clock.advance(seconds=(delivery.due_at - world.clock.now()).total_seconds())
        world.minute()
        drain(world)
        (delivery,) = deliveries(world, webhook)
    assert (delivery.status, delivery.failed) == (DeliveryStatus.FAILED, len(RETRIES) + 1)
    (row,) = [row for key, row in world.rows().items() if key[1].startswith("DELIVERY#")]
    assert int(row["forget_at"]["N"]) == int((delivery.created_at + timedelta(days=30)).timestamp())


def test_deliveries_of_a_removed_webhook_are_dropped(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    happened(world)
    world.ports.store.commit([RemoveWebhook(webhook)])
    assert drain(world) == 0
    assert receivers.posts == []
    assert [one.status for one in deliveries(world, webhook)] == [DeliveryStatus.DROPPED]


def test_secrets_of_both_generations_sign_while_a_new_one_is_introduced(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    rotated = webhook.rotated("k1", world.clock.now())
    world.ports.store.commit([SaveWebhook(rotated)])
    happened(world)
    drain(world)
    world.clock.advance(days=2)
    happened(world)
    drain(world)
    assert [len(post.headers["webhook-signature"].split(" ")) for post in receivers.posts] == [2, 1]


def test_result_of_a_lost_lease_is_left_to_who_has_it_now(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    happened(world)

    def later() -> None:
        receivers.meanwhile = lambda: None
        world.clock.advance(seconds=LEASE.seconds)
        world.minute()
        drain(world)

    receivers.meanwhile = later
    drain(world)
    (delivery,) = deliveries(world, webhook)
    assert (len(receivers.posts), len(delivery.attempts)) == (2, 1)


def test_one_call_sends_so_many_at_once(world: World) -> None:
    _, webhook = with_receivers(world), made(world)
    happened(world)
    (delivery,) = deliveries(world, webhook)
    ids = [*map(str, range(MOST_AT_ONCE)), delivery.delivery_id]
    assert world.container.webhook_deliverer.deliver(DeliveryKey(TEAM, "w1", one) for one in ids) == 0
    assert world.container.webhook_deliverer.deliver(DeliveryKey(TEAM, "w1", one) for one in ids[1:]) == 1


def test_one_call_gets_no_more_nudges_than_it_sends() -> None:
    assert WEBHOOK_NUDGES * DELIVERIES_A_NUDGE == MOST_AT_ONCE


@pytest.mark.aws
def test_an_attempt_takes_these_calls(world: World) -> None:
    with_receivers(world)
    made(world)
    happened(world)
    with counted_calls() as calls:
        drain(world)
    assert calls == ["GetItem", "GetItem", "PutItem", "GetItem", "PutItem"]
