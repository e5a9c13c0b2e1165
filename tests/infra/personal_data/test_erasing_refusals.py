"""What blocks erasing a person is reported before any change; concurrent changes are not lost."""

import json
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests
from chalicelib.services.proofs.asking import ask_for_proof, withdraw_proof
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import resend, withdraw
from infra.operate.__main__ import main
from tests.backends.observable_table import Call, KilledError, Moment, acting_before, observed
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import (
    BOARD,
    CIO,
    CONTACT,
    HEAD,
    PAULA,
    RITA,
    Story,
    caller,
    naming,
    request_access,
)
from tests.world import World

Capture = pytest.CaptureFixture[str]
ADDRESS = str(CONTACT.email)
# The verbs by which `erase` writes.
REMOVES = {"transact", "delete"}
UNKNOWN = [
    ("NOTE#1", "OF#2", f'{{"text": "Call {ADDRESS} first"}}'),
    ("NOTE#1", "OF#2", '[[{"email": {"local": "IT+x", "domain": "univ.example"}}]]'),
    ("NOTE#1", "OF#2", '{"path": "/accounts?q=it%40univ.example"}'),
    ("NOTE#1", f"OF#2#{ADDRESS}", "{}"),
    (f"NOTE#{ADDRESS}", "OF", None),
    ("NOTE#1", "OF", f'{{"{ADDRESS}": 1}}'),
]


def assert_blocked(story: Story, capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Run `erase --yes`, assert that it changes nothing, and return its exit code and result."""
    before = story.world.rows()
    status, result = run_command(capsys, "erase", *arguments, "--yes")
    assert story.world.rows() == before
    assert arguments[0] not in json.dumps(result)
    return status, result


def open_request(world: World, *emails: str) -> AccountRequest:
    """Submit a request that waits for these people."""
    return world.submit(by=PAULA, domain_identifier="open.univ.example", customer_emails=emails)


def test_own_proof_of_a_domain_under_way_blocks_erasing(story: Story, capsys: Capture) -> None:
    proof = ask_for_proof(story.world.ports, caller(story.world, CONTACT), "second.univ.example")
    status, result = assert_blocked(story, capsys, ADDRESS)
    assert status == 2
    assert proof.proof_id in json.dumps(result)
    withdraw_proof(story.world.ports, caller(story.world, CONTACT), proof.proof_id)
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}


def test_own_open_request_blocks_erasing(story: Story, capsys: Capture) -> None:
    request = open_request(story.world, HEAD)
    status, result = assert_blocked(story, capsys, str(PAULA.email))
    assert (status, [request.reference in reason for reason in result["blocked_by"]]) == (2, [True])
    assert "withdrawn" in result["blocked_by"][0]
    withdraw(story.world.ports, story.world.caller(PAULA), request.request_id, "")
    assert run_command(capsys, "erase", str(PAULA.email), "--yes")[0] == 0


def test_own_pending_access_request_blocks_erasing(story: Story, capsys: Capture) -> None:
    waiting = request_access(story.world, RITA)
    status, result = assert_blocked(story, capsys, str(RITA.email))
    assert (status, [waiting.access_request_id in reason for reason in result["blocked_by"]]) == (2, [True])
    requests.decline(story.world.ports, caller(story.world, CONTACT), waiting.access_request_id, "")
    assert run_command(capsys, "erase", str(RITA.email), "--yes")[0] == 0


def test_pending_approver_blocks_erasing(story: Story, capsys: Capture) -> None:
    request = open_request(story.world, "it+open@univ.example", CIO)
    status, result = assert_blocked(story, capsys, ADDRESS)
    assert (status, [request.reference in reason for reason in result["blocked_by"]]) == (2, [True])
    assert "replaced" in result["blocked_by"][0]


def test_person_who_forwarded_open_request_is_erased(story: Story, capsys: Capture) -> None:
    request = open_request(story.world, ADDRESS)
    forwarding = read_forwarding(HEAD, "", "en", False)
    link_actions.forward(story.world.ports, story.world.token(request), lambda _: forwarding)
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    link_actions.approve(story.world.ports, story.world.token(request, "2"), True)
    assert run_command(capsys, "verify")[0] == 0


def test_last_administrator_blocks_erasing(story: Story, capsys: Capture) -> None:
    status, result = assert_blocked(story, capsys, CIO)
    assert (status, [story.approved.account_id in reason for reason in result["blocked_by"]]) == (2, [True])
    story.world.import_account("University of Example", "univ.example", ("next@univ.example",))
    assert run_command(capsys, "erase", CIO, "--yes")[0] == 0
    assert naming(story.world.rows(), CIO) == {}


def test_configured_reviewer_address_blocks_erasing(story: Story, capsys: Capture) -> None:
    status, result = assert_blocked(story, capsys, "reviewer@vendor.example")
    assert (status, "REVIEWER_ADDRESSES" in result["error"]) == (2, True)


@pytest.mark.parametrize("typed", ["nobody", "it@univ", "Chris <it@univ.example>"])
def test_invalid_address_is_rejected(story: Story, capsys: Capture, typed: str) -> None:
    assert assert_blocked(story, capsys, typed) == (2, {"error": "not a mail address"})


@pytest.mark.parametrize(("partition", "sort", "document"), UNKNOWN)
def test_unknown_kind_of_row_blocks_erasing_and_is_reported_by_key_prefix(
    story: Story, capsys: Capture, partition: str, sort: str, document: str | None
) -> None:
    story.world.table.put(Row(partition, sort, document=document))
    status, result = assert_blocked(story, capsys, ADDRESS)
    assert (status, result["unknown_kinds"]) == (1, ["NOTE/OF"])
    assert main(["erase", ADDRESS]) == 1
    assert "NOTE/OF" in capsys.readouterr().out


def test_address_in_account_name_blocks_erasing(story: Story, capsys: Capture) -> None:
    story.world.import_account(f"House of {ADDRESS}", "house.example", (BOARD,))
    status, result = assert_blocked(story, capsys, ADDRESS)
    assert (status, result["unknown_kinds"]) == (1, ["ACCOUNT/ACCOUNT", "SEARCH/"])


def kill() -> None:
    raise KilledError


@pytest.mark.parametrize("number", [0, 1, 11, 18])
def test_interrupted_erasing_can_be_run_again(story: Story, capsys: Capture, number: int) -> None:
    before = story.world.rows()
    with acting_before(story.world.table, REMOVES, number, kill), pytest.raises(KilledError):
        main(["erase", ADDRESS, "--yes"])
    after = story.world.rows()
    assert sum(after.get(key) != row for key, row in before.items()) == number
    capsys.readouterr()
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    assert run_command(capsys, "verify")[0] == 0


@pytest.mark.parametrize("number", [0, 3])
def test_concurrent_changes_are_kept_and_erased(story: Story, capsys: Capture, number: int) -> None:
    request = open_request(story.world, ADDRESS)
    forwarding = read_forwarding(HEAD, "", "en", False)
    link_actions.forward(story.world.ports, story.world.token(request), lambda _: forwarding)

    def meanwhile() -> None:
        resend(story.world.ports, story.world.caller(PAULA), request.request_id, None)
        story.world.import_account("Near", "near.univ.example", ("new@near.univ.example", "It+new@univ.example"))

    with acting_before(story.world.table, REMOVES, number, meanwhile):
        assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    assert story.world.current(request).nominations[1].resends == 1
    near = story.world.ports.store.account(story.access.account_id)
    assert near is not None
    assert {person.email for person in near.administrators} == {BOARD, "new@near.univ.example"}


def test_address_that_is_written_repeatedly_is_reported(story: Story, capsys: Capture) -> None:
    def again(moment: Moment, call: Call) -> None:
        if (moment, call.verb) == ("before", "scan"):
            story.world.give_role(ADDRESS, "account-of-nobody", AccessRole.SMART_ACCOUNT_USER)

    with observed(story.world.table, again):
        status, result = run_command(capsys, "erase", ADDRESS, "--yes")
    assert (status, result["found"]) == (1, {"roles": 2, "team_members": 1})
