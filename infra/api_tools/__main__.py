"""Lint the OpenAPI document with Redocly and Spectral, as `make lint-api` does after it installed them.

Prints what breaks a rule and is not excepted in `exceptions.json`, and each exception that nothing needs any more.
Exit status 1 if there is either.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from chalicelib.web.api.openapi import document
from chalicelib.web.routes import operations
from infra.api_tools.findings import EXCEPTIONS, ToolFailed, exceptions, judged, redocly, spectral
from infra.arguments import reject_arguments
from infra.local.state import PROJECT_ROOT

TOOLS = PROJECT_ROOT / ".api-tools"
# Names of a deployment: the linters ask for https and an address of support.
SERVER, TITLE, SUPPORT = "https://accounts.vendor.test", "Smart Account requests", "support@vendor.test"


def written_document(folder: Path) -> Path:
    """Write the document of a deployment into the folder and return its path."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document(operations(), SERVER, TITLE, SUPPORT)), encoding="utf-8")
    return path


def main(arguments: Sequence[str]) -> int:
    """Lint; return 1 for findings and for unused exceptions, 2 if a tool does not run."""
    reject_arguments("infra.api_tools", __doc__, arguments)
    with tempfile.TemporaryDirectory() as folder:
        path = written_document(Path(folder))
        try:
            found = {"Redocly": redocly(TOOLS, path), "Spectral": spectral(TOOLS, path)}
        except (OSError, ToolFailed) as failed:
            print(
                f"The linters do not run: {failed}\nInstall them by `make api-tools`, then try again.", file=sys.stderr
            )
            return 2
    excepted = exceptions()
    verdict = judged((finding for findings in found.values() for finding in findings), excepted)
    for finding in verdict.findings:
        print(f"{finding.at}: {finding.rule}: {finding.message}")
    for entry in verdict.unused:
        print(f"{EXCEPTIONS.name}: nothing needs the exception from {entry.rule} at {entry.at} any more: take it out")
    for tool, findings in found.items():
        print(f"{tool}: {len(judged(findings, excepted).findings)} ({len(findings)} with the exceptions)")
    return 1 if verdict.findings or verdict.unused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
