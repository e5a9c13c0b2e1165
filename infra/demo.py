"""`python -m infra.demo`: the whole journey on a local stack of its own, each step said and checked.

Exits 1 at the first step that does not come out as it should.
"""

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from chalicelib.adapters.dynamodb.record import Record
from infra.demo_story import StepFailed, Story
from infra.local.running import running_stack
from infra.local.stack import LocalStack
from infra.token import id_token

SECONDS = 30.0


class Caller:
    """Talks to the app over HTTP, as a partner's software or an approver's browser would."""

    def __init__(self, stack: LocalStack, directory: Path) -> None:
        self._stack = stack
        self._directory = directory
        self._http = httpx.Client(timeout=SECONDS, trust_env=False)
        self._tokens: dict[str, str] = {}

    def call(self, method: str, path: str, by: str = "", **sent: Any) -> httpx.Response:
        """One call; `by` signs in first, once a person."""
        headers = dict(sent.pop("headers", {}))
        if by:
            headers["Authorization"] = f"Bearer {self._token(by)}"
        return self._http.request(method, f"{self._stack.urls.app}{path}", headers=headers, **sent)

    def mails(self) -> list[dict[str, Any]]:
        """Runs queue and schedule until quiet, then reads the whole mailbox."""
        self.tool("/work", {})
        return list(self._http.get(f"{self._stack.urls.tools}/messages.json").json())

    def tool(self, path: str, body: Mapping[str, Any]) -> Any:
        """A verb of the tools server."""
        return self._http.post(f"{self._stack.urls.tools}{path}", json=body).raise_for_status().json()

    def rows(self) -> list[dict[str, Any]]:
        """Every row of the table, to see that nothing changed."""
        return sorted((row.to_dynamodb_dict() for row in Record.scan()), key=str)

    def _token(self, email: str) -> str:
        if email not in self._tokens:
            self._tokens[email] = id_token(running_stack(self._directory), email)
        return self._tokens[email]


def main() -> int:
    """The exit status."""
    with tempfile.TemporaryDirectory() as directory:
        print("Starting a local stack of its own …")
        with LocalStack(Path(directory), background=False) as stack:
            try:
                Story(Caller(stack, Path(directory)), print).tell()
            except StepFailed as failed:
                print(f"\nThe demo FAILED: {failed}", file=sys.stderr)
                return 1
    print("\nThe journey came out as it should.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
