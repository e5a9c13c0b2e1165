"""How a story is told that is also a check: each step has a title, and stops everything where it fails."""

import re
from collections.abc import Callable
from typing import Any, Protocol

import httpx

from chalicelib.adapters.dynamodb.table import Row


class StepFailed(Exception):
    """A step did not come out as it should."""


class Calls(Protocol):
    """What the story needs of whoever calls the app."""

    def call(self, method: str, path: str, by: str = "", **sent: Any) -> httpx.Response: ...
    def mails(self) -> list[dict[str, Any]]: ...
    def tool(self, path: str, body: dict[str, Any]) -> Any: ...
    def rows(self) -> list[Row]: ...


class Teller:
    """Calls the app, says what came of it, and judges it."""

    def __init__(self, caller: Calls, say: Callable[[str], object]) -> None:
        self._caller = caller
        self._say = say
        self._step = 0

    def _ok(self, method: str, path: str, **sent: Any) -> Any:
        answer = self._caller.call(method, path, **sent)
        if not answer.is_success:
            raise StepFailed(f"{method} {_shown(path)}: {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else {}

    def _refused(self, method: str, path: str, status: int, slug: str, **sent: Any) -> None:
        answer = self._caller.call(method, path, **sent)
        known = answer.status_code == status and answer.json()["type"] == f"/problems/{slug}"
        self._see(f"{method} {_shown(path)}: {answer.status_code} {slug}", known)

    def _title(self, text: str) -> None:
        self._step += 1
        self._say(f"\n{self._step}. {text}")

    def _see(self, text: str, holds_true: bool) -> None:
        self._say(f"   {text}")
        if not holds_true:
            raise StepFailed(text)


def _shown(path: str) -> str:
    """The path without its token."""
    return re.sub(r"(/approvals/)[^/]+", r"\1…", path)
