"""What docs/webhooks.md shows, and a receiver of it that runs."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from standardwebhooks import Webhook

from infra.local.gateway.serving import listen
from infra.local.loopback import loopback_client
from infra.local.state import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "webhooks.md"
SHOWN_PORT = "9000"
SOME_SECRET = "whsec_" + "c2VjcmV0" * 4
KINDS = ["approved", "declined"]
EVENT = '{"type": "approved", "timestamp": "2026-11-28T12:00:00Z", "data": {"event_id": "evt_r1_2"}}'
# Half a second before the second attempt to connect, and twice as long before each further one.
CONNECTS = 6
# Writes the program into the folder and returns the command that runs it.
Prepare = Callable[[str, Path], Sequence[str]]


def blocks(language: str) -> list[str]:
    """Return the code blocks of the document in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with listen(0) as probe:
        port: int = probe.getsockname()[1]
    return port


@dataclass(frozen=True)
class Receiver:
    """A running receiver; `ended` ends it and returns what it has printed."""

    client: httpx.Client
    secret: str
    ended: Callable[[], str]

    def post(self, body: str | bytes = EVENT, *, late: timedelta = timedelta(), **headers: str) -> int:
        """Send an event as of a time that is past, with these headers instead of the right ones; return the status."""
        at = datetime.now(UTC) - late
        right = {"id": "evt_r1_2", "timestamp": str(int(at.timestamp()))}
        right["signature"] = Webhook(self.secret).sign("evt_r1_2", at, EVENT)
        named = {f"webhook-{name}": text for name, text in (right | headers).items()}
        return self.client.post("/", content=body, headers=named).status_code


@contextmanager
def receiving(language: str, prepare: Prepare, folder: Path, port: int, secret: str) -> Iterator[Receiver]:
    """Run the document's receiver in a language on a port of this machine."""
    (program,) = blocks(language)
    assert program.count(SHOWN_PORT) == 1
    command = prepare(program.replace(SHOWN_PORT, str(port)), folder)
    environment = os.environ | {"WEBHOOK_SECRET": secret}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        retried = httpx.HTTPTransport(retries=CONNECTS)
        with loopback_client(base_url=f"http://localhost:{port}", transport=retried) as client:
            try:
                client.get("/")

                def ended() -> str:
                    process.terminate()
                    return process.communicate()[0]

                yield Receiver(client, secret, ended)
            finally:
                process.terminate()


def assert_verifies(receiver: Receiver) -> None:
    """Assert that it takes what is signed, and refuses what is forged, changed, old or no event."""
    assert receiver.post() == 204
    assert receiver.post(late=timedelta(minutes=4)) == 204
    other = Webhook("whsec_" + "b3RoZXIg" * 4).sign("evt_r1_2", datetime.now(UTC), EVENT)
    refused = [
        receiver.post(signature=other),
        receiver.post(signature="no signature"),
        receiver.post(signature=""),
        receiver.post(id="evt_r1_3"),
        receiver.post(EVENT.replace("approved", "declined")),
        receiver.post(b"\xff"),
        receiver.post(late=timedelta(minutes=6)),
        receiver.post(late=timedelta(minutes=-6)),
    ]
    assert refused == [400] * len(refused)
