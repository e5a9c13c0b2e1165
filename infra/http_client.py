"""HTTP client for the app's API, with sign-in on demand."""

from collections.abc import Callable
from typing import Any

import httpx

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb.table import Row

SECONDS = 40.0


class ApiClient:
    """Client for the app at `base`; `sign_in` returns a bearer token for a mail address."""

    def __init__(self, base: str, sign_in: Callable[[str], str]) -> None:
        self._base = base
        self._sign_in = sign_in
        self._tokens: dict[str, str] = {}
        self.http = httpx.Client(timeout=SECONDS, trust_env=False)

    def call(self, method: str, path: str, by: str = "", **sent: Any) -> httpx.Response:
        """Send a request, signed in as `by` if given; each person signs in once."""
        headers = dict(sent.pop("headers", {}))
        if by:
            headers["Authorization"] = f"Bearer {self._token(by)}"
        return self.http.request(method, f"{self._base}{path}", headers=headers, **sent)

    def rows(self) -> list[Row]:
        """Return every row of the table, to check that a request changed nothing."""
        return sorted(bootstrap.container().table.scan(), key=lambda row: row.key)

    def _token(self, email: str) -> str:
        if email not in self._tokens:
            self._tokens[email] = self._sign_in(email)
        return self._tokens[email]
