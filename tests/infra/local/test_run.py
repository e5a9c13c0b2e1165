"""`make run` starts and stops the local stack, or says in one line why it cannot start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.settings import read_settings
from infra.local.child import stack_in_a_process
from infra.local.environment import FROM_THE_SHELL, MADE_HERE, told_settings
from infra.local.find_running import NotRunning, running_stack
from infra.local.gateway.serving import listen
from infra.local.loopback import loopback_client
from tests.test_settings import Asked

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


def test_every_setting_is_taken_from_the_shell_or_made_by_the_run() -> None:
    asked = Asked()
    read_settings(asked)
    settings = {*asked.names, "MAIL_EVENTS_TOPIC"} - {"AWS_DEFAULT_REGION", "AWS_REGION"}
    assert {*FROM_THE_SHELL, *MADE_HERE} == settings
    assert len(FROM_THE_SHELL) + len(MADE_HERE) == len(settings)


def test_settings_from_the_shell_are_named_and_no_secret_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*FROM_THE_SHELL, *MADE_HERE):
        monkeypatch.delenv(name, raising=False)
    assert told_settings() == "Settings from the shell: none"
    for name in ("LINK_KEYS", "CORS_ORIGINS", "STAGE"):
        monkeypatch.setenv(name, "k1:secret")
    assert told_settings().splitlines() == [
        "Settings from the shell: CORS_ORIGINS, LINK_KEYS",
        "Not from the shell, because the local run makes its own: STAGE",
    ]


def test_setting_that_cannot_be_used_is_named_with_what_to_give(tmp_path: Path) -> None:
    completed = run(tmp_path, SIGN_IN_PORT="0", CORS_ORIGINS="*")
    assert completed.returncode == 1
    assert "CORS_ORIGINS is not usable: give origins" in completed.stdout.splitlines()[-1]
    assert "Traceback" not in completed.stdout + completed.stderr


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
