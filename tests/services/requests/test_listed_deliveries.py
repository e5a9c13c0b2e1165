"""A list says of every link what the request itself says, whatever became of its mails and in whatever order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import DECIDING, Mail, MailStatus
from chalicelib.domain.requests.delivery import link_deliveries
from chalicelib.domain.requests.forwarding import Forwarding
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.web.requests.serializers import request_view
from tests.backends.observable_table import acting_before, calls_of
from tests.services.requests.listed_requests import submitted, withdrawn, world_of_many
from tests.ses import report
from tests.world import PARTNER, World

Story = Callable[[World, AccountRequest], object]


@pytest.fixture
def many() -> Iterator[World]:
    with world_of_many() as world:
        yield world


def mails_with_links(world: World, request: AccountRequest) -> list[Mail]:
    file = world.ports.store.request_file(request.request_id)
    assert file is not None
    return [mail for mail in file.mails if mail.draft.kind in DECIDING]


def sent(world: World, _: AccountRequest) -> None:
    world.work()


def reported(*kinds: str) -> Story:
    def story(world: World, request: AccountRequest) -> None:
        world.work()
        for kind in kinds:
            report(world, mails_with_links(world, request)[0], kind)

    return story


def resent(world: World, request: AccountRequest) -> None:
    reported("Delivery")(world, request)
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, "1")


def report_on_the_link_before(world: World, request: AccountRequest) -> None:
    resent(world, request)
    report(world, mails_with_links(world, request)[0], "Bounce")
    world.work()


def reassigned(world: World, request: AccountRequest) -> None:
    reported("Bounce")(world, request)
    other = Replacement("1", MailAddress.parse("new@customer0.example"))
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, other)
    world.work()


def forwarded(world: World, request: AccountRequest) -> None:
    world.work()
    to = Forwarding(MailAddress.parse("dean@customer0.example"), "", "en", outside_domain_confirmed=False)
    link_actions.forward(world.ports, world.token(request), lambda _: to)


def reminded(world: World, request: AccountRequest) -> None:
    reported("Delivery")(world, request)
    world.clock.advance(days=3)
    world.work()


def decided_before_the_new_link_was_sent(world: World, request: AccountRequest) -> None:
    reported("Delivery")(world, request)
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    withdrawn(world, [request])
    world.work()


STORIES: Mapping[str, Story] = {
    "submitted": lambda *_: None,
    "sent": sent,
    "delivered": reported("Delivery"),
    "bounced": reported("Bounce"),
    "delivered, then bounced": reported("Delivery", "Bounce"),
    "complained about": reported("Delivery", "Complaint"),
    "resent": resent,
    "report on the link before": report_on_the_link_before,
    "reassigned": reassigned,
    "forwarded": forwarded,
    "reminded": reminded,
    "decided before the new link was sent": decided_before_the_new_link_was_sent,
}


def assert_list_says_what_the_request_says(world: World, request: AccountRequest) -> None:
    file = world.ports.store.request_file(request.request_id)
    assert file is not None
    with calls_of(world.table) as calls:
        (listed,) = requester_actions.own_requests(world.ports, PARTNER, 50, None).items
    assert [call.verb for call in calls] == ["query", "batch"]
    given = (world.caller(PARTNER), world.ports.rules, world.clock.now())
    shown = request_view(file.request, link_deliveries(file.request, file.mails), *given)
    assert request_view(listed.request, listed.deliveries, *given) == shown


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_list_says_what_became_of_each_link(many: World, story: Story) -> None:
    (request,) = submitted(many, 1)
    story(many, request)
    assert_list_says_what_the_request_says(many, many.current(request))


@pytest.mark.parametrize("number", range(4))
def test_reports_on_two_links_at_once_are_both_kept(many: World, number: int) -> None:
    (request,) = submitted(many, 1)
    many.work()
    first, second = mails_with_links(many, request)
    verbs = {"get", "query", "transact"}
    with acting_before(many.table, verbs, number, lambda: report(many, second, "Delivery")) as met:
        report(many, first, "Bounce")
    assert met
    assert_list_says_what_the_request_says(many, many.current(request))


@pytest.mark.parametrize("attributes", [{"version": {"S": "one"}}, {"deliveries": {"N": "1"}}])
def test_mail_is_sent_and_recorded_once_beside_a_row_that_cannot_be_read(
    many: World, attributes: dict[str, dict[str, str]]
) -> None:
    (request,) = submitted(many, 1)
    key = keys.own_request(request)
    many.table.items[key] = {**many.table.items[key], **attributes}  # type: ignore[attr-defined]
    before = len(many.mailbox())
    many.work()
    many.clock.advance(minutes=5)
    many.work()
    assert len(many.mailbox()) == before + 3
    assert {mail.status for mail in mails_with_links(many, request)} == {MailStatus.SENT}


def test_what_is_kept_of_the_links_and_cannot_be_read_is_read_from_the_mails(many: World) -> None:
    (request,) = submitted(many, 1)
    many.work()
    row = many.table.get(keys.own_request(request))
    assert row is not None
    many.table.put(replace(row, deliveries="{"))
    (listed,) = requester_actions.own_requests(many.ports, PARTNER, 50, None).items
    assert {one.status for one in listed.deliveries.values()} == {MailStatus.SENT}
