"""The rehearsal fails when its webhook gets what is not signed for it, or what the feed does not tell."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from infra.demo.scenario import StepFailed
from infra.local.loopback import loopback_client
from infra.rehearsal.webhook_receiver import WebhookReceiver
from tests.contract.webhooks.documented import SOME_SECRET

FORGED = "whsec_" + "b3RoZXIg" * 4
EVENT = {"event_id": "evt_r1_1", "kind": "submitted", "request_id": "r1"}


class Deployment:
    """Answers as the deployed app does, and sends its one event when its feed is read and when it is redelivered."""

    def __init__(self, secret: str, sent: dict[str, Any]) -> None:
        self.http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200)))
        self.url = ""
        self._secret, self._sent = secret, sent

    def call(self, method: str, path: str, by: str, json: Any = None) -> httpx.Response:
        assert by == "admin@reseller.example"
        answer: dict[str, Any] = {"items": [EVENT | {"delivery_id": "d1"}], "has_more": False}
        if path == "/v1/me":
            answer = {"roles": [{"account_id": "a1"}]}
        elif (method, path) == ("POST", "/v1/accounts/a1/webhooks"):
            self.url = json["url"]
            answer = {"webhook_id": "w1", "secret": SOME_SECRET}
        elif path.startswith("/v1/events"):
            answer["items"] = [EVENT]
            self.send()
        elif path.endswith("/d1/redeliver"):
            self.send()
        return httpx.Response(200, json=answer)

    def send(self) -> None:
        """Send its event."""
        body, now = json.dumps({"data": self._sent}), datetime.now(UTC)
        headers = {"webhook-id": "evt_r1_1", "webhook-timestamp": str(int(now.timestamp()))}
        headers["webhook-signature"] = Webhook(self._secret).sign("evt_r1_1", now, body)
        with loopback_client() as client:
            client.post(self.url, content=body, headers=headers)


def checked(*deployments: Deployment) -> str:
    """Receive from the first one what all of them send."""
    first, *others = deployments
    with WebhookReceiver(first, "http://sign-in") as receiver:  # type: ignore[arg-type]  # what it calls alone
        for other in others:
            other.url = first.url
            other.send()
        return receiver.check("submitted")


def test_signed_event_of_the_feed_is_taken_and_redelivered() -> None:
    assert "1 events" in checked(Deployment(SOME_SECRET, EVENT))


def test_event_that_is_signed_with_another_secret_fails_the_rehearsal() -> None:
    with pytest.raises(StepFailed, match="No matching signature"):
        checked(Deployment(SOME_SECRET, EVENT), Deployment(FORGED, EVENT))


def test_event_that_the_feed_tells_otherwise_fails_the_rehearsal() -> None:
    with pytest.raises(StepFailed, match="evt_r1_1"):
        checked(Deployment(SOME_SECRET, EVENT | {"kind": "declined"}))
