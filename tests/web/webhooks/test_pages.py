"""The page of webhooks shows a secret once, and keeps what was typed."""

from standardwebhooks import Webhook as Verifier

from chalicelib.domain.webhooks.changes import TEAM_KINDS
from chalicelib.domain.webhooks.webhook import MOST_WEBHOOKS
from chalicelib.services.webhooks.administration import send_test
from chalicelib.web.webhooks.kinds import values_of
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.webhooks.hooks import OTHER_URL, URL, drain
from tests.web.browser_without_script import Response, Site
from tests.web.webhooks.states import TYPED, created, path_of, shown, too_many


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


def test_administrators_alone_have_the_link(site: Site) -> None:
    account = Account.of(site.world)
    link = f"/api{path_of(account)}"
    page = f"/accounts/{account.account_id}"
    assert link in site.signed_in(ADMINISTRATOR, None).get(page).text
    assert link not in site.signed_in().get(page).text
