"""Framework for scenarios: titled steps that call the app, print the outcome and stop at the first failure."""

import re
from collections.abc import Callable
from typing import Any, Protocol

import httpx

from chalicelib.adapters.dynamodb.table import Row


class StepFailed(Exception):
    """A step of the scenario failed."""


class Client(Protocol):
    """Client for the app, its mails and its tools."""

    def call(self, method: str, path: str, by: str = "", **sent: Any) -> httpx.Response: ...
    def mails(self) -> list[dict[str, Any]]: ...
    def tool(self, path: str, body: dict[str, Any]) -> Any: ...
    def rows(self) -> list[Row]: ...


class Scenario:
    """Client the app, prints the outcome of each step and checks it."""

    def __init__(self, client: Client, say: Callable[[str], object]) -> None:
        self._client = client
        self._say = say
        self._step = 0

    def _ok(self, method: str, path: str, **sent: Any) -> Any:
        response = self._client.call(method, path, **sent)
        if not response.is_success:
            raise StepFailed(f"{method} {_without_token(path)}: {response.status_code} {response.text[:300]}")
        return response.json() if response.content else {}

    def _refused(self, method: str, path: str, status: int, slug: str, **sent: Any) -> None:
        response = self._client.call(method, path, **sent)
        is_expected = response.status_code == status and response.json()["type"].endswith(f"/problems/{slug}")
        self._check(f"{method} {_without_token(path)}: {response.status_code} {slug}", is_expected)

    def _title(self, text: str) -> None:
        self._step += 1
        self._say(f"\n{self._step}. {text}")

    def _check(self, text: str, is_as_expected: bool) -> None:
        self._say(f"   {text}")
        if not is_as_expected:
            raise StepFailed(text)


def _without_token(path: str) -> str:
    """Hide the token in the path."""
    return re.sub(r"(/approvals/)[^/]+", r"\1…", path)
