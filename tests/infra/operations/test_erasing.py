"""Erasing a person: nothing names them afterwards, everybody else's rows and every seal are as they were."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.services.accounts import administration
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import withdraw
from chalicelib.services.requests.review import review_request
from infra.operate.address_occurrences import MARKER
from infra.operate.erasable_rows import KINDS
from tests.infra.operations.erasing_story import (
    BOARD,
    CIO,
    COLIN,
    CONTACT,
    HEAD,
    PAULA,
    RITA,
    Story,
    caller,
    naming,
)
from tests.infra.operations.operating import said
from tests.web.browser_without_script import site_over
from tests.world import TABLE

Capture = pytest.CaptureFixture[str]
NOTHING: dict[str, Any] = {"erased": {}, "found": {}, "in_the_way": [], "of_an_unknown_kind": []}
EVERYBODY = tuple(map(str, (PAULA.email, COLIN.email, CONTACT.email, RITA.email, HEAD, CIO, BOARD)))
ADDRESS = str(CONTACT.email)


@pytest.mark.parametrize("erased", [str(PAULA.email), str(COLIN.email), ADDRESS, HEAD, BOARD])
def test_an_erased_person_is_named_nowhere_and_nobody_else_is_touched(
    story: Story, capsys: Capture, erased: str
) -> None:
    before, verified = story.world.rows(), said(capsys, "verify")
    named = naming(before, erased)
    assert len(named) > 3
    assert said(capsys, "erase", erased, "--yes")[0] == 0
    after = story.world.rows()
    assert naming(after, erased) == {}
    assert {key: row for key, row in before.items() if key not in named and after.get(key) != row} == {}
    for other in set(EVERYBODY) - {erased}:
        assert naming(after, other).keys() == naming(before, other).keys() & after.keys()
    assert said(capsys, "verify") == verified == (0, {"checked": 7, "broken": []})
    assert said(capsys, "erase", erased, "--yes") == (0, NOTHING)
    assert story.world.rows() == after


@pytest.mark.parametrize("spelling", ["IT+anything@UNIV.example", " It@univ.example "])
def test_any_spelling_erases_the_person(story: Story, capsys: Capture, spelling: str) -> None:
    assert said(capsys, "erase", spelling, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}


def test_without_yes_it_only_counts(story: Story, capsys: Capture) -> None:
    before = story.world.rows()
    status, shown = said(capsys, "erase", ADDRESS)
    assert (status, story.world.rows(), shown["erased"]) == (0, before, {})
    assert said(capsys, "erase", ADDRESS, "--yes")[1] == {**NOTHING, "erased": shown["found"]}
    assert set(shown["found"]) == {one.name for one in KINDS}


def test_an_erased_requester_leaves_the_marker_and_no_name(story: Story, capsys: Capture) -> None:
    said(capsys, "erase", str(PAULA.email), "--yes")
    for request in (story.approved, story.withdrawn):
        requester = story.world.current(request).requester
        assert requester == replace(request.requester, email=str(MARKER), name="")
    withdrawn = story.world.current(story.withdrawn).decision
    assert withdrawn is not None
    assert withdrawn.by == ""


def test_an_erased_approver_leaves_what_was_decided(story: Story, capsys: Capture) -> None:
    before = story.world.current(story.declined)
    assert before.decision is not None
    said(capsys, "erase", ADDRESS, "--yes")
    after = story.world.current(story.declined)
    reason = f"Ask '{MARKER}', or write to\n{MARKER}."
    assert after.decision == replace(before.decision, by=str(MARKER), reason=reason)
    assert [one.email for one in story.world.current(story.approved).nominations] == [str(MARKER), HEAD, CIO]


def test_an_address_that_a_reviewer_accepted_is_erased_there_too(story: Story, capsys: Capture) -> None:
    emails = ("somebody@gmail.com", "other@gmail.com")
    request = story.world.submit(by=COLIN, domain_identifier="fifth.example", customer_emails=emails)
    review_request(story.world.ports, RITA, request.request_id, True, "")
    withdraw(story.world.ports, story.world.caller(COLIN), request.request_id, "")
    assert said(capsys, "erase", "some.body+x@googlemail.com", "--yes")[0] == 0
    assert story.world.current(request).accepted_addresses == (str(MARKER), "other@gmail.com")
    assert naming(story.world.rows(), "somebody@gmail.com") == {}


def test_what_is_left_can_still_be_looked_at(story: Story, capsys: Capture) -> None:
    for email in (ADDRESS, str(COLIN.email)):
        said(capsys, "erase", email, "--yes")
    with site_over(story.world) as site:
        approved = site.signed_in(PAULA).get(f"/requests/{story.approved.request_id}")
        assert approved.status == 200
        assert str(MARKER) in approved.text
        link = site.get(f"/approvals/{story.world.token(story.declined)}")
        assert (link.status, "e•••@erased.invalid" in link.text) == (200, True)
        reviewed = site.signed_in(RITA, role=None).get(f"/requests/{story.reviewed.request_id}")
        assert (reviewed.status, str(MARKER) in reviewed.text) == (200, True)


def test_an_erased_persons_access_request_and_decisions_on_others_lose_their_name(
    story: Story, capsys: Capture
) -> None:
    for email, name in ((PAULA.email, ""), (CONTACT.email, CONTACT.name)):
        assert said(capsys, "erase", str(email), "--yes", "--name", name)[0] == 0
    left = story.world.ports.store.access_request(story.access.access_request_id)
    assert left is not None
    assert left.decision is not None
    assert (left.requester.email, left.requester.name, left.decision.name) == (str(MARKER), "", "")


def test_a_reviewers_decisions_lose_the_name_that_is_given(story: Story, capsys: Capture) -> None:
    for given, left in (("Somebody Else", RITA.name), (RITA.name, "")):
        said(capsys, "erase", str(RITA.email), "--yes", "--name", given)
        decision = story.world.current(story.reviewed).decision
        assert decision is not None
        assert decision.by == left


def test_who_is_erased_has_no_role_and_no_session_and_others_keep_theirs(story: Story, capsys: Capture) -> None:
    assert caller(story.world, CONTACT).grants
    said(capsys, "erase", ADDRESS, "--yes")
    assert caller(story.world, CONTACT).grants == []
    near = story.world.ports.store.account(story.access.account_id)
    assert near is not None
    assert [one.email for one in near.administrators] == [BOARD]
    assert len(story.world.ports.store.account_grants(story.access.account_id)) == 2
    sessions = [row.document or "" for row in TABLE.scan(begins_with("pk", "SESSION#"))]
    assert len(sessions) == 3
    assert not [one for one in sessions if CONTACT.name in one]


def test_nothing_is_mailed_to_whoever_is_erased(story: Story, capsys: Capture) -> None:
    late = story.world.submit(by=PAULA, domain_identifier="late.univ.example", customer_emails=(HEAD, CIO))
    story.world.work()
    link_actions.decline(story.world.ports, story.world.token(late, "2"), "not_needed", "")
    assert said(capsys, "erase", HEAD, "--yes")[0] == 0
    assert [mail["To"] for mail in story.world.work()] == [str(PAULA.email)]
    assert MailStatus.DUE not in {mail.status for mail in _mails(story, late.request_id)}


def test_mails_that_were_given_up_are_not_replayed_to_whoever_is_erased(story: Story, capsys: Capture) -> None:
    for mail in _mails(story, story.approved.request_id):
        if mail.draft.to == HEAD:
            DynamoOutbox(TABLE).record(replace(mail, status=MailStatus.DEAD, due_at=None))
    assert said(capsys, "outbox")[0] == 1
    said(capsys, "erase", HEAD, "--yes")
    assert said(capsys, "replay", "--all") == (0, {"replayed": [], "not_dead": []})


def test_notices_to_one_of_many_go_with_their_keys(story: Story, capsys: Capture) -> None:
    before = _mails(story, story.approved.request_id)
    said(capsys, "erase", BOARD, "--yes")
    after = _mails(story, story.approved.request_id)
    assert {one.draft.to for one in before if one not in after} == {BOARD}
    assert str(MARKER) not in {one.draft.to for one in after}


def _mails(story: Story, request_id: str) -> Sequence[Mail]:
    found = story.world.ports.store.request_file(request_id)
    assert found is not None
    return found.mails


def test_a_name_that_an_import_gave_loses_the_address_and_the_file_brings_nobody_back(
    story: Story, capsys: Capture
) -> None:
    people = (str(CONTACT.email), BOARD)
    story.world.import_account(f"House of {ADDRESS}", "house.example", people)
    (lock,) = story.world.ports.store.locks("house.example")
    wanted = Alteration("House of Example")
    administration.change_account(story.world.ports, caller(story.world, CONTACT), lock.account_id, wanted)
    assert said(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    story.world.import_account(f"House of {ADDRESS}", "house.example", people)
    assert naming(story.world.rows(), ADDRESS) == {}
