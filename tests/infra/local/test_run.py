"""`make run` starts and stops the local stack, or says in one line why it cannot start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.child import stack_in_a_process
from infra.local.find_running import NotRunning, running_stack
from infra.local.gateway.serving import listen
from infra.local.loopback import loopback_client

ROOT = Path(__file__).resolve().parents[3]
HTTP = loopback_client()


def run(directory: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "infra.run"],
        cwd=ROOT,
        env=os.environ | {"LOCAL_STATE_DIR": str(directory), "PORT": "0", "TOOLS_PORT": "0"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_taken_port_is_reported_with_its_variable(tmp_path: Path) -> None:
    with listen(0) as taken:
        port = str(taken.getsockname()[1])
        completed = run(tmp_path, SIGN_IN_PORT=port)
    assert completed.returncode == 1
    last = completed.stdout.splitlines()[-1]
    assert port in last
    assert "SIGN_IN_PORT=" in last
    assert "Traceback" not in completed.stderr


@pytest.mark.parametrize("value", ["eight", "70000", "-1"])
def test_invalid_port_is_reported(tmp_path: Path, value: str) -> None:
    completed = run(tmp_path, SIGN_IN_PORT=value)
    assert completed.returncode == 1
    assert f"SIGN_IN_PORT={value}" in completed.stdout


def test_stack_starts_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with stack_in_a_process(tmp_path) as stack:
        assert HTTP.get(f"{stack.urls['app']}/healthz").status_code == 200
        assert HTTP.get(f"{stack.urls['tools']}/messages.json").json() == []
    assert "Traceback" not in (tmp_path / "output").read_text()
    with pytest.raises(NotRunning):
        running_stack(tmp_path)
