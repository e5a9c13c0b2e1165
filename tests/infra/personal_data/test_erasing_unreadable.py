"""Erasing fails closed: an unreadable row that may hold the address blocks it; others do not."""

import json

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from infra.operate.address_occurrences import AddressMatcher
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import CONTACT, PAULA, Story, naming
from tests.unreadable_rows import POISONS, item_of, poisoned, put

Capture = pytest.CaptureFixture[str]
ADDRESS = str(CONTACT.email)
OTHER = "nobody@elsewhere.example"


def rows_with_the_address(story: Story) -> list[Key]:
    """Return one row of each kind that names the person."""
    found: dict[tuple[str, str], Key] = {}
    for key in sorted(naming(story.world.rows(), ADDRESS)):
        found.setdefault((key[0].partition("#")[0], key[1].partition("#")[0]), key)
    return list(found.values())


def test_unreadable_row_with_address_blocks_erasing(story: Story, capsys: Capture) -> None:
    kinds = rows_with_the_address(story)
    assert len(kinds) >= 8
    for key in kinds:
        document = item_of(story.world.table, key).get("document", {}).get("S", "")
        for broken in (document + "}", "{" + document):
            good = item_of(story.world.table, key)
            put(story.world.table, {**good, "document": {"S": broken}})
            before = story.world.rows()
            status, result = run_command(capsys, "erase", ADDRESS, "--yes")
            assert story.world.rows() == before
            put(story.world.table, good)
            assert (status, len(result["blocked_by"])) == (2, 1), key
            assert "is unreadable and may hold the address" in result["blocked_by"][0]
            assert ADDRESS not in json.dumps(result)
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0


@pytest.mark.parametrize("poison", ["of_later_release", "without_a_field"])
def test_request_of_later_release_with_address_blocks_erasing(story: Story, capsys: Capture, poison: str) -> None:
    with poisoned(story.world.table, keys.request(story.declined.request_id), poison):
        before = story.world.rows()
        status, result = run_command(capsys, "erase", ADDRESS, "--yes")
        assert (status, story.world.rows()) == (2, before)
    assert story.declined.request_id in result["blocked_by"][0]


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_row_without_address_is_skipped_and_reported(story: Story, capsys: Capture, poison: str) -> None:
    """The withdrawn request only concerns other people."""
    key = keys.request(story.withdrawn.request_id)
    with poisoned(story.world.table, key, poison):
        status, result = run_command(capsys, "erase", "head@univ.example", "--yes")
    assert (status, result["unreadable"], result["blocked_by"]) == (1, ["/".join(key)], [])
    assert naming(story.world.rows(), "head@univ.example") == {}


@pytest.mark.parametrize(
    "attribute",
    [
        {"document": {"M": {"email": {"S": ADDRESS}}}},
        {"document": {"M": {"local": {"S": "it"}, "domain": {"S": "univ.example"}}}},
        {"document": {"L": [{"S": "IT+x@univ.example"}]}},
        {"document": {"S": '{"email": "it\\u0040univ.example"'}},
        {"document": {"S": '{"email": {"local": "it", "domain": "univ.example"}'}},
        {"version": {"S": "one"}, "document": {"S": f'{{"email": "{ADDRESS}"}}'}},
        {"document": {"M": {ADDRESS: {"N": "1"}}}},
    ],
)
def test_address_is_found_in_any_encoding_of_unreadable_row(
    story: Story, capsys: Capture, attribute: dict[str, object]
) -> None:
    put(story.world.table, {"pk": {"S": "REQUEST#later"}, "sk": {"S": "REQUEST"}, **attribute})
    before = story.world.rows()
    status, result = run_command(capsys, "erase", ADDRESS, "--yes")
    assert (status, story.world.rows()) == (2, before)
    assert result["blocked_by"] == ["REQUEST#later/REQUEST is unreadable and may hold the address: repair it first"]
    assert run_command(capsys, "erase", str(PAULA.email))[1].get("blocked_by") == []


def test_address_in_key_is_redacted_in_report(story: Story, capsys: Capture) -> None:
    put(story.world.table, {"pk": {"S": f"ADDRESS#{ADDRESS}"}, "sk": {"S": "GRANT#a#b"}, "document": {"S": "{"}})
    status, result = run_command(capsys, "erase", ADDRESS, "--yes")
    assert status == 2
    assert ADDRESS not in json.dumps(result)


@pytest.mark.parametrize(
    ("address", "held", "may"),
    [
        ("jane.doe@gmail.com", '{"local":"janedoe","domain":"googlemail.com"', True),
        ("janedoe@googlemail.com", '{"local":"j.a.n.e.doe+x","domain":"gmail.com"', True),
        ("it@m\u00fcnchen.example", '{"to": "it@xn--mnchen-3ya.example"', True),
        ("it@xn--mnchen-3ya.example", '{"to": "it@m\u00fcnchen.example"', True),
        ("it@univ.example", '{"to": "cio@univ.example"', False),
        ("it@univ.example", '{"to": "it@labs.example"', False),
        ("it@univ.example", '{"note": "Submit it to univ.example"', True),
        ("it@univ.example", "[" * 100_000, False),
    ],
)
def test_unreadable_text_errs_towards_match(address: str, held: str, may: bool) -> None:
    assert AddressMatcher.of(address).may_occur_in({"document": {"S": held}}) is may
