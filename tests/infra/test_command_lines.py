"""Unknown arguments are usage errors, and Ctrl-C ends each command with one line."""

import ast
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from infra.local.environment import Urls, local_environment
from infra.local.find_running import RunningStack, announce
from infra.local.gateway.serving import listen, url_of
from infra.local.state import signing_keys

ROOT = Path(__file__).parents[2]
# Child processes of other commands, without a command line of their own.
CHILDREN = {"infra.local.aws.dynamodb_process", "infra.rehearsal.emulator_process"}
# Valid arguments, to which the unknown one is added.
VALID_ARGUMENTS = {
    "infra.deploy": ["dev"],
    "infra.deploy.chalice_process": ["deploy", "dev"],
    "infra.deploy.destroy": ["dev"],
    "infra.deploy.rollback": ["dev"],
    "infra.deploy.with_stage_environment": ["dev"],
    "infra.export_directory": ["accounts.csv"],
    "infra.import_directory": ["README.md"],
    "infra.operate": ["outbox"],
    "infra.rehearsal": ["python"],
    "infra.token": ["partner@reseller.example"],
    "infra.bench.first_page": ["app", "/healthz"],
}


def is_command(path: Path) -> bool:
    """Whether the file is a module for `python -m`."""
    return any(
        ast.unparse(node.test) == "__name__ == '__main__'"
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.If)
    )


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")


COMMANDS = [module_of(path) for path in sorted((ROOT / "infra").rglob("*.py")) if is_command(path)]


def run(module: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> str | int | None:
    """Run a module like `python -m`, in this process; return the exit status."""
    monkeypatch.setattr(sys, "argv", [module, *arguments])
    # `runpy` warns if the module was imported before.
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning), pytest.raises(SystemExit) as ended:
        runpy.run_module(module, run_name="__main__")
    return ended.value.code


@pytest.mark.parametrize("module", [command for command in COMMANDS if command not in CHILDREN])
def test_unknown_argument_is_usage_error(
    module: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for before in ([], VALID_ARGUMENTS.get(module, [])):
        assert run(module, ["--unknown", *before], monkeypatch) == 2
        printed = capsys.readouterr()
        assert "usage:" in printed.err.lower()
        assert printed.out == ""


@pytest.mark.parametrize("arguments", [["erase", "a@x.example", "--y"], ["replay", "--al"], ["outbox", "--js"]])
def test_abbreviated_option_is_usage_error(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("infra.operate", arguments, monkeypatch) == 2
    assert "unrecognized arguments" in capsys.readouterr().err


class Tools(BaseHTTPRequestHandler):
    """Stand-in for the tools of a local stack, by which other commands find it."""

    def do_GET(self) -> None:
        """Return the id of the run."""
        body = json.dumps({"id": "silent"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def silent_stack(directory: Path) -> Iterator[socket.socket]:
    """Announce a stack whose database accepts connections but never answers; yield the database's socket."""
    with HTTPServer(("127.0.0.1", 0), Tools) as tools, listen(0) as database:
        threading.Thread(target=tools.serve_forever, daemon=True).start()
        other = f"http://127.0.0.1:{tools.server_port}"
        urls = Urls(app=other, sign_in=other, tools=other, aws=other, dynamodb=url_of(database))
        announce(directory, RunningStack("silent", urls.as_dict(), local_environment(urls, signing_keys(directory))))
        try:
            yield database
        finally:
            tools.shutdown()


@pytest.mark.parametrize(
    "command",
    [
        ["infra.operate", "outbox"],
        ["infra.operate", "erase", "a@x.example", "--yes"],
        ["infra.verify"],
        ["infra.rebuild_index"],
        ["infra.import_directory", "directory.csv"],
        ["infra.export_directory", "accounts.csv"],
    ],
    ids=lambda command: "-".join(command[:2]),
)
def test_ctrl_c_ends_command_with_one_line(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "directory.csv").write_text(
        "name,domains\n" + "".join(f"Firm {n},firm{n}.example\n" for n in range(500))
    )
    with silent_stack(tmp_path) as database:
        database.settimeout(60)
        child = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT), "LOCAL_STATE_DIR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        connection, _ = database.accept()
        with connection:
            child.send_signal(signal.SIGINT)
            output, errors = child.communicate(timeout=60)
    assert (child.returncode, output, errors.splitlines()) == (-signal.SIGINT, "", ["Stopped."])
    assert list(tmp_path.glob(".*")) == [], "a file that was begun is left"


def test_ctrl_c_during_start_of_stack_ends_command_with_one_line(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-u", "-m", "infra.demo"],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "Starting a separate local stack …\n"
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=60)
    assert (child.returncode, errors) == (-signal.SIGINT, "Stopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_other_errors_keep_traceback() -> None:
    broken = [sys.executable, "-c", "import infra; raise ValueError('a fault')"]
    completed = subprocess.run(broken, cwd=ROOT, capture_output=True, text=True, check=False)
    assert completed.returncode == 1
    assert completed.stderr.startswith("Traceback")
    assert "a fault" in completed.stderr
