"""Kill the local run under load, and tell what it had acknowledged."""

import json
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from infra.local.child import child_process, started
from infra.local.gateway.serving import listen
from infra.local.loopback import loopback_client
from infra.token import id_token
from tests.contract.cast import import_accounts
from tests.contract.local_run import Run
from tests.contract.steps import REQUESTS, form

CALLS_A_SECOND = 20
CALLERS = 8
# A requester may have 25 open requests.
REQUESTERS = 4
LONG_SECONDS = 300.0


@dataclass
class Acknowledged:
    """What the run has answered so far: requests by id with the customer's address, and mails by id."""

    requests: dict[str, str] = field(default_factory=dict)
    mails: set[str] = field(default_factory=set)
    unanswered: int = 0
    answered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))


class Lives:
    """One directory and address of the local run, in which it lives several times."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._settings = {name: str(_free_port()) for name in ("PORT", "SIGN_IN_PORT", "TOOLS_PORT")}
        self._life = 0
        self.acknowledged = Acknowledged()

    def live(self, seconds: float, end: signal.Signals = signal.SIGKILL) -> None:
        """Start, submit requests for some seconds, and kill the run amid the calls."""
        self._life += 1
        with (
            child_process(self._directory, self._settings) as child,
            Run.of(started(child, self._directory), self._directory) as run,
        ):
            tokens = self._signed_in(run)
            self._submit(run, tokens, seconds, lambda: child.send_signal(end))
            child.wait()

    def last(self) -> tuple[set[str], set[str], list[Any]]:
        """Start once more and let everything be done; return the ids of requests and mails, and the mails."""
        with (
            child_process(self._directory, self._settings) as child,
            Run.of(started(child, self._directory), self._directory) as run,
        ):
            advance_an_hour(run.stack.urls)
            mails = mails_of(run.stack.urls)
            requests = {partition.partition("#")[2] for partition, sort in run.rows() if sort == "REQUEST"}
            return requests, {mail["id"] for mail in mails}, mails

    def _signed_in(self, run: Run) -> Sequence[str]:
        people = [f"r{number}@reseller{self._life}.example" for number in range(REQUESTERS)]
        row = {"name": f"Reseller {self._life}", "domain": f"reseller{self._life}.example", "administrators": people}
        import_accounts(run, self._directory / "resellers.json", [row])
        for person in people:
            run.add_person(person, {"email": person, "email_verified": True, "name": "Pat Reseller"})
        return [id_token(run.stack, person) for person in people]

    def _submit(self, run: Run, tokens: Sequence[str], seconds: float, kill: Callable[[], None]) -> None:
        """Submit so many a second; kill once the last one was begun and a quarter is answered, and before all are."""
        calls, begun, woken = round(seconds * CALLS_A_SECOND), time.monotonic(), threading.Event()
        self.acknowledged.answered = threading.Semaphore(0)
        with ThreadPoolExecutor(CALLERS) as pool:
            for number in range(calls):
                woken.wait(max(0.0, begun + number / CALLS_A_SECOND - time.monotonic()))
                pool.submit(self._submit_one, run.stack.urls, tokens[number % len(tokens)], number)
            self.acknowledged.mails |= {mail["id"] for mail in mails_of(run.stack.urls)}
            for _ in range(calls // 4):
                assert self.acknowledged.answered.acquire(timeout=LONG_SECONDS)
            kill()

    def _submit_one(self, urls: dict[str, str], token: str, number: int) -> None:
        address = f"it@customer{self._life}-{number}.example"
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"{self._life}-{number}"}
        body = form(address.partition("@")[2], address)
        try:
            with loopback_client(timeout=30) as client:
                answer = client.post(f"{urls['app']}{REQUESTS}", json=body, headers=headers)
        except httpx.TransportError:
            self.acknowledged.unanswered += 1
            return
        if answer.status_code == 201:
            self.acknowledged.requests[answer.json()["request_id"]] = address
            self.acknowledged.answered.release()
        else:
            self.acknowledged.unanswered += 1


def advance_an_hour(urls: dict[str, str]) -> None:
    """Let all that was claimed by a run that was killed become due again, and do it, however long it takes."""
    with loopback_client(timeout=LONG_SECONDS) as client:
        for path, body in (("/clock", {"advance_seconds": 3_600}), ("/work", {})):
            client.post(f"{urls['tools']}{path}", json=body).raise_for_status()


def mails_of(urls: dict[str, str]) -> list[dict[str, Any]]:
    """Return the mails that the mailbox shows now."""
    with loopback_client(timeout=30) as client:
        return list(json.loads(client.get(f"{urls['tools']}/messages.json").raise_for_status().content))


def _free_port() -> int:
    with listen(0) as probe:
        return int(probe.getsockname()[1])


def assert_nothing_lost(lives: Lives, requests: int) -> None:
    """Assert that every acknowledged request is stored, was mailed, and every mail that was shown is there."""
    acknowledged = lives.acknowledged
    assert len(acknowledged.requests) >= requests
    stored, mail_ids, mails = lives.last()
    assert acknowledged.requests.keys() - stored == set()
    assert acknowledged.mails - mail_ids == set()
    mailed = {address for mail in mails for address in mail["to"]}
    assert set(acknowledged.requests.values()) - mailed == set()
