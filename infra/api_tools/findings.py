"""What the linters find in the OpenAPI document, less the exceptions that have a reason."""

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
EXCEPTIONS = HERE / "exceptions.json"


class ToolFailed(Exception):
    """A tool did not run to its end; the message is what it said."""


@dataclass(frozen=True)
class Finding:
    """A rule that the document breaks, and where: `paths./v1/accounts.get`."""

    rule: str
    at: str
    message: str


@dataclass(frozen=True)
class Excepted:
    """A rule that does not hold at the places that the pattern `at` matches."""

    rule: str
    at: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is one that is excepted."""
        return finding.rule == self.rule and fnmatchcase(finding.at, self.at)


@dataclass(frozen=True)
class Verdict:
    """The findings that count, and the exceptions that nothing needs any more."""

    findings: tuple[Finding, ...]
    unused: tuple[Excepted, ...]


def exceptions(path: Path = EXCEPTIONS) -> list[Excepted]:
    """Read the exceptions. Raises `ValueError` for one without a reason."""
    read = [Excepted(**entry) for entry in json.loads(path.read_text())]
    for entry in read:
        if not entry.reason.strip():
            raise ValueError(f"{path.name}: the exception from {entry.rule} at {entry.at} has no reason")
    return read


def judged(findings: Iterable[Finding], excepted: Sequence[Excepted]) -> Verdict:
    """Subtract the exceptions."""
    found = list(findings)
    left = tuple(finding for finding in found if not any(entry.covers(finding) for entry in excepted))
    unused = tuple(entry for entry in excepted if not any(entry.covers(finding) for finding in found))
    return Verdict(left, unused)


def spectral(tools: Path, document: Path) -> list[Finding]:
    """Run Spectral with its rules for OpenAPI and those of OWASP. Raises `ToolFailed`."""
    ruleset = tools / "spectral.yaml"
    output = _run(tools, "spectral", "lint", str(document), "--ruleset", str(ruleset), "--format", "json", "--quiet")
    return [Finding(one["code"], ".".join(map(str, one["path"])), one["message"]) for one in _json(output)]


def redocly(tools: Path, document: Path) -> list[Finding]:
    """Run Redocly with its strictest rules. Raises `ToolFailed`."""
    output = _run(tools, "redocly", "lint", str(document), "--config", str(tools / "redocly.yaml"), "--format", "json")
    return [
        Finding(one["ruleId"], _dotted(one["location"][0].get("pointer", "")), one["message"])
        for one in _json(output)["problems"]
    ]


def _run(tools: Path, name: str, *arguments: str) -> str:
    command = [str(tools / "node_modules" / ".bin" / name), *arguments]
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(tools), "REDOCLY_TELEMETRY": "off"}
    done = subprocess.run(command, cwd=tools, env=environment, capture_output=True, text=True, check=False)
    # 1 says that there are findings.
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise ToolFailed(f"{name}: {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout


def _json(output: str) -> Any:
    try:
        return json.loads(output)
    except ValueError:
        raise ToolFailed(output[:2000]) from None


def _dotted(pointer: str) -> str:
    steps = pointer.removeprefix("#/").split("/")
    return ".".join(step.replace("~1", "/").replace("~0", "~") for step in steps)
