"""Decisions about webhooks, their deliveries, and when something is sent again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks import changes, schedule
from chalicelib.domain.webhooks.attempts import Answer, Trouble
from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.delivery import Attempt, Delivery, DeliveryStatus, delivery_id_of
from chalicelib.domain.webhooks.targets import TargetRule
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS, SecretVersion, Webhook, WebhookStatus
from tests.domain.decisions.described import Decision, created
from tests.domain.requests.stories import START

DAY, HOUR, MINUTE, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
URL, OTHER = "https://hooks.univ.example/", "https://other.univ.example/"
DONE, ERROR, GONE, HANG = Answer(204), Answer(500, excerpt="oh"), Answer(410), Answer(trouble=Trouble.TIMED_OUT)
KEY = SecretVersion("k1", 4)


def webhook(**changed: Any) -> Webhook:
    """Return a webhook of an account."""
    return replace(Webhook("w1", "account-2", URL, START, KEY, version=3), **changed)


def failing(unanswered: int = 0, **changed: Any) -> Webhook:
    """Return one that has failed since the beginning."""
    return webhook(failing_since=START, unanswered=unanswered, paused_until=START + HOUR, **changed)


def disabled() -> Webhook:
    """Return one that was disabled, as its administrators are not told yet."""
    return failing(2, status=WebhookStatus.DISABLED, ended_at=START + DAY, notice_due_at=START + DAY)


def delivery(**changed: Any) -> Delivery:
    """Return an event that is due."""
    made = Delivery("d1", "w1", "account-2", "evt_r1_1", "submitted", "{}", START, START, START, version=2)
    return replace(made, **changed)


def make(form: WebhookForm, present: int = 0) -> Webhook:
    """Make a webhook beside those that there are."""
    return changes.new_webhook(form, "account-2", [webhook()] * present, "w9", KEY, START)


def refused(form: WebhookForm, trouble: Trouble | None = None) -> None:
    """Check a form whose URL has this trouble."""
    form.refuse_unless_valid(lambda _: trouble)


def changed(**form: Any) -> Any:
    """Return the change by this form, a day after."""
    return lambda before: changes.changed_webhook(before, WebhookForm(**form), START + DAY)


def answered(answer: Answer, after: timedelta = HOUR, jitter: float = 0.5) -> Any:
    """Return what an attempt after so long means."""
    return lambda before: before.after(answer, START + after, jitter)


CHANGES: Mapping[str, Decision[Any]] = {
    "make a webhook": created(lambda: make(WebhookForm(URL))),
    "make a webhook for some kinds": created(
        lambda: make(WebhookForm(URL, ("approved", "declined", "approved"))).kinds
    ),
    "make a webhook without a URL": created(lambda: make(WebhookForm())),
    "make the fifth": created(lambda: make(WebhookForm(URL), MOST_WEBHOOKS - 1).webhook_id),
    "make one too many": created(lambda: make(WebhookForm(URL), MOST_WEBHOOKS)),
    "ask for a URL that cannot be": created(lambda: refused(WebhookForm(URL), Trouble.URL_NOT_ALLOWED)),
    "ask for a host that is not found": created(lambda: refused(WebhookForm(URL), Trouble.HOST_NOT_FOUND)),
    "ask for an address that is not allowed": created(lambda: refused(WebhookForm(URL), Trouble.ADDRESS_NOT_ALLOWED)),
    "ask for no other URL": created(lambda: refused(WebhookForm(None), Trouble.URL_NOT_ALLOWED)),
    "ask for kinds that are not told": created(
        lambda: refused(WebhookForm(URL, ("approved", "none", "trails_sealed", "identity_moved")))
    ),
    "be told of kinds": created(lambda: len(EventKind) - len(changes.TEAM_KINDS)),
    "change the URL": Decision(webhook, changed(url=OTHER)),
    "change the kinds": Decision(webhook, changed(kinds=("approved",))),
    "want all kinds again": Decision(lambda: webhook(kinds=(EventKind.APPROVED,)), changed(kinds=())),
    "change nothing": Decision(lambda: webhook(kinds=(EventKind.APPROVED,)), changed()),
    "disable": Decision(failing, changed(is_active=False)),
    "disable twice": Decision(disabled, changed(is_active=False)),
    "enable what is active": Decision(failing, changed(is_active=True)),
    "enable": Decision(disabled, changed(is_active=True, url=OTHER)),
    "test what is active": created(lambda: changes.refuse_unless_active(webhook())),
    "test what is disabled": created(lambda: changes.refuse_unless_active(disabled())),
    "rotate the secret": Decision(webhook, lambda one: one.rotated("k2", START + HOUR)),
    "sign while the former secret is valid": Decision(
        webhook, lambda one: one.rotated("k2", START).secrets_at(START + DAY - INSTANT)
    ),
    "sign with the new secret": Decision(webhook, lambda one: one.rotated("k2", START).secrets_at(START + DAY)),
    "want events": created(
        lambda: [
            one.wants(kind)
            for one in (webhook(), webhook(kinds=(EventKind.APPROVED,)), disabled())
            for kind in (EventKind.APPROVED, EventKind.DECLINED)
        ]
    ),
    "be paused": created(
        lambda: [webhook().is_paused(START), *(failing().is_paused(START + after) for after in (HOUR - INSTANT, HOUR))]
    ),
    "have a revision of its own in each state": created(lambda: len({one.revision for one in _states()})),
}


def _states() -> tuple[Webhook, ...]:
    rotated = webhook().rotated("k1", START)
    other = (webhook(url=OTHER), webhook(kinds=(EventKind.APPROVED,)), webhook(failing_since=START))
    return (webhook(), *other, webhook(status=WebhookStatus.ENDED), rotated)


ANSWERS: Mapping[str, Decision[Any]] = {
    "succeed": Decision(lambda: failing(3), answered(DONE)),
    "fail for the first time": Decision(webhook, answered(ERROR)),
    "fail again": Decision(lambda: failing(3), answered(ERROR)),
    "hang for the first time": Decision(webhook, answered(HANG)),
    "hang again": Decision(lambda: failing(3), answered(HANG)),
    "hang for long": Decision(lambda: failing(40), answered(HANG, jitter=1)),
    "be ended by the receiver": Decision(webhook, answered(GONE)),
    "fail once more after five days": Decision(failing, answered(ERROR, 5 * DAY)),
    "hang once more after five days": Decision(failing, answered(HANG, 5 * DAY)),
    "give an event up just before five days": Decision(failing, lambda one: one.given_up(START + 5 * DAY - INSTANT)),
    "give an event up after five days of failure": Decision(failing, lambda one: one.given_up(START + 5 * DAY)),
    "give an event up without a failure": Decision(webhook, lambda one: one.given_up(START + 5 * DAY)),
    "give an event up when it is disabled": Decision(disabled, lambda one: one.given_up(START + 5 * DAY)),
    "answer when it is disabled": Decision(disabled, answered(DONE)),
    "read statuses": created(
        lambda: [
            f"{status} {Answer(status).is_success} {Answer(status).is_gone}" for status in (199, 200, 299, 300, 410)
        ]
    ),
}
DELIVERIES: Mapping[str, Decision[Any]] = {
    "deliver": Decision(delivery, answered(DONE)),
    "fail to deliver": Decision(delivery, answered(ERROR)),
    "fail to deliver again": Decision(lambda: delivery(failed=3, attempts=(Attempt(START, ERROR),)), answered(HANG)),
    "fail to deliver for the last time": Decision(lambda: delivery(failed=7), answered(ERROR, 24 * HOUR)),
    "fail to deliver when it is late": Decision(lambda: delivery(failed=6), answered(ERROR, 19 * HOUR)),
    "keep the last attempts": Decision(
        lambda: delivery(attempts=(Attempt(START, GONE), *[Attempt(START, ERROR)] * 9)),
        lambda one: [attempt.answer.status or "hangs" for attempt in one.after(HANG, START, 0).attempts],
    ),
    "claim": Decision(delivery, lambda one: one.claimed(START + HOUR)),
    "put off": Decision(delivery, lambda one: one.put_off(START + 26 * HOUR)),
    "put off too long": Decision(delivery, lambda one: one.put_off(START + 26 * HOUR + INSTANT)),
    "drop": Decision(delivery, lambda one: one.dropped()),
    "send again": Decision(
        lambda: delivery(status=DeliveryStatus.FAILED, due_at=None, failed=8), lambda one: one.again(START + DAY)
    ),
    "be due": created(
        lambda: [
            one.is_due(START + after)
            for one in (delivery(), delivery(status=DeliveryStatus.DROPPED), delivery(due_at=None))
            for after in (-INSTANT, timedelta())
        ]
    ),
    "have an id": created(lambda: delivery_id_of("evt_r1_1", START + timedelta(microseconds=7))),
}
TIMES: Mapping[str, Decision[Any]] = {
    "wait after each failure": created(
        lambda: [_wait(failed, jitter) for failed in range(1, 9) for jitter in (0.0, 1.0)]
    ),
    "be left alone": created(lambda: [str(schedule.pause(count, 0)) for count in (1, 2, 3, 7, 8, 11, 12, 1000)]),
    "be left alone with jitter": created(lambda: str(schedule.pause(1, 0.5))),
}


def _wait(failed: int, jitter: float) -> str:
    next_at = schedule.next_attempt(failed, START, START, jitter)
    return str(next_at - START) if next_at else "given up"


def target(url: str, **rule: bool) -> Decision[None]:
    """Return the decision about a URL."""

    def read() -> object:
        try:
            found = TargetRule(**rule).target_of(url)
        except ValueError as error:
            return str(error)
        return [found, found.authority, found.url]

    return created(read)


TARGETS: Mapping[str, Decision[Any]] = {
    "take a URL": target("HTTPS://Hooks.Univ.Example/a?b=c"),
    "take a URL without a path": target("https://hooks.univ.example?b=c"),
    "take the other port": target("https://hooks.univ.example:8443"),
    "take no other port": target("https://hooks.univ.example:8080/"),
    "take no http": target("http://hooks.univ.example:443/"),
    "take no single label": target("https://hooks/"),
    "take no address": target("https://127.0.0.1/"),
    "take the longest URL": created(lambda: len(TargetRule().target_of(f"{URL}{'a' * (500 - len(URL))}").url)),
    "take no longer URL": target(f"{URL}{'a' * (501 - len(URL))}"),
    "take http on this machine": target("http://localhost/", on_this_machine=True),
    "take the first port on this machine": target("http://localhost:1/", on_this_machine=True),
    "take the last port on this machine": target("http://localhost:65535/", on_this_machine=True),
    "take no further port on this machine": target("http://localhost:65536/", on_this_machine=True),
    "take no port 0 on this machine": target("http://localhost:0/", on_this_machine=True),
}

OF_WEBHOOKS = {**CHANGES, **ANSWERS, **DELIVERIES, **TIMES, **TARGETS}
