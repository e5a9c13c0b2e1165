"""Client for the deployed app, and for the mails that the emulated SES has accepted."""

import time
from itertools import chain
from typing import Any

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.mails import Mail, MailStatus
from infra.http_client import ApiClient
from infra.local.find_running import RunningStack
from infra.token import id_token

# The schedule runs each minute and sends mails whose nudge was lost.
QUIET_SECONDS = 150.0
POLL_SECONDS = 0.5


class NotSent(Exception):
    """Mails are still due after queue and schedule had enough time."""


class DeployedClient(ApiClient):
    """`base` is the URL of the API including its stage, `url` that of the emulator."""

    def __init__(self, url: str, base: str, stack: RunningStack) -> None:
        super().__init__(base, lambda email: id_token(stack, email))
        self.base = base
        self._url = url

    def mails(self) -> list[dict[str, Any]]:
        """Wait until no mail is due, then return all mails. Raises `NotSent`."""
        deadline = time.monotonic() + QUIET_SECONDS
        while self._due():
            if time.monotonic() > deadline:
                raise NotSent(f"{self._due()} mails are still due")
            time.sleep(POLL_SECONDS)
        taken = self.http.get(f"{self._url}/_ministack/ses/messages").raise_for_status().json()
        return [
            {"to": mail["To"], "subject": mail["Subject"], "text": mail["BodyText"]}
            # Grouped by AWS account; there is only one.
            for mail in sorted(chain(*taken["messages"].values()), key=lambda mail: mail["Timestamp"])
        ]

    def tool(self, path: str, body: dict[str, Any]) -> Any:
        """Not available: a deployed app has no tools."""
        raise NotImplementedError(path, body)

    def _due(self) -> int:
        rows = bootstrap.container().table.scan(begins_with("sk", keys.MAIL_PREFIX))
        mails = (decoded(row.document, Mail) for row in rows)
        return sum(mail.status is MailStatus.DUE for mail in mails)
