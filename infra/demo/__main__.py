"""`python -m infra.demo`: walk through the whole journey on a local stack of its own, and check each step.

Exits with 1 at the first step that fails.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.arguments import reject_arguments
from infra.demo.scenario import StepFailed
from infra.demo.story import Story
from infra.http_client import ApiClient
from infra.local.find_running import running_stack
from infra.local.stack import LocalStack
from infra.token import id_token


class LocalClient(ApiClient):
    """Client for a local stack and its tools."""

    def __init__(self, stack: LocalStack, directory: Path) -> None:
        super().__init__(stack.urls.app, lambda email: id_token(running_stack(directory), email))
        self._tools = stack.urls.tools

    def mails(self) -> list[dict[str, Any]]:
        """Process queue and schedule until nothing is left to do, then return the whole mailbox."""
        self.tool("/work", {})
        return list(self.http.get(f"{self._tools}/messages.json").json())

    def tool(self, path: str, body: Mapping[str, Any]) -> Any:
        """Call the tools server."""
        return self.http.post(f"{self._tools}{path}", json=body).raise_for_status().json()


def main(arguments: Sequence[str]) -> int:
    """Run the demo; return the exit status."""
    reject_arguments("infra.demo", __doc__, arguments)
    with tempfile.TemporaryDirectory() as directory:
        print("Starting a separate local stack …")
        with LocalStack(Path(directory), background=False) as stack:
            try:
                Story(LocalClient(stack, Path(directory)), print).run()
            except StepFailed as failed:
                print(f"\nThe demo FAILED: {failed}", file=sys.stderr)
                return 1
            if stack.rights.denied:
                print("\nAWS would have denied:", *dict.fromkeys(stack.rights.denied), sep="\n", file=sys.stderr)
                return 1
    print("\nThe journey succeeded.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
