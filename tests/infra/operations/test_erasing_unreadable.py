"""Erasing fails closed: a row that cannot be read and may hold the address stops it, any other does not."""

import json

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from infra.operate.address_occurrences import Traces
from tests.infra.operations.erasing_story import CONTACT, PAULA, Story, naming
from tests.infra.operations.operating import said
from tests.unreadable_rows import POISONS, item_of, poisoned, put

Capture = pytest.CaptureFixture[str]
ADDRESS = str(CONTACT.email)
OTHER = "nobody@elsewhere.example"


def rows_with_the_address(story: Story) -> list[Key]:
    """One row of each kind that names the person."""
    found: dict[tuple[str, str], Key] = {}
    for key in sorted(naming(story.world.rows(), ADDRESS)):
        found.setdefault((key[0].partition("#")[0], key[1].partition("#")[0]), key)
    return list(found.values())


def test_every_kind_of_row_with_the_address_stops_it_where_it_cannot_be_read(story: Story, capsys: Capture) -> None:
    kinds = rows_with_the_address(story)
    assert len(kinds) >= 8
    for key in kinds:
        document = item_of(key).get("document", {}).get("S", "")
        for broken in (document + "}", "{" + document):
            good = item_of(key)
            put({**good, "document": {"S": broken}})
            before = story.world.rows()
            status, answer = said(capsys, "erase", ADDRESS, "--yes")
            assert story.world.rows() == before
            put(good)
            assert (status, len(answer["in_the_way"])) == (2, 1), key
            assert "cannot be read and may hold the address" in answer["in_the_way"][0]
            assert ADDRESS not in json.dumps(answer)
    assert said(capsys, "erase", ADDRESS, "--yes")[0] == 0


@pytest.mark.parametrize("poison", ["of_later_release", "without_a_field"])
def test_a_request_of_a_later_release_with_the_address_stops_it(story: Story, capsys: Capture, poison: str) -> None:
    with poisoned(keys.request(story.declined.request_id), poison):
        before = story.world.rows()
        status, answer = said(capsys, "erase", ADDRESS, "--yes")
        assert (status, story.world.rows()) == (2, before)
    assert story.declined.request_id in answer["in_the_way"][0]


@pytest.mark.parametrize("poison", POISONS)
def test_a_row_without_the_address_is_passed_over_and_named(story: Story, capsys: Capture, poison: str) -> None:
    """The withdrawn request is of others alone; what is erased is erased."""
    key = keys.request(story.withdrawn.request_id)
    with poisoned(key, poison):
        status, answer = said(capsys, "erase", "head@univ.example", "--yes")
    assert (status, answer["unreadable"], answer["in_the_way"]) == (1, ["/".join(key)], [])
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
def test_the_address_is_looked_for_however_a_row_holds_it(
    story: Story, capsys: Capture, attribute: dict[str, object]
) -> None:
    put({"pk": {"S": "REQUEST#later"}, "sk": {"S": "REQUEST"}, **attribute})
    before = story.world.rows()
    status, answer = said(capsys, "erase", ADDRESS, "--yes")
    assert (status, story.world.rows()) == (2, before)
    assert answer["in_the_way"] == [
        "REQUEST#later/REQUEST cannot be read and may hold the address: have it repaired first"
    ]
    assert said(capsys, "erase", str(PAULA.email))[1].get("in_the_way") == []


def test_a_key_with_the_address_is_named_without_it(story: Story, capsys: Capture) -> None:
    put({"pk": {"S": f"ADDRESS#{ADDRESS}"}, "sk": {"S": "GRANT#a#b"}, "document": {"S": "{"}})
    status, answer = said(capsys, "erase", ADDRESS, "--yes")
    assert status == 2
    assert ADDRESS not in json.dumps(answer)


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
def test_what_cannot_be_read_is_searched_rather_once_too_often(address: str, held: str, may: bool) -> None:
    assert Traces.of(address).may_stand_in({"document": {"S": held}}) is may
