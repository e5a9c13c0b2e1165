"""The commands in the indented blocks of docs/operations.md, and a shell to run them.

In this shell `aws` is `aws_command_line.py`, `jq` a minimal substitute, `make deploy` skips the steps that need AWS
itself, and `python` is `forking_python.py`. Everything else is what an operator runs.
"""

import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.state import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "operations.md"
INDENT = "    "
# A placeholder, with the option or variable it belongs to.
PLACEHOLDER = re.compile(r"[\w-]+[ =]…")

FUNCTIONS = r"""
aws() { python -m tests.infra.operations.aws_command_line "$@"; }
jq() { python -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[2][1:]])' "$@"; }
make() {
  if [ "$1" != deploy ]; then command make --old-file=.venv/installed "BIN=$BIN" "$@"; return; fi
  local typed arguments=(--skip=settings --skip=chalice --skip=post-deploy --skip=smoke)
  for typed in "${@:2}"; do
    case "$typed" in
      STAGE=*) arguments+=("${typed#STAGE=}") ;;
      MAIL_DOMAIN=*) arguments+=("--mail-domain=${typed#MAIL_DOMAIN=}") ;;
      ALARM_ADDRESS=*) arguments+=("--alarm-address=${typed#ALARM_ADDRESS=}") ;;
      DOMAIN=*) arguments+=("--domain=${typed#DOMAIN=}") ;;
      CERTIFICATE=*) arguments+=("--certificate=${typed#CERTIFICATE=}") ;;
      BASE_PATH=*) arguments+=("--base-path=${typed#BASE_PATH=}") ;;
      USER_POOL=*) arguments+=("--user-pool=${typed#USER_POOL=}") ;;
    esac
  done
  python -m infra.deploy "${arguments[@]}"
}
"""


@dataclass(frozen=True)
class Block:
    """A block of commands and its heading."""

    heading: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.heading}, line {self.line}"


def blocks(document: str) -> list[Block]:
    """Return the indented code blocks of a Markdown document."""
    found, heading, start = list[Block](), "", 0
    lines = [*document.splitlines(), ""]
    for number, line in enumerate(lines):
        if line.startswith("## "):
            heading = line[3:]
        inside = line.startswith(INDENT) and (start or not lines[number - 1])
        if inside and not start:
            start = number + 1
        if start and not inside:
            text = "\n".join(line.removeprefix(INDENT) for line in lines[start - 1 : number])
            found.append(Block(heading, start, text))
            start = 0
    return found


def run(commands: str, environment: Mapping[str, str], python: Path) -> "subprocess.CompletedProcess[str]":
    """Run the commands in the project's folder until one fails; `python` is the folder of the interpreter."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", FUNCTIONS + commands.replace(".venv/bin/", f"{python}/")],
        cwd=PROJECT_ROOT,
        env={**environment, "PATH": f"{python}:{Path(sys.executable).parent}:/usr/bin:/bin", "BIN": str(python)},
        check=False,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
