"""A recovery over its seven days, by the schedule."""

from pathlib import Path

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.recovery.steps import Lost, notices

pytestmark = pytest.mark.slow


def test_mails_go_out_once_each_and_on_the_seventh_day_there_is_another_administrator(
    run: Run, cast: Cast, tmp_path: Path
) -> None:
    lost = Lost.of(run, cast, tmp_path, cast.requester())
    lost.prove()
    recovery = lost.ask()
    run.work()
    counts = [len(notices(run, lost.administrator))]
    for _ in range(7):
        run.advance(days=1)
        counts.append(len(notices(run, lost.administrator)))
    assert counts == [1, 1, 1, 2, 2, 2, 3, 3]
    assert lost.shown(recovery)["status"] == "recovered"
    roles = run.call("GET", f"/v1/accounts/{lost.account_id}/roles", lost.candidate).json()["items"]
    assert sorted((one["email"], one["origin"]) for one in roles) == [
        (lost.administrator, "import"),
        (lost.candidate, "recovery"),
    ]
    run.command("infra.verify").check_returncode()
