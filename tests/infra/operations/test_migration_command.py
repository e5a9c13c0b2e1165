"""Operators migrate, and a deployment holds the rows first and moves them where needed."""

import pytest

from chalicelib.domain.errors import Refused
from infra.operate.migration import hold, migrate
from tests.infra.operations.operating import operated_on, run_command
from tests.infra.operations.test_migration import left, over

NOTHING_MOVED = {"locks": 0, "rate_windows": 0, "roles": 0, "conflicts": []}


def test_operators_migrate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with operated_on(over(left(earlier=True)), monkeypatch):
        assert run_command(capsys, "migrate") == (
            0,
            {"locks": 5, "rate_windows": 1, "roles": 1, "conflicts": [], "begun": 0, "asked": 0, "listed": 5},
        )
        assert run_command(capsys, "migrate") == (
            0,
            {"locks": 0, "rate_windows": 0, "roles": 0, "conflicts": [], "begun": 0, "asked": 0, "listed": 0},
        )


def test_deployment_holds_the_rows_and_moves_them_where_needed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with operated_on(over(left(earlier=True)), monkeypatch) as one:
        assert run_command(capsys, "migrate", "--hold") == (0, {"needed": True, "held": True})
        with pytest.raises(Refused, match="busy"):
            one.submit(domain_identifier="new.example", customer_emails=("it@new.example",))
        assert run_command(capsys, "migrate", "--if-needed")[1]["locks"] == 5
        assert run_command(capsys, "migrate", "--if-needed") == (0, {"needed": False})


@pytest.mark.parametrize("earlier", [True, False])
def test_deployment_waits_for_calls_that_place_rows_by_another_list(earlier: bool) -> None:
    one = over(left(earlier=earlier))
    assert hold(one.container)
    migrate(one.container)
    assert not hold(one.container)
