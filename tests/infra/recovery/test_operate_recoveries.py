"""What operators see of recoveries under way."""

import pytest

from tests.infra.operations.operating import run_command
from tests.services.access.stories import Account
from tests.services.recovery.conftest import CANDIDATE, Recovering
from tests.world import REVIEWER, World


def test_nothing_under_way_exits_0(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(capsys, "recoveries") == (0, {"late": [], "in_review": [], "notice": []})


def test_recoveries_are_listed_with_evidence_and_end_and_without_addresses(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    recovering = Recovering(operated, Account.of(operated))
    recovery = recovering.ask()
    recovering.approve(REVIEWER)
    status, result = run_command(capsys, "recoveries")
    [shown] = result["in_review"]
    assert (status, result["late"], result["notice"]) == (0, [], [])
    assert (shown["id"], shown["account"]) == (recovery.recovery_id, recovery.account_id)
    assert (shown["candidate"], shown["domain"], shown["approvals"]) == (CANDIDATE.person_id, "univ.example", 1)
    assert shown["ends_at"] == recovery.review_ends_at.isoformat()
    assert "it@univ.example" not in str(result).replace(CANDIDATE.person_id, "")


def test_a_recovery_that_is_late_exits_1(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    recovering = Recovering(operated, Account.of(operated))
    recovering.prove()
    recovery = recovering.ask()
    operated.clock.advance(days=3, hours=3)
    status, result = run_command(capsys, "recoveries")
    assert (status, result["late"]) == (1, [recovery.recovery_id])
    assert [one["evidence"] for one in result["notice"]] == ["ownership_proof"]
