"""Erasing a person: no row names them afterwards; other people's rows and all audit trails are unchanged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.domain.requests.listing import RequestFilter
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.accounts import administration
from chalicelib.services.requests import link_actions
from chalicelib.services.requests.requester_actions import own_requests, withdraw
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.writes import KeepAnswer, KeptAnswer
from infra.operate.erasable_rows import KINDS
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import (
    BOARD,
    CIO,
    COLIN,
    CONTACT,
    HEAD,
    PAULA,
    RITA,
    Story,
    caller,
    name_in_team_rows,
    naming,
)
from tests.web.browser_without_script import site_over

Capture = pytest.CaptureFixture[str]
NOTHING: dict[str, Any] = {"erased": {}, "found": {}, "blocked_by": [], "unknown_kinds": []}
EVERYBODY = tuple(map(str, (PAULA.email, COLIN.email, CONTACT.email, RITA.email, HEAD, CIO, BOARD)))
ADDRESS = str(CONTACT.email)
# A webhook is never edited: an address in its URL blocks.
BLOCKING = "webhooks"


@pytest.mark.parametrize("erased", [str(PAULA.email), str(COLIN.email), ADDRESS, HEAD, BOARD])
def test_erased_person_is_named_nowhere_and_others_are_unchanged(story: Story, capsys: Capture, erased: str) -> None:
    before, verified = story.world.rows(), run_command(capsys, "verify")
    named = naming(before, erased)
    assert len(named) > 3
    assert run_command(capsys, "erase", erased, "--yes")[0] == 0
    after = story.world.rows()
    assert naming(after, erased) == {}
    # The lists of their own requests and of their team's know the domain of their address too.
    own = f"PERSON#{sha256(erased.encode()).hexdigest()}"
    others = {
        key: row for key, row in before.items() if key not in named and key[0] != own and not key[0].startswith("TEAM#")
    }
    assert {key: row for key, row in others.items() if after.get(key) != row} == {}
    for other in set(EVERYBODY) - {erased}:
        assert naming(after, other).keys() == naming(before, other).keys() & after.keys()
    assert run_command(capsys, "verify") == verified == (0, {"checked": 11, "broken": [], "sealed": 11})
    assert run_command(capsys, "erase", erased, "--yes") == (0, NOTHING)
    assert story.world.rows() == after


def test_address_in_an_order_reference_is_erased_and_finds_the_request_no_longer(story: Story, capsys: Capture) -> None:
    written = f"of {ADDRESS}, 4711"
    emails = ("cio@other.example",)
    request = story.world.submit(
        by=PAULA, domain_identifier="other.example", customer_emails=emails, order_reference=written
    )
    by_reference = RequestFilter(order_reference=written)
    assert own_requests(story.world.ports, PAULA, 50, None, by_reference).items
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    assert own_requests(story.world.ports, PAULA, 50, None, by_reference).items == []
    left = RequestFilter(order_reference=story.world.current(request).order_reference)
    assert [one.request.request_id for one in own_requests(story.world.ports, PAULA, 50, None, left).items] == [
        request.request_id
    ]


def test_kept_answers_that_name_the_person_are_removed(story: Story, capsys: Capture) -> None:
    now = story.world.clock.now()
    for key, email in (("theirs", ADDRESS), ("others", BOARD)):
        answer = KeptAnswer(key, "", 200, {}, f'{{"email":"{email}"}}', now + timedelta(days=1))
        story.world.ports.store.commit([KeepAnswer(answer, now)])
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert story.world.ports.store.kept_answer("theirs") is None
    assert story.world.ports.store.kept_answer("others") is not None


@pytest.mark.parametrize("spelling", ["IT+anything@UNIV.example", " It@univ.example "])
def test_any_spelling_erases_person(story: Story, capsys: Capture, spelling: str) -> None:
    assert run_command(capsys, "erase", spelling, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}


def test_erase_without_yes_only_counts(story: Story, capsys: Capture) -> None:
    inquire(story.world.ports, CONTACT, InquiryForm("nowhere.example"))
    name_in_team_rows(story.world, ADDRESS)
    before = story.world.rows()
    status, shown = run_command(capsys, "erase", ADDRESS)
    assert (status, story.world.rows(), shown["erased"]) == (0, before, {})
    assert run_command(capsys, "erase", ADDRESS, "--yes")[1] == {**NOTHING, "erased": shown["found"]}
    assert set(shown["found"]) == {kind.name for kind in KINDS} - {BLOCKING}


def test_erased_requester_is_replaced_by_marker_without_name(story: Story, capsys: Capture) -> None:
    run_command(capsys, "erase", str(PAULA.email), "--yes")
    for request in (story.approved, story.withdrawn):
        requester = story.world.current(request).requester
        assert requester == replace(request.requester, email=str(MARKER), name="")
    withdrawn = story.world.current(story.withdrawn).decision
    assert withdrawn is not None
    assert withdrawn.by == ""


def test_decision_of_erased_approver_is_kept(story: Story, capsys: Capture) -> None:
    before = story.world.current(story.declined)
    assert before.decision is not None
    run_command(capsys, "erase", ADDRESS, "--yes")
    after = story.world.current(story.declined)
    reason = f"Ask '{MARKER}', or write to\n{MARKER}."
    assert after.decision == replace(before.decision, by=str(MARKER), reason=reason)
    nominations = story.world.current(story.approved).nominations
    assert [nomination.email for nomination in nominations] == [str(MARKER), HEAD, CIO]


def test_address_accepted_in_review_is_erased(story: Story, capsys: Capture) -> None:
    emails = ("somebody@gmail.com", "other@gmail.com")
    request = story.world.submit(by=COLIN, domain_identifier="fifth.example", customer_emails=emails)
    review_request(story.world.ports, RITA, request.request_id, True, "")
    withdraw(story.world.ports, story.world.caller(COLIN), request.request_id, "")
    assert run_command(capsys, "erase", "some.body+x@googlemail.com", "--yes")[0] == 0
    assert story.world.current(request).accepted_addresses == (str(MARKER), "other@gmail.com")
    assert naming(story.world.rows(), "somebody@gmail.com") == {}


def test_redacted_requests_can_be_viewed(story: Story, capsys: Capture) -> None:
    for email in (ADDRESS, str(COLIN.email)):
        run_command(capsys, "erase", email, "--yes")
    with site_over(story.world) as site:
        approved = site.signed_in(PAULA).get(f"/requests/{story.approved.request_id}")
        assert approved.status == 200
        assert str(MARKER) in approved.text
        link = site.get(f"/approvals/{story.world.token(story.declined)}")
        assert (link.status, "e•••@erased.invalid" in link.text) == (200, True)
        reviewed = site.signed_in(RITA, role=None).get(f"/requests/{story.reviewed.request_id}")
        assert (reviewed.status, str(MARKER) in reviewed.text) == (200, True)


def test_access_requests_and_decisions_lose_name_of_erased_person(story: Story, capsys: Capture) -> None:
    for email, name in ((PAULA.email, ""), (CONTACT.email, CONTACT.name)):
        assert run_command(capsys, "erase", str(email), "--yes", "--name", name)[0] == 0
    left = story.world.ports.store.access_request(story.access.access_request_id)
    assert left is not None
    assert left.decision is not None
    assert (left.requester.email, left.requester.name, left.decision.name) == (str(MARKER), "", "")


def test_decisions_of_reviewer_lose_given_name(story: Story, capsys: Capture) -> None:
    for name, left in (("Somebody Else", RITA.name), (RITA.name, "")):
        run_command(capsys, "erase", str(RITA.email), "--yes", "--name", name)
        decision = story.world.current(story.reviewed).decision
        assert decision is not None
        assert decision.by == left


def test_erased_person_loses_roles_and_sessions(story: Story, capsys: Capture) -> None:
    assert caller(story.world, CONTACT).grants
    run_command(capsys, "erase", ADDRESS, "--yes")
    assert caller(story.world, CONTACT).grants == []
    near = story.world.ports.store.account(story.access.account_id)
    assert near is not None
    assert [administrator.email for administrator in near.administrators] == [BOARD]
    assert len(story.world.ports.store.account_grants(story.access.account_id)) == 2
    sessions = [row.document or "" for row in story.world.table.scan(begins_with("pk", "SESSION#"))]
    assert len(sessions) == 3
    assert not [session for session in sessions if CONTACT.name in session]


def test_erased_person_gets_no_mail(story: Story, capsys: Capture) -> None:
    late = story.world.submit(by=PAULA, domain_identifier="late.univ.example", customer_emails=(HEAD, CIO))
    story.world.work()
    link_actions.decline(story.world.ports, story.world.token(late, "2"), "not_needed", "")
    assert run_command(capsys, "erase", HEAD, "--yes")[0] == 0
    assert [mail["To"] for mail in story.world.work()] == [CIO, str(PAULA.email)]
    assert MailStatus.DUE not in {mail.status for mail in _mails(story, late.request_id)}


def test_dead_mails_to_erased_person_are_not_replayed(story: Story, capsys: Capture) -> None:
    for mail in _mails(story, story.approved.request_id):
        if mail.draft.to == HEAD:
            DynamoOutbox(story.world.table).record(replace(mail, status=MailStatus.DEAD, due_at=None))
    assert run_command(capsys, "outbox")[0] == 1
    run_command(capsys, "erase", HEAD, "--yes")
    assert run_command(capsys, "replay", "--all") == (0, {"replayed": [], "not_dead": []})


def test_notices_to_erased_group_member_are_deleted(story: Story, capsys: Capture) -> None:
    before = _mails(story, story.approved.request_id)
    run_command(capsys, "erase", BOARD, "--yes")
    after = _mails(story, story.approved.request_id)
    assert {mail.draft.to for mail in before if mail not in after} == {BOARD}
    assert str(MARKER) not in {mail.draft.to for mail in after}


def _mails(story: Story, request_id: str) -> Sequence[Mail]:
    found = story.world.ports.store.request_file(request_id)
    assert found is not None
    return found.mails


def test_import_does_not_restore_erased_person(story: Story, capsys: Capture) -> None:
    people = (str(CONTACT.email), BOARD)
    story.world.import_account(f"House of {ADDRESS}", "house.example", people)
    (lock,) = story.world.ports.store.locks("house.example")
    alteration = Alteration("House of Example")
    administration.change_account(story.world.ports, caller(story.world, CONTACT), lock.account_id, alteration)
    assert run_command(capsys, "erase", ADDRESS, "--yes")[0] == 0
    assert naming(story.world.rows(), ADDRESS) == {}
    story.world.import_account(f"House of {ADDRESS}", "house.example", people)
    assert naming(story.world.rows(), ADDRESS) == {}
