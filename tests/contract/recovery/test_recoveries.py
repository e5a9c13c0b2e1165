"""Recoveries over HTTP: who may ask, what reviewers decide, and objections by the link."""

from pathlib import Path

import pytest

from tests.contract.cast import NOBODY, REVIEWER, Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Run, unchanged_table
from tests.contract.recovery.steps import OBJECTIONS, RECOVERIES, Lost


@pytest.fixture
def lost(run: Run, cast: Cast, tmp_path: Path, requester: str) -> Lost:
    """An account whose administrator is gone."""
    return Lost.of(run, cast, tmp_path, requester)


def test_two_reviewers_approve_and_the_notice_begins(lost: Lost) -> None:
    recovery = lost.ask()
    assert (recovery["status"], recovery["evidence"], recovery["allowed_actions"]) == ("in_review", None, ["withdraw"])
    listed = lost.run.call("GET", f"{RECOVERIES}?side=reviewer", REVIEWER).json()["items"]
    assert recovery["recovery_id"] in [one["recovery_id"] for one in listed]
    begun = lost.approve(recovery)
    assert (begun["status"], begun["evidence"], len(begun["approvals"])) == ("notice", "reviewers", 2)
    assert [one["reason"] for one in begun["approvals"]] == ["I rang them."] * 2
    assert [one["reason"] for one in lost.shown(recovery)["approvals"]] == [None] * 2


def test_a_fresh_proof_begins_the_notice_at_once(lost: Lost) -> None:
    lost.prove()
    recovery = lost.ask()
    assert (recovery["status"], recovery["evidence"]) == ("notice", "ownership_proof")
    again = lost.run.call("POST", RECOVERIES, lost.candidate, json={"account_id": lost.account_id})
    assert (again.status_code, slug_of(again)) == (409, "recovery-exists")


def test_administrator_objects_by_the_link_without_signing_in(lost: Lost) -> None:
    lost.prove()
    recovery = lost.ask()
    path = f"{OBJECTIONS}/{lost.objection()}"
    with unchanged_table(lost.run):
        for _ in range(3):
            shown = lost.run.call("GET", path)
            assert (shown.status_code, shown.json()["status"]) == (200, "notice")
    assert lost.run.call("POST", path, json={}).json()["status"] == "stopped"
    assert lost.shown(recovery)["status"] == "stopped"
    once_more = lost.run.call("POST", path, json={})
    assert (once_more.status_code, slug_of(once_more)) == (409, "action-not-allowed")
    soon = lost.run.call("POST", RECOVERIES, lost.candidate, json={"account_id": lost.account_id})
    assert (soon.status_code, slug_of(soon)) == (409, "recovery-too-soon")


def test_decisions_need_a_reason_and_a_reviewer(lost: Lost) -> None:
    one = f"{RECOVERIES}/{lost.ask()['recovery_id']}"
    silent = lost.run.call("POST", f"{one}/approve", REVIEWER, json={"reason": " "})
    assert (silent.status_code, slug_of(silent)) == (422, "reason-required")
    no_reviewer = lost.run.call("POST", f"{one}/decline", lost.candidate, json={"reason": "No."})
    assert (no_reviewer.status_code, slug_of(no_reviewer)) == (403, "reviewer-required")
    declined = lost.run.call("POST", f"{one}/decline", REVIEWER, json={"reason": "Nobody knows them."}).json()
    assert (declined["status"], declined["reason"]) == ("declined", "Nobody knows them.")


def test_address_elsewhere_and_unknown_accounts_are_refused(lost: Lost, cast: Cast) -> None:
    refused = lost.run.call("POST", RECOVERIES, NOBODY, json={"account_id": lost.account_id})
    assert (refused.status_code, slug_of(refused)) == (403, "recovery-address-required")
    assert refused.json()["accepted_domains"] == [lost.domain]
    unknown = lost.run.call("POST", RECOVERIES, lost.candidate, json={"account_id": "nothing"})
    assert (unknown.status_code, slug_of(unknown)) == (404, "account-unknown")
    stranger = lost.run.call("GET", f"{RECOVERIES}/{lost.ask()['recovery_id']}", cast.person("x@else.example"))
    assert (stranger.status_code, slug_of(stranger)) == (404, "recovery-unknown")
