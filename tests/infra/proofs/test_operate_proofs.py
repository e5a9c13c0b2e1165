"""What operators see of domain proofs under way."""

import pytest

from chalicelib.adapters.dynamodb.proofs import keys
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.proofs.checking import process_due_proof
from chalicelib.services.unit_of_work.caller import Caller
from tests.infra.operations.operating import run_command
from tests.unreadable_rows import poisoned
from tests.world import PARTNER, World


def ask(world: World, domain: str) -> str:
    return ask_for_proof(world.ports, Caller(PARTNER, ()), domain).proof_id


def test_nothing_under_way_exits_0(operated: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(capsys, "proofs") == (0, {"late": [], "asked": [], "proved": []})


def test_proofs_under_way_are_listed_with_their_ends_and_results(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, proved = ask(operated, "münchen.example"), ask(operated, "univ.example")
    operated.clock.advance(minutes=5)
    process_due_proof(operated.ports, proved, CheckResult.FOUND)
    process_due_proof(operated.ports, asked, CheckResult.NO_ANSWER)
    status, shown = run_command(capsys, "proofs")
    assert status == 0
    [waiting], [done] = shown["asked"], shown["proved"]
    assert waiting == {
        "id": asked,
        "domain": "münchen.example",
        "holder": f"person:{PARTNER.person_id}",
        "status": "asked",
        "ends_at": "2026-12-22T09:00:00+00:00",
        "next_check_at": "2026-11-22T10:00:00+00:00",
        "last_result": "no_answer",
    }
    assert (done["domain"], done["last_result"]) == ("univ.example", "found")
    assert done["next_check_at"] == "2026-11-29T09:05:00+00:00"
    assert str(PARTNER.email) not in str(shown).replace(PARTNER.person_id, "")


def test_checks_that_are_late_and_rows_that_cannot_be_read_exit_1(
    operated: World, capsys: pytest.CaptureFixture[str]
) -> None:
    late, broken = ask(operated, "late.example"), ask(operated, "broken.example")
    operated.clock.advance(minutes=5)
    process_due_proof(operated.ports, broken, CheckResult.NO_RECORD)
    with poisoned(operated.table, keys.domain_proof(broken), "broken"):
        assert run_command(capsys, "proofs")[0] == 1
    operated.clock.advance(minutes=121)
    status, shown = run_command(capsys, "proofs")
    assert (status, shown["late"]) == (1, [late])
