"""What keeps a person from being erased is said before anything is changed; what comes in between is not lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import resend, withdraw
from infra.operate.__main__ import main
from tests.infra.operations.erasing_story import (
    BOARD,
    CIO,
    CONTACT,
    HEAD,
    PAULA,
    RITA,
    Story,
    access_asked,
    caller,
    naming,
)
from tests.infra.operations.operating import said
from tests.world import TABLE, World

Capture = pytest.CaptureFixture[str]
ADDRESS = str(CONTACT.email)
UNKNOWN = [
    ("NOTE#1", "OF#2", f'{{"text": "Call {ADDRESS} first"}}'),
    ("NOTE#1", "OF#2", '[[{"email": {"local": "IT+x", "domain": "univ.example"}}]]'),
    ("NOTE#1", "OF#2", '{"path": "/accounts?q=it%40univ.example"}'),
    ("NOTE#1", f"OF#2#{ADDRESS}", "{}"),
    (f"NOTE#{ADDRESS}", "OF", None),
    ("NOTE#1", "OF", f'{{"{ADDRESS}": 1}}'),
]


def refused(story: Story, capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    """What it says, having changed nothing."""
    before = story.world.rows()
    status, answer = said(capsys, "erase", *arguments, "--yes")
    assert story.world.rows() == before
    assert arguments[0] not in json.dumps(answer)
    return status, answer


def opened(world: World, *emails: str) -> AccountRequest:
    """A request that waits for these people."""
    return world.submit(by=PAULA, domain_identifier="open.univ.example", customer_emails=emails)


def test_an_open_request_of_theirs_has_to_be_withdrawn_first(story: Story, capsys: Capture) -> None:
    request = opened(story.world, HEAD)
    status, answer = refused(story, capsys, str(PAULA.email))
    assert (status, [request.reference in one for one in answer["in_the_way"]]) == (2, [True])
    assert "withdrawn" in answer["in_the_way"][0]
    withdraw(story.world.ports, story.world.caller(PAULA), request.request_id, "")
    assert said(capsys, "erase", str(PAULA.email), "--yes")[0] == 0


def test_a_request_of_theirs_for_access_has_to_be_decided_first(story: Story, capsys: Capture) -> None:
    waiting = access_asked(story.world, RITA)
    status, answer = refused(story, capsys, str(RITA.email))
    assert (status, [waiting.access_request_id in one for one in answer["in_the_way"]]) == (2, [True])
    requests.decline(story.world.ports, caller(story.world, CONTACT), waiting.access_request_id, "")
    assert said(capsys, "erase", str(RITA.email), "--yes")[0] == 0


def test_whoever_is_still_asked_to_decide_has_to_be_replaced_first(story: Story, capsys: Capture) -> None:
    request = opened(story.world, "it+open@univ.example", CIO)
    status, answer = refused(story, capsys, ADDRESS)
    assert (status, [request.reference in one for one in answer["in_the_way"]]) == (2, [True])
    assert "replaced" in answer["in_the_way"][0]


def test_whoever_has_forwarded_an_open_request_is_erased_from_it(story: Story, capsys: Capture) -> None:
    request = opened(story.world, ADDRESS)
    forwarding = read_forwarding(HEAD, "", "en", False)
    link_actions.forward(story.world.ports, story.world.token(request), lambda _: forwarding)
    assert said(capsys, "erase", ADDRESS, "--yes")[0] == 0
    link_actions.approve(story.world.ports, story.world.token(request, "2"), True)
    assert said(capsys, "verify")[0] == 0


def test_an_account_is_not_left_without_an_administrator(story: Story, capsys: Capture) -> None:
    status, answer = refused(story, capsys, CIO)
    assert (status, [story.approved.account_id in one for one in answer["in_the_way"]]) == (2, [True])
    story.world.import_account("University of Example", "univ.example", ("next@univ.example",))
    assert said(capsys, "erase", CIO, "--yes")[0] == 0
    assert naming(story.world.rows(), CIO) == {}


def test_whoever_is_mailed_every_review_has_to_leave_the_settings_first(story: Story, capsys: Capture) -> None:
    status, answer = refused(story, capsys, "reviewer@vendor.example")
    assert (status, "REVIEWER_ADDRESSES" in answer["fault"]) == (2, True)


@pytest.mark.parametrize("typed", ["nobody", "it@univ", "Chris <it@univ.example>"])
def test_what_is_no_address_is_refused(story: Story, capsys: Capture, typed: str) -> None:
    assert refused(story, capsys, typed) == (2, {"fault": "that is no mail address"})


@pytest.mark.parametrize(("partition", "sort", "document"), UNKNOWN)
def test_a_row_of_an_unknown_kind_ends_it_and_is_named_by_its_keys_beginning(
    story: Story, capsys: Capture, partition: str, sort: str, document: str | None
) -> None:
    TABLE.put(Row(partition, sort, document=document))
    status, answer = refused(story, capsys, ADDRESS)
    assert (status, answer["of_an_unknown_kind"]) == (1, ["NOTE/OF"])
    assert main(["erase", ADDRESS]) == 1
    assert "NOTE/OF" in capsys.readouterr().out


def test_an_address_that_has_become_an_accounts_name_ends_it(story: Story, capsys: Capture) -> None:
    story.world.import_account(f"House of {ADDRESS}", "house.example", (BOARD,))
    status, answer = refused(story, capsys, ADDRESS)
    assert (status, answer["of_an_unknown_kind"]) == (1, ["ACCOUNT/ACCOUNT", "SEARCH/"])


class Killed(BaseException):
    """The machine went away."""


@contextmanager
def before_write(number: int, act: Callable[[], object]) -> Iterator[None]:
    """Does something right before that write to the table, once."""
    seen = iter(range(number, -1_000, -1))

    def note(model: Any, **_: Any) -> None:
        if model.name in ("TransactWriteItems", "DeleteItem") and next(seen) == 0:
            act()

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.*", note)
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.*", note)


def die() -> None:
    raise Killed


@pytest.mark.parametrize("number", [0, 1, 11, 18])
def test_a_run_that_was_cut_short_is_simply_run_again(story: Story, capsys: Capture, number: int) -> None:
    before = story.world.rows()
    with before_write(number, die), pytest.raises(Killed):
        main(["erase", ADDRESS, "--yes"])
    after = story.world.rows()
    assert sum(after.get(key) != row for key, row in before.items()) == number
    capsys.readouterr()
    assert said(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    assert said(capsys, "verify")[0] == 0


@pytest.mark.parametrize("number", [0, 3])
def test_what_others_do_meanwhile_is_neither_lost_nor_overlooked(story: Story, capsys: Capture, number: int) -> None:
    request = opened(story.world, ADDRESS)
    forwarding = read_forwarding(HEAD, "", "en", False)
    link_actions.forward(story.world.ports, story.world.token(request), lambda _: forwarding)

    def meanwhile() -> None:
        resend(story.world.ports, story.world.caller(PAULA), request.request_id, None)
        story.world.import_account("Near", "near.univ.example", ("new@near.univ.example", "It+new@univ.example"))

    with before_write(number, meanwhile):
        assert said(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    assert story.world.current(request).nominations[1].resends == 1
    near = story.world.ports.store.account(story.access.account_id)
    assert near is not None
    assert {one.email for one in near.administrators} == {BOARD, "new@near.univ.example"}


def test_an_address_that_keeps_coming_is_said_to_be_there_still(story: Story, capsys: Capture) -> None:
    def again(**_: Any) -> None:
        story.world.give_role(ADDRESS, "account-of-nobody", AccessRole.SMART_ACCOUNT_USER)

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.Scan", again)
    status, answer = said(capsys, "erase", ADDRESS, "--yes")
    events.unregister("before-call.dynamodb.Scan", again)
    assert (status, answer["found"]) == (1, {"roles": 2})
