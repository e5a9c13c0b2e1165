"""A receiver that fails is left alone, disabled after days and told of; one that answers 410 gets nothing more."""

import pytest

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.delivery import DeliveryStatus
from chalicelib.domain.webhooks.schedule import FAILING_LENGTH
from chalicelib.domain.webhooks.webhook import WebhookStatus
from chalicelib.services.unit_of_work.webhooks.ports import DeliveryKey
from tests.services.feed.feeds import TEAM, dispatch
from tests.services.webhooks.hooks import (
    DONE,
    ERROR,
    GONE,
    HANG,
    OTHER_URL,
    URL,
    current,
    deliveries,
    drain,
    happened,
    made,
    with_receivers,
)
from tests.world import World


def test_receiver_that_does_not_answer_is_left_alone_and_delays_no_other(world: World) -> None:
    receivers = with_receivers(world)
    hanging, _ = made(world, OTHER_URL, webhook_id="w1"), made(world, webhook_id="w2")
    receivers.answers[OTHER_URL] = HANG
    happened(world)
    drain(world)
    receivers.posts.clear()
    happened(world, 5)
    drain(world)
    assert [post.url for post in receivers.posts] == [URL] * 5
    assert current(world, hanging).unanswered == 1


def test_receiver_that_hangs_delays_no_mail_since_none_waits_for_it(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.meanwhile = lambda: pytest.fail("whoever sends mails waits for a webhook")
    world.submit()
    recipients = {str(mail["To"]) for mail in world.work()}
    assert "it@univ.example" in recipients
    assert [one.status for one in deliveries(world, webhook)] == [DeliveryStatus.DUE]


def test_after_its_pause_one_attempt_finds_out_whether_a_receiver_answers_again(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = HANG
    happened(world, 6)
    drain(world)
    assert current(world, webhook).unanswered >= 1
    receivers.posts.clear()
    world.clock.advance(hours=2)
    world.minute()
    drain(world)
    assert len(receivers.posts) == 1
    receivers.answers[URL] = DONE
    for _ in range(4):
        world.clock.advance(hours=2)
        world.minute()
        drain(world)
    assert {one.status for one in deliveries(world, webhook)} == {DeliveryStatus.DELIVERED}
    assert not current(world, webhook).unanswered


def test_410_ends_the_webhook_and_drops_what_waits(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = ERROR
    happened(world, 2)
    drain(world)
    receivers.answers[URL] = GONE
    first = deliveries(world, webhook)[0]
    world.clock.advance(minutes=2)
    world.container.webhook_deliverer.deliver([DeliveryKey(TEAM, "w1", first.delivery_id)])
    assert current(world, webhook).status is WebhookStatus.ENDED
    world.clock.advance(hours=3)
    world.minute()
    drain(world)
    assert {one.status for one in deliveries(world, webhook)} == {DeliveryStatus.DROPPED}
    assert len(receivers.posts) == 3


def test_failures_far_apart_do_not_disable_before_an_event_was_tried_for_a_day(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = ERROR
    happened(world)
    through(world, days=2)
    world.clock.advance(days=FAILING_LENGTH.days)
    happened(world)
    drain(world)
    assert [one.status for one in deliveries(world, webhook)] == [DeliveryStatus.FAILED, DeliveryStatus.DUE]
    assert current(world, webhook).is_active
    through(world, days=2)
    assert current(world, webhook).status is WebhookStatus.DISABLED


def test_event_that_is_given_up_while_its_receiver_is_left_alone_disables_too(world: World) -> None:
    receivers, webhook = with_receivers(world), made(world)
    receivers.answers[URL] = HANG
    happened(world, 6)
    through(world, days=2)
    assert {one.status for one in deliveries(world, webhook)} == {DeliveryStatus.FAILED}
    assert current(world, webhook).is_active
    world.clock.advance(days=FAILING_LENGTH.days)
    happened(world, 6)
    through(world, days=2)
    assert current(world, webhook).status is WebhookStatus.DISABLED


def through(world: World, days: int) -> None:
    """Let days pass, with what is due sent each half hour."""
    for _ in range(48 * days):
        world.clock.advance(minutes=30)
        world.minute()
        drain(world)


def test_five_days_of_failure_disable_and_are_mailed_to_the_administrators_once(world: World) -> None:
    world.import_account("Reseller", "reseller.example", ("boss@reseller.example",))
    (account_id,) = [key[0].removeprefix("ACCOUNT#") for key in world.rows() if key[1] == "ACCOUNT"]
    receivers, webhook = with_receivers(world), made(world, account_id=account_id)
    receivers.answers[URL] = ERROR
    world.import_account("Reseller", "reseller.example", ("boss@reseller.example", "second@reseller.example"))
    dispatch(world)
    drain(world)
    world.clock.advance(days=FAILING_LENGTH.days)
    world.minute()
    drain(world)
    disabled = current(world, webhook)
    assert (disabled.status, disabled.notice_due_at) == (WebhookStatus.DISABLED, world.clock.now())
    mails = [mail for _ in range(2) for mail in world.work()]
    assert sorted(str(mail["To"]) for mail in mails) == ["boss@reseller.example", "second@reseller.example"]
    assert current(world, webhook).notice_due_at is None
    last = world.ports.store.account_events(account_id)[-1]
    assert (last.kind, last.details) == (
        EventKind.WEBHOOK_STOPPED,
        {"webhook": "w1", "webhook_status": "disabled"},
    )
