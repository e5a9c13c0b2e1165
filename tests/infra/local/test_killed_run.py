"""The local run is killed under load, and loses nothing that it has acknowledged. (`make races`: repeatedly.)"""

from pathlib import Path

import pytest

from tests.infra.local.killing import CALLS_A_SECOND, Lives, assert_nothing_lost

pytestmark = pytest.mark.slow


def test_run_killed_under_load_loses_no_acknowledged_request_and_no_mail(tmp_path: Path) -> None:
    lives = Lives(tmp_path)
    lives.live(seconds=1)
    assert_nothing_lost(lives, CALLS_A_SECOND // 4)
