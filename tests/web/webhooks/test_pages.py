"""The page of webhooks shows a secret once, and keeps what was typed."""

import pytest
from standardwebhooks import Webhook as Verifier

from chalicelib.domain.webhooks.changes import TEAM_KINDS
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS
from chalicelib.services.webhooks.administration import send_test
from chalicelib.web.webhooks.kinds import values_of
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import OTHER_URL, URL, drain, logged
from tests.web.browser_without_script import Response, Site
from tests.web.webhooks.states import TYPED, created, left_alone, one, one_shown, path_of, pressed, shown, too_many


def secret_in(response: Response) -> str:
    return next((text for text in response.page.texts("code") if text.startswith("whsec_")), "")


def faults(response: Response) -> list[str]:
    return [text for text in response.page.texts("p") if text.startswith("Error: ")]


def test_secret_is_shown_once_and_verifies_what_is_sent(site: Site) -> None:
    answer = created()(site)
    secret = secret_in(answer)
    account_id = answer.page.forms[-1].action.split("/")[-2]
    (webhook,) = site.world.ports.store.webhooks(account_id)
    assert [kind.value for kind in webhook.kinds] == ["approved", "recovered"]
    again = site.signed_in(ADMINISTRATOR, None).get(f"/accounts/{account_id}/webhooks")
    assert (secret_in(again), URL in again.text) == ("", True)
    deliverer = site.world.container.webhook_deliverer
    caller = Account(site.world, account_id, "", "").caller(ADMINISTRATOR)
    send_test(site.world.ports, caller, account_id, webhook.webhook_id)
    drain(site.world)
    (post,) = deliverer.means.sender.posts  # type: ignore[attr-defined]
    assert Verifier(secret).verify(post.body, dict(post.headers))["type"] == "test"


def test_list_tells_why_nothing_is_sent(site: Site) -> None:
    texts = " ".join(shown(site).page.texts("td"))
    for reason in (
        "Ended by its receiver The receiver has answered that it wants no more events. Since 22 November",
        "Disabled The receiver has failed for five days.",
        "Disabled An administrator has disabled it.",
        "Request sent, Request approved, Request declined and 1 more",
    ):
        assert reason in texts


def test_what_was_typed_is_kept_with_the_fault_at_its_field(site: Site) -> None:
    answer = created(url=OTHER_URL)(site)
    assert len(faults(answer)) == 1
    assert answer.page.field("url")["value"] == OTHER_URL
    checked = [field["name"] for field in answer.page.elements_of("input") if "checked" in field]
    assert checked == [name for name in TYPED if name.startswith("kinds/")]


def test_too_many_are_told_at_the_field(site: Site) -> None:
    answer = too_many(site)
    assert len(faults(answer)) == 1
    assert answer.page.field("url")["value"] == URL
    account_id = answer.page.forms[-1].action.split("/")[-2]
    assert len(site.world.ports.store.webhooks(account_id)) == MOST_WEBHOOKS


def test_every_kind_can_be_chosen_at_once(site: Site) -> None:
    groups = values_of({})["groups"]
    assert isinstance(groups, dict)
    assert sorted(kind for kinds in groups.values() for kind in kinds) == sorted(TEAM_KINDS)
    assert created(**{f"kinds/{kind.value}": "true" for kind in TEAM_KINDS})(site).status == 200


def test_rotated_secret_is_shown_once_with_the_end_of_the_former_one(site: Site) -> None:
    answer = pressed("/rotate-secret")(site)
    account_id, webhook_id = answer.page.forms[-1].action.split("/")[-4:-1:2]
    (webhook,) = site.world.ports.store.webhooks(account_id)
    signer = site.world.container.webhook_deliverer.means.signer
    assert secret_in(answer) == signer.secret(webhook_id, webhook.secret)
    assert "Until 23 November 2026, 09:00 UTC everything is signed with the former one, too." in answer.page.text
    again = site.signed_in(ADMINISTRATOR, None).get(f"/accounts/{account_id}/webhooks/{webhook_id}")
    assert (secret_in(again), "The former secret is valid until" in again.page.texts("dt")) == ("", True)


def test_log_tells_each_attempt_and_what_comes_next(site: Site) -> None:
    page = one_shown(site).page
    assert page.texts("summary")[1:4] == [
        "2 attempts – There was no answer within ten seconds.",
        "2 attempts – HTTP 204",
        "10 attempts – HTTP 500",
    ]
    assert {"Waiting to be sent", "Delivered", "Given up", "Not wanted any more"} <= set(page.texts("td"))
    assert page.texts("button").count("Send again") == 4


@pytest.mark.parametrize("action", ["/test", "/redeliver"])
def test_what_is_asked_of_a_receiver_that_is_left_alone_is_promised_for_later(site: Site, action: str) -> None:
    page = left_alone(action)(site).page
    assert "nothing is sent to it before 22 November 2026, 10:00 UTC" in page.text
    assert ("within a minute" in page.text, "Nothing is sent before" in page.texts("dt")) == (False, True)


@pytest.mark.parametrize("action", ["/test", "/redeliver"])
def test_what_is_asked_of_another_receiver_is_promised_within_a_minute(site: Site, action: str) -> None:
    page = pressed(action)(site).page
    assert ("within a minute" in page.text, "Nothing is sent before" in page.texts("dt")) == (True, False)


def test_nothing_is_sent_again_to_a_disabled_webhook(site: Site) -> None:
    account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
    page = visitor.followed(visitor.fill_in(visitor.get(f"{path_of(account)}/w1"), "/disable")).page
    assert ("Send again" in page.texts("button"), "Enable the webhook" in page.texts("button")) == (False, True)


def test_log_goes_on_from_whatever_shows_it(site: Site) -> None:
    account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
    logged(site.world, account.account_id, 26, "w2")
    path = f"{path_of(account)}/w2"
    page = visitor.get(path)
    visitor.fill_in(page, "/disable")
    (again, *_) = [form for form in page.page.forms if form.action.endswith("/redeliver")]
    refused = visitor.post(again.action.removeprefix("/api"), again.values)
    assert refused.status == 409
    for shown_log in (page, visitor.fill_in(page, "/test"), visitor.get(f"{path}/test"), refused):
        (link,) = [one["href"] for one in shown_log.page.elements_of("a") if "cursor=" in one.get("href", "")]
        assert visitor.get(link.removeprefix("/api")).page.texts("code") == ["evt_w2_0"]


def test_change_that_is_refused_keeps_what_was_typed(site: Site) -> None:
    answer = pressed("/w1", url=OTHER_URL, **{"kinds/approved": "true"})(site)
    checked = [field["name"] for field in answer.page.elements_of("input") if "checked" in field]
    assert (answer.status, answer.page.field("url")["value"], checked) == (422, OTHER_URL, ["kinds/approved"])


def test_event_that_nobody_knows_is_not_sent_again(site: Site) -> None:
    account, visitor = one(site), site.signed_in(ADMINISTRATOR, None)
    page = visitor.get(f"{path_of(account)}/w1")
    (form, *_) = [form for form in page.page.forms if form.action.endswith("/redeliver")]
    unknown = f"{path_of(account)}/w1/deliveries/{'0' * 24}/redeliver"
    assert visitor.post(unknown, form.values).status == 404


def test_administrators_alone_have_the_link(site: Site) -> None:
    account = Account.of(site.world)
    link = f"/api{path_of(account)}"
    page = f"/accounts/{account.account_id}"
    assert link in site.signed_in(ADMINISTRATOR, None).get(page).text
    assert link not in site.signed_in().get(page).text
