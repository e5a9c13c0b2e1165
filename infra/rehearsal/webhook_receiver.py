"""A receiver at a webhook of the partner's team: verifies what the deployed functions send.

What comes is compared with the feed of the team.
"""

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

import httpx
from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug import Request, Response

from infra.demo.scenario import StepFailed
from infra.local.gateway.serving import Serving, listen
from infra.local.sign_in.people import Person
from infra.rehearsal.deployed_client import DeployedClient

ADMINISTRATOR = Person("admin@reseller.example", "Ariel Administrator", "administrator of the partner's team")
# Two runs of the schedule, and what lies between them.
QUIET_SECONDS, POLL_SECONDS = 150.0, 0.5
Json = dict[str, Any]


class WebhookReceiver:
    """Listens on loopback and has its webhook within the block; `check` waits until all that happened has come.

    The team's administrator makes the webhook, and is new at the sign-in provider at `issuer`.
    """

    def __init__(self, client: DeployedClient, issuer: str) -> None:
        self._client = client
        self._person = f"{issuer}/users/{ADMINISTRATOR.email}"
        self._arrived: dict[str, list[Json]] = {}
        self._faults: list[str] = []
        self._listener = listen(0)
        self._serving = Serving(self._listener, self._take)

    def __enter__(self) -> Self:
        self._client.http.put(self._person, json=ADMINISTRATOR.claims()).raise_for_status()
        (role,) = self._ok("GET", "/v1/me").json()["roles"]
        self._account = role["account_id"]
        webhooks = f"/v1/accounts/{self._account}/webhooks"
        url = f"http://localhost:{self._listener.getsockname()[1]}/events"
        made = self._ok("POST", webhooks, json={"url": url}).json()
        self._verifier = Webhook(made["secret"])
        self._webhook = f"{webhooks}/{made['webhook_id']}"
        self._serving.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._serving.__exit__(kind, error, trace)
        if error is None:
            self._ok("DELETE", self._webhook)

    def check(self, *kinds: str) -> str:
        """Wait for every event of the team's requests, these kinds among them, and for one again that is redelivered.

        Raises `StepFailed` if one is missing, is not what the feed tells, or was not signed for this webhook.
        """
        self._wait(lambda: self._missing({*kinds}))
        (delivery, *_) = self._ok("GET", f"{self._webhook}/deliveries").json()["items"]
        event_id, before = delivery["event_id"], len(self._arrived[delivery["event_id"]])
        self._ok("POST", f"{self._webhook}/deliveries/{delivery['delivery_id']}/redeliver", json={})
        self._wait(lambda: {event_id} if len(self._arrived[event_id]) == before else set())
        if self._faults:
            raise StepFailed("; ".join(["at the webhook arrived what it refuses", *self._faults]))
        sent = f"{len(self._arrived)} events of the partner's team arrived, signed, at its webhook"
        return f"{sent}, {', '.join(kinds)} among them; one arrived again when it was redelivered"

    def _take(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        try:
            event = self._verifier.verify(request.get_data(), dict(request.headers))
        except WebhookVerificationError as error:
            self._faults.append(str(error))
            return Response(status=400)(environ, start_response)
        self._arrived.setdefault(request.headers["webhook-id"], []).append(event["data"])
        return Response(status=204)(environ, start_response)

    def _missing(self, kinds: set[str]) -> set[str]:
        """Return the ids of events that have not come, and kinds that no event has."""
        page = self._ok("GET", f"/v1/events?account_id={self._account}&limit=50").json()
        if page["has_more"]:
            raise StepFailed("the feed of the partner's team does not fit on one page")
        happened = {event["event_id"]: event for event in page["items"] if event["request_id"]}
        come = happened.keys() & self._arrived.keys()
        wrong = [event_id for event_id in come if any(one != happened[event_id] for one in self._arrived[event_id])]
        if wrong:
            raise StepFailed(f"at the webhook arrived otherwise than the feed tells it: {', '.join(wrong)}")
        return (happened.keys() - come) | (kinds - {event["kind"] for event in happened.values()})

    def _wait(self, missing: Callable[[], set[str]]) -> None:
        deadline = time.monotonic() + QUIET_SECONDS
        while left := missing():
            if time.monotonic() > deadline:
                raise StepFailed(f"at the webhook is missing: {', '.join(sorted(left))}")
            time.sleep(POLL_SECONDS)

    def _ok(self, method: str, path: str, **sent: Any) -> httpx.Response:
        response = self._client.call(method, path, by=ADMINISTRATOR.email, **sent)
        if not response.is_success:
            raise StepFailed(f"{method} {path}: {response.status_code} {response.text[:300]}")
        return response
