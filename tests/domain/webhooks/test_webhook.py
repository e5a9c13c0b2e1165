"""A webhook that fails is left alone, disabled after days, and ended by its receiver alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.attempts import Answer, Trouble
from chalicelib.domain.webhooks.changes import WebhookForm, changed_webhook
from chalicelib.domain.webhooks.delivery import MOST_ATTEMPTS, Delivery, DeliveryStatus, delivery_id_of
from chalicelib.domain.webhooks.schedule import FAILING_LENGTH, JITTER, LONGEST_PAUSE, RETRIES, SERIES_LENGTH
from chalicelib.domain.webhooks.webhook import SecretVersion, Webhook, WebhookStatus

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
WEBHOOK = Webhook("w1", "a1", "https://hooks.partner.com/", NOW, SecretVersion("k1"))
DELIVERY = Delivery("d1", "w1", "a1", "evt_r1_1", "submitted", "{}", NOW, NOW, NOW)
DONE, ERROR, GONE = Answer(204), Answer(500), Answer(410)
HANG = Answer(trouble=Trouble.TIMED_OUT)


@pytest.mark.parametrize("jitter", [0.0, 0.5, 1.0])
def test_event_is_tried_for_a_day_and_then_given_up(jitter: float) -> None:
    delivery, waits = DELIVERY, []
    while delivery.due_at:
        now = delivery.due_at
        delivery = delivery.after(ERROR, now, jitter)
        waits.append((delivery.due_at or now) - now)
    assert delivery.status is DeliveryStatus.FAILED
    assert len(delivery.attempts) == len(RETRIES) + 1
    assert waits[:-1] == [wait * (1 + JITTER * jitter) for wait in RETRIES]
    assert timedelta(hours=23) < sum(waits, timedelta()) <= SERIES_LENGTH


def test_redirect_is_no_success_and_every_status_of_success_is() -> None:
    assert [status for status in (200, 204, 299, 300, 302, 400, 410, 500) if Answer(status).is_success] == [
        200,
        204,
        299,
    ]


def test_success_ends_the_delivery_and_only_a_new_series_begins_again() -> None:
    done = DELIVERY.after(DONE, NOW, 0)
    assert (done.status, done.due_at) == (DeliveryStatus.DELIVERED, None)
    assert not done.is_due(NOW + timedelta(days=1))
    later = NOW + timedelta(days=20)
    again = done.again(later)
    assert again.is_due(later)
    assert again.event_id == DELIVERY.event_id
    assert again.after(ERROR, later, 0).due_at == later + RETRIES[0]


def test_claim_holds_until_its_lease_ends() -> None:
    claimed = DELIVERY.claimed(NOW)
    assert not claimed.is_due(NOW)
    assert claimed.is_due(NOW + timedelta(minutes=1))


def test_delivery_that_is_put_off_too_long_has_failed() -> None:
    assert DELIVERY.put_off(NOW + SERIES_LENGTH).status is DeliveryStatus.DUE
    late = DELIVERY.put_off(NOW + SERIES_LENGTH + timedelta(seconds=1))
    assert (late.status, late.due_at) == (DeliveryStatus.FAILED, None)


def test_last_attempts_are_kept() -> None:
    delivery = DELIVERY
    for minute in range(MOST_ATTEMPTS + 3):
        delivery = delivery.again(NOW).after(ERROR, NOW + timedelta(minutes=minute), 0)
    assert [attempt.at for attempt in delivery.attempts] == [NOW + timedelta(minutes=one) for one in range(3, 13)]


def test_webhook_without_answers_is_left_alone_for_longer_each_time() -> None:
    webhook, pauses = WEBHOOK, []
    for _ in range(12):
        webhook = webhook.after(HANG, NOW, 0)
        assert webhook.paused_until
        pauses.append(webhook.paused_until - NOW)
    assert pauses[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert pauses[-1] == LONGEST_PAUSE
    assert webhook.is_paused(NOW)
    assert not webhook.after(DONE, NOW, 0).is_paused(NOW)


def test_webhook_that_answers_with_an_error_is_not_left_alone() -> None:
    assert not WEBHOOK.after(ERROR, NOW, 0).is_paused(NOW)
    assert not WEBHOOK.after(HANG, NOW, 0).after(ERROR, NOW, 0).is_paused(NOW)


@pytest.mark.parametrize("answer", [ERROR, HANG], ids=["error", "hang"])
def test_an_event_that_is_given_up_after_five_days_of_failure_disables(answer: Answer) -> None:
    failing = WEBHOOK.after(answer, NOW, 0)
    assert failing.given_up(NOW + FAILING_LENGTH - timedelta(seconds=1)) == failing
    assert failing.after(answer, NOW + 2 * FAILING_LENGTH, 0).is_active, "an event is tried for a day first"
    disabled = failing.given_up(NOW + FAILING_LENGTH)
    assert (disabled.status, disabled.ended_at) == (WebhookStatus.DISABLED, NOW + FAILING_LENGTH)
    assert disabled.after(DONE, NOW + FAILING_LENGTH, 0) == disabled
    assert disabled.enabled() == WEBHOOK


def test_a_success_in_between_begins_the_five_days_anew() -> None:
    failing = WEBHOOK.after(ERROR, NOW, 0).after(DONE, NOW + timedelta(days=4), 0)
    assert failing == WEBHOOK
    assert failing.given_up(NOW + timedelta(days=6)).is_active


def test_disabling_by_an_administrator_does_not_read_as_a_failure() -> None:
    failing = WEBHOOK.after(ERROR, NOW, 0.0)
    disabled = changed_webhook(failing, WebhookForm(is_active=False), NOW + FAILING_LENGTH)
    assert (disabled.status, disabled.has_failed_for_days) == (WebhookStatus.DISABLED, False)


def test_another_url_begins_without_failures_and_the_reason_of_an_end_stays() -> None:
    failing, elsewhere = WEBHOOK.after(HANG, NOW, 0.0), WebhookForm("https://other.partner.com/")
    moved = changed_webhook(failing, elsewhere, NOW)
    assert (moved.failing_since, moved.unanswered, moved.paused_until) == (None, 0, None)
    assert changed_webhook(failing, WebhookForm(WEBHOOK.url), NOW) == failing
    disabled = failing.given_up(NOW + FAILING_LENGTH)
    assert changed_webhook(disabled, elsewhere, NOW + FAILING_LENGTH).has_failed_for_days


def test_410_ends() -> None:
    assert WEBHOOK.after(GONE, NOW, 0).status is WebhookStatus.ENDED


def test_two_secrets_are_valid_while_a_new_one_is_introduced() -> None:
    rotated = WEBHOOK.rotated("k2", NOW)
    assert WEBHOOK.secrets_at(NOW) == (SecretVersion("k1", 1),)
    assert rotated.secrets_at(NOW) == (SecretVersion("k2", 2), SecretVersion("k1", 1))
    assert rotated.secrets_at(NOW + timedelta(days=1)) == (SecretVersion("k2", 2),)


def test_webhook_wants_its_kinds_or_all_while_it_is_active() -> None:
    chosen = replace(WEBHOOK, kinds=(EventKind.APPROVED,))
    assert [one.wants(EventKind.APPROVED) for one in (WEBHOOK, chosen)] == [True, True]
    assert [one.wants(EventKind.DECLINED) for one in (WEBHOOK, chosen)] == [True, False]
    assert not replace(WEBHOOK, status=WebhookStatus.ENDED).wants(EventKind.APPROVED)


def test_delivery_ids_are_in_the_order_of_their_events_and_differ_at_one_time() -> None:
    times = [NOW, NOW + timedelta(microseconds=1), NOW + timedelta(days=9999)]
    ids = [delivery_id_of("evt_r1_1", at) for at in times]
    assert ids == sorted(set(ids))
    assert len({len(one) for one in ids}) == 1
    assert delivery_id_of("evt_r1_2", NOW) not in ids
    assert delivery_id_of("evt_r1_1", NOW) == ids[0]
