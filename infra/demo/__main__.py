"""`python -m infra.demo`: the whole journey on a local stack of its own, each step said and checked.

Exits 1 at the first step that does not come out as it should.
"""

import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from infra.arguments import refuse_arguments
from infra.demo.scenario import StepFailed
from infra.demo.story import Story
from infra.http_client import Caller
from infra.local.find_running import running_stack
from infra.local.stack import LocalStack
from infra.token import id_token


class LocalCaller(Caller):
    """On a local stack, with the tools beside it."""

    def __init__(self, stack: LocalStack, directory: Path) -> None:
        super().__init__(stack.urls.app, lambda email: id_token(running_stack(directory), email))
        self._tools = stack.urls.tools

    def mails(self) -> list[dict[str, Any]]:
        """Runs queue and schedule until quiet, then reads the whole mailbox."""
        self.tool("/work", {})
        return list(self.http.get(f"{self._tools}/messages.json").json())

    def tool(self, path: str, body: Mapping[str, Any]) -> Any:
        """A verb of the tools server."""
        return self.http.post(f"{self._tools}{path}", json=body).raise_for_status().json()


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    refuse_arguments("infra.demo", __doc__, arguments)
    with tempfile.TemporaryDirectory() as directory:
        print("Starting a local stack of its own …")
        with LocalStack(Path(directory), background=False) as stack:
            try:
                Story(LocalCaller(stack, Path(directory)), print).tell()
            except StepFailed as failed:
                print(f"\nThe demo FAILED: {failed}", file=sys.stderr)
                return 1
    print("\nThe journey came out as it should.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
