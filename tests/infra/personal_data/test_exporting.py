"""The export of one person's data: every row that names them, and no other person's address."""

import json
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from infra.operate.__main__ import main
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import BOARD, CIO, COLIN, CONTACT, HEAD, PAULA, RITA, Story, naming
from tests.unreadable_rows import poisoned

Capture = pytest.CaptureFixture[str]
EVERYBODY = tuple(map(str, (PAULA.email, COLIN.email, CONTACT.email, RITA.email, HEAD, CIO, BOARD)))
ADDRESS = str(CONTACT.email)


def exported(capsys: Capture, *arguments: str) -> list[dict[str, Any]]:
    """Export, assert success, and return the rows."""
    status, result = run_command(capsys, "export", *arguments)
    assert status == 0
    rows: list[dict[str, Any]] = result["rows"]
    return rows


@pytest.mark.parametrize("person", EVERYBODY)
def test_every_row_that_names_the_person_is_exported_and_nobody_elses_address(
    story: Story, capsys: Capture, person: str
) -> None:
    before = story.world.rows()
    rows = exported(capsys, person)
    assert len(rows) == len(naming(before, person)) > 1
    text = json.dumps(rows, ensure_ascii=False).lower()
    assert person.split("@", maxsplit=1)[0] in text
    others = {other for other in EVERYBODY if other != person}
    assert {other for other in others if naming({("", ""): {"all": {"S": text}}}, other)} == set()
    assert story.world.rows() == before


def test_rows_are_those_that_erasing_finds(story: Story, capsys: Capture) -> None:
    _, found = run_command(capsys, "erase", ADDRESS)
    assert len(exported(capsys, "IT+any@UNIV.example")) == sum(found["found"].values())
    named = exported(capsys, str(RITA.email), "--name", RITA.name)
    assert len(named) > len(exported(capsys, str(RITA.email)))


def test_open_request_does_not_block_export(story: Story, capsys: Capture) -> None:
    request = story.world.submit(by=PAULA, domain_identifier="open.univ.example", customer_emails=(ADDRESS, HEAD))
    rows = exported(capsys, ADDRESS)
    (own,) = [row for row in rows if row["row"] == " ".join(keys.request(request.request_id))]
    emails = [nomination["email"] for nomination in own["document"]["nominations"]]
    assert emails == [ADDRESS, "h•••@univ.example"]
    assert own["document"]["requester"]["email"] == "p•••@reseller.example"


def test_rows_of_unknown_kinds_are_exported(story: Story, capsys: Capture) -> None:
    story.world.table.put(Row("NOTE#1", "OF#2", document=f'{{"text": "Call {ADDRESS}, not {HEAD}."}}'))
    (note,) = [row for row in exported(capsys, ADDRESS) if row["kind"] == "NOTE/OF"]
    assert note["document"] == {"text": "Call it@univ.example, not h•••@univ.example"}


def test_other_address_in_the_same_word_is_masked(story: Story, capsys: Capture) -> None:
    story.world.table.put(Row("NOTE#1", f"OF#{ADDRESS}#{HEAD}", document=f'"{ADDRESS}/{HEAD}"'))
    (note,) = [row for row in exported(capsys, ADDRESS) if row["kind"] == "NOTE/OF"]
    assert HEAD not in json.dumps(note)
    assert ADDRESS in note["document"]


def test_unreadable_row_that_may_name_the_person_is_listed(story: Story, capsys: Capture) -> None:
    with poisoned(story.world.table, keys.request(story.declined.request_id), "of_later_release"):
        status, result = run_command(capsys, "export", ADDRESS)
    assert status == 1
    assert result["unreadable"] == ["/".join(keys.request(story.declined.request_id))]


def test_export_is_json_without_asking(story: Story, capsys: Capture) -> None:
    assert main(["export", HEAD]) == 0
    assert json.loads(capsys.readouterr().out)["address"] == HEAD
    assert story


def test_what_is_no_address_is_refused(story: Story, capsys: Capture) -> None:
    assert run_command(capsys, "export", "somebody") == (2, {"error": "not a mail address"})
    assert story
