"""Talks to the deployed app over HTTP, and reads the mails that the emulated SES has taken."""

import time
from itertools import chain
from typing import Any

from chalicelib import bootstrap
from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.mails import Mail, MailStatus
from infra.http_client import Caller
from infra.local.find_running import RunningStack
from infra.token import id_token

# The schedule comes each minute, and sends what no nudge has.
QUIET_SECONDS = 150.0
POLL_SECONDS = 0.5


class NotSent(Exception):
    """Mails still wait, though queue and schedule had their time."""


class DeployedCaller(Caller):
    """`base` is the address of the API with its stage; `url` the emulator's."""

    def __init__(self, url: str, base: str, stack: RunningStack) -> None:
        super().__init__(base, lambda email: id_token(stack, email))
        self._url = url

    def mails(self) -> list[dict[str, Any]]:
        """Every mail so far, once the functions behind queue and schedule have sent what waits."""
        deadline = time.monotonic() + QUIET_SECONDS
        while self._waiting():
            if time.monotonic() > deadline:
                raise NotSent(f"{self._waiting()} mails still wait")
            time.sleep(POLL_SECONDS)
        taken = self.http.get(f"{self._url}/_ministack/ses/messages").raise_for_status().json()
        return [
            {"to": one["To"], "subject": one["Subject"], "text": one["BodyText"]}
            # By account, of which there is one.
            for one in sorted(chain(*taken["messages"].values()), key=lambda one: one["Timestamp"])
        ]

    def tool(self, path: str, body: dict[str, Any]) -> Any:
        """There are no tools beside a deployed app."""
        raise NotImplementedError(path, body)

    def _waiting(self) -> int:
        rows = bootstrap.container().table.scan(begins_with("sk", keys.MAIL_PREFIX))
        mails = (decoded(row.document, Mail) for row in rows)
        return sum(mail.status is MailStatus.DUE for mail in mails)
