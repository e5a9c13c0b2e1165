"""Administrators look after their account's webhooks; the secret of each verifies what is sent to it."""

from datetime import UTC, datetime
from functools import partial

import pytest
from standardwebhooks import Webhook as Verifier

from chalicelib.domain.errors import FieldCode, LimitName, Problem, Refused
from chalicelib.domain.events import EventKind
from chalicelib.domain.webhooks.attempts import Answer, Trouble
from chalicelib.domain.webhooks.changes import WebhookForm
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS, Webhook, WebhookStatus
from chalicelib.services.webhooks import administration
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.webhooks.hooks import (
    DONE,
    ERROR,
    GONE,
    OTHER_URL,
    URL,
    Receivers,
    current,
    deliveries,
    drain,
    with_receivers,
)
from tests.world import World


@pytest.fixture
def account(world: World) -> Account:
    return Account.of(world)


@pytest.fixture
def receivers(world: World) -> Receivers:
    return with_receivers(world)


def make(account: Account, url: str = URL, *kinds: str) -> Webhook:
    ports, means = account.world.ports, account.world.container.webhook_deliverer.means
    caller = account.caller(ADMINISTRATOR)
    return administration.make_webhook(ports, means, caller, account.account_id, WebhookForm(url, kinds))


def change(account: Account, webhook: Webhook, form: WebhookForm) -> Webhook:
    ports, means = account.world.ports, account.world.container.webhook_deliverer.means
    caller = account.caller(ADMINISTRATOR)
    return administration.change_webhook(ports, means, caller, account.account_id, webhook.webhook_id, form)


def send_test(account: Account, webhook: Webhook) -> None:
    caller = account.caller(ADMINISTRATOR)
    administration.send_test(account.world.ports, caller, account.account_id, webhook.webhook_id)


def test_test_event_is_verified_by_the_reference_library_with_either_secret(
    account: Account, receivers: Receivers
) -> None:
    world, webhook = account.world, make(account)
    signer = world.container.webhook_deliverer.means.signer
    means, caller = world.container.webhook_deliverer.means, account.caller(ADMINISTRATOR)
    rotated = administration.rotate_secret(world.ports, means, caller, account.account_id, webhook.webhook_id)
    send_test(account, webhook)
    drain(world)
    (post,) = receivers.posts
    for version in (webhook.secret, rotated.secret):
        told = Verifier(signer.secret(webhook.webhook_id, version)).verify(post.body, dict(post.headers))
        assert (told["type"], told["data"]["account_id"]) == ("test", account.account_id)
    assert abs(int(post.headers["webhook-timestamp"]) - datetime.now(UTC).timestamp()) < 60


def test_account_has_at_most_five_webhooks(account: Account, receivers: Receivers) -> None:
    for _ in range(MOST_WEBHOOKS):
        make(account)
    with pytest.raises(Refused) as refused:
        make(account)
    assert refused.value.problem is Problem.TOO_MANY_WEBHOOKS
    assert refused.value.facts == {"limit_name": LimitName.WEBHOOKS_PER_ACCOUNT, "limit": MOST_WEBHOOKS}


@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        (Trouble.URL_NOT_ALLOWED, FieldCode.URL_NOT_ALLOWED),
        (Trouble.ADDRESS_NOT_ALLOWED, FieldCode.HOST_NOT_ALLOWED),
        (Trouble.HOST_NOT_FOUND, FieldCode.HOST_NOT_ALLOWED),
    ],
)
def test_what_would_not_be_sent_is_not_made(
    account: Account, receivers: Receivers, trouble: Trouble, code: FieldCode
) -> None:
    receivers.refused[OTHER_URL] = trouble
    webhook, form = make(account), WebhookForm(OTHER_URL, ("unknown",))
    for act in (partial(make, account, OTHER_URL, "unknown"), partial(change, account, webhook, form)):
        with pytest.raises(Refused) as refused:
            act()
        assert [(one.pointer, one.code) for one in refused.value.errors] == [
            ("/url", code),
            ("/kinds/0", FieldCode.NOT_ONE_OF),
        ]


def test_others_than_administrators_see_nothing(account: Account, receivers: Receivers) -> None:
    make(account)
    with pytest.raises(Refused) as refused:
        administration.webhooks_file(account.world.ports, account.caller(COLLEAGUE), account.account_id)
    assert refused.value.problem is Problem.ADMINISTRATOR_REQUIRED


def test_ended_webhook_is_enabled_again_and_its_log_sent_again(account: Account, receivers: Receivers) -> None:
    world, webhook = account.world, make(account)
    receivers.answers[URL] = GONE
    send_test(account, webhook)
    drain(world)
    assert current(world, webhook).status is WebhookStatus.ENDED
    with pytest.raises(Refused, match="action-not-allowed"):
        send_test(account, webhook)
    enabled = change(account, webhook, WebhookForm(is_active=True))
    assert (enabled.status, enabled.notice_due_at) == (WebhookStatus.ACTIVE, None)
    (delivery,) = deliveries(world, webhook)
    del receivers.answers[URL]
    caller = account.caller(ADMINISTRATOR)
    ids = (account.account_id, webhook.webhook_id, delivery.delivery_id)
    assert administration.redeliver(world.ports, caller, *ids).event_id == delivery.event_id
    drain(world)
    assert receivers.ids == [delivery.event_id] * 2


@pytest.mark.parametrize("form", [WebhookForm(), WebhookForm(URL, ("approved",), True)], ids=["nothing", "the same"])
def test_change_of_nothing_is_no_event(account: Account, receivers: Receivers, form: WebhookForm) -> None:
    webhook, before = make(account, URL, "approved"), account.world.rows()
    assert change(account, webhook, form) == current(account.world, webhook)
    assert account.world.rows() == before


def test_trail_tells_each_change_by_the_id_alone(account: Account, receivers: Receivers) -> None:
    world, webhook = account.world, make(account)
    change(account, webhook, WebhookForm(OTHER_URL, ("approved",)))
    administration.remove_webhook(world.ports, account.caller(ADMINISTRATOR), account.account_id, webhook.webhook_id)
    trail = world.ports.store.account_events(account.account_id)[-3:]
    assert [one.kind for one in trail] == [
        EventKind.WEBHOOK_CREATED,
        EventKind.WEBHOOK_CHANGED,
        EventKind.WEBHOOK_REMOVED,
    ]
    assert {str(one.details) for one in trail} == {str({"webhook": webhook.webhook_id})}
    with pytest.raises(Refused, match="webhook-unknown"):
        send_test(account, webhook)


@pytest.mark.parametrize("answer", [GONE, DONE], ids=["gone", "done"])
def test_answer_of_a_former_url_means_nothing_for_the_webhook(
    account: Account, receivers: Receivers, answer: Answer
) -> None:
    world, webhook = account.world, make(account)
    receivers.answers = {URL: answer, OTHER_URL: ERROR}

    def change_and_fail() -> None:
        receivers.meanwhile = lambda: None
        change(account, webhook, WebhookForm(OTHER_URL))
        send_test(account, webhook)
        drain(world)

    receivers.meanwhile = change_and_fail
    send_test(account, webhook)
    drain(world)
    now = current(world, webhook)
    assert [post.url for post in receivers.posts] == [URL, OTHER_URL]
    assert (now.is_active, now.failing_since) == (True, world.clock.now())


@pytest.mark.parametrize("rest", ["?token=secret", ":8443?token=secret", "/secret", ":8443/secret", ""])
def test_mail_of_an_end_names_the_host_alone(account: Account, receivers: Receivers, rest: str) -> None:
    world, url = account.world, f"https://hooks.reseller.example{rest}"
    receivers.answers[url] = GONE
    send_test(account, make(account, url))
    drain(world)
    mails = [str(mail.get_body(("plain",))) for mail in world.work()]
    (line,) = [line for mail in mails for line in mail.splitlines() if line.startswith("Receiver: ")]
    assert line == "Receiver: hooks.reseller.example"
