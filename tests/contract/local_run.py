"""The local stack for the contract suite: HTTP calls, people, mails, clock and the rows of the table."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import httpx

from chalicelib.adapters.dynamodb.deliveries.keys import PARTITIONS as WEBHOOKS
from infra.local.aws.table_journal import JOURNAL
from infra.local.child import OUTPUT, stack_in_a_process
from infra.local.find_running import RunningStack
from infra.local.loopback import loopback_client
from infra.local.state import PROJECT_ROOT
from infra.token import access_token, id_token
from tests.contract.conventions import assert_conventions
from tests.contract.document import Document, Mismatch
from tests.logs import assert_permitted, assert_private

SECONDS = 30.0
# Before the id of a client that calls with its own token.
CLIENT = "client"
PYTHON = Path(sys.executable)
# Fields for free text; single words are ignored, since they may occur in the log by chance.
FREE_TEXT = ("account_name", "message", "note", "note_to_customer", "note_to_reviewer", "order_reference", "reason")
Json = dict[str, Any]
Rows = dict[tuple[str, str], Json]


class Run:
    """A running stack. `call` checks the conventions of every response; `client` is for unusual requests.

    `mismatches` collects responses that do not match the OpenAPI document, `translated` the problems that were
    checked in two languages, `typed` the free text that was sent.
    """

    def __init__(self, stack: RunningStack, client: httpx.Client, directory: Path, python: Path) -> None:
        self.stack = stack
        self._directory = directory
        self.client = client
        self._python = python
        self.document = Document(self._get("app", "/v1/openapi.json"))
        self.mismatches: set[Mismatch] = set()
        self.translated: set[str] = set()
        self.typed: set[str] = set()
        self._tokens: dict[str, str] = {}

    @classmethod
    @contextmanager
    def of(cls, stack: RunningStack, directory: Path, python: Path = PYTHON) -> Iterator[Self]:
        """Connect to the stack in the directory, within the block; `python` runs the commands of operators."""
        with loopback_client(base_url=stack.urls["app"], timeout=SECONDS) as client:
            yield cls(stack, client, directory, python)

    def call(self, method: str, path: str, by: str | None = None, **sent: Any) -> httpx.Response:
        """Call the API, signed in as `by`, and check the response."""
        self.note_typed(sent.get("json"))
        response = self.client.request(method, path, headers=self._headers(by, sent.pop("headers", {})), **sent)
        assert_conventions(response)
        mismatch = self.document.mismatch(response)
        if mismatch:
            self.mismatches.add(mismatch)
        return response

    def add_person(self, subject: str, claims: Json) -> None:
        """Add a person to the sign-in provider, with claims for every token."""
        url = f"{self.stack.urls['sign_in']}/users/{subject}"
        self.client.put(url, json=claims).raise_for_status()

    def token(self, subject: str) -> str:
        """Return a bearer token; each person signs in once. A `client:` brings its own access token."""
        if subject not in self._tokens:
            kind, _, client = subject.partition(":")
            of_client = kind == CLIENT and client
            self._tokens[subject] = access_token(self.stack, client) if of_client else id_token(self.stack, subject)
        return self._tokens[subject]

    def work(self, schedule: bool = True) -> None:
        """Process queue and schedule until nothing is left to do."""
        self._post("/work", {"schedule": schedule})

    def advance(self, **length: float) -> None:
        """Advance the app's clock by `timedelta(**length)` and process what has become due."""
        self._post("/clock", {"advance_seconds": timedelta(**length).total_seconds()})
        self.work()

    def set_ses_fault(self, fail: str) -> None:
        """Set how the mail service fails."""
        self._post("/ses", {"fail": fail})

    def report(self, mail: Json, kind: str) -> None:
        """Publish an SES event about a mail and have the app process it."""
        self._post("/ses-events", {"id": mail["id"], "type": kind})
        self.work(schedule=False)

    def messages(self) -> list[Json]:
        """Return every mail so far, newest last. (The schedule, 24 queries, is run by `advance` alone.)"""
        self.work(schedule=False)
        messages: list[Json] = self._get("tools", "/messages.json")
        return messages

    @property
    def journal(self) -> Path:
        """The file in which the database writes each change of an item."""
        (journal,) = (self._directory / "dynamodb").glob(JOURNAL.format("*"))
        return journal

    def rows(self) -> Rows:
        """Return every item of the table, which takes a while."""
        items, page = list[Json](), self.database("Scan")
        items += page["Items"]
        while start := page.get("LastEvaluatedKey"):
            page = self.database("Scan", ExclusiveStartKey=start)
            items += page["Items"]
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in items}

    def database(self, operation: str, **arguments: object) -> Json:
        """Call the table's database and return its answer as it came: botocore parses it ten times as long."""
        environment = self.stack.environment
        scope = f"2026-01-01/{environment['AWS_DEFAULT_REGION']}/dynamodb/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={environment['AWS_ACCESS_KEY_ID']}/{scope}",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        }
        body = {"TableName": environment["TABLE_NAME"], **arguments}
        url = environment["AWS_ENDPOINT_URL_DYNAMODB"]
        answer: Json = self.client.post(url, json=body, headers=headers).raise_for_status().json()
        return answer

    def command(self, module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of operators, as `python -m` does, on the stack."""
        return subprocess.run(
            [str(self._python), "-m", module, *arguments],
            cwd=PROJECT_ROOT,
            env=os.environ | self.stack.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def note_typed(self, body: object) -> None:
        """Remember the free text in the body."""
        fields = body if isinstance(body, dict) else {}
        texts = (fields.get(name) for name in FREE_TEXT)
        self.typed.update(text for text in texts if isinstance(text, str) and " " in text.strip())

    def _headers(self, by: str | None, headers: Mapping[str, str]) -> dict[str, str]:
        signed_in = {} if by is None else {"Authorization": f"Bearer {self.token(by)}"}
        return {**signed_in, **headers}

    def _get(self, part: str, path: str) -> Any:
        return self.client.get(f"{self.stack.urls[part]}{path}").raise_for_status().json()

    def _post(self, path: str, body: Json) -> None:
        self.client.post(f"{self.stack.urls['tools']}{path}", json=body).raise_for_status()


@contextmanager
def private_run(directory: Path, environment: Mapping[str, str] | None = None, python: Path = PYTHON) -> Iterator[Run]:
    """Run `python -m infra.run` on free ports; assert afterwards that no call was denied and no personal data told."""
    with (
        stack_in_a_process(directory, {"LOG_LEVEL": "INFO", **(environment or {})}) as stack,
        Run.of(stack, directory, python) as run,
    ):
        yield run
    output = (directory / OUTPUT).read_text(errors="replace")
    assert_permitted(output)
    assert_private(output, run.typed)


@contextmanager
def unchanged_table(run: Run) -> Iterator[None]:
    """Assert that nothing is written to the table in the block, but for retries of webhooks, which fall due alone."""
    before = -1
    # One round of the schedule writes what the next one goes on with: events get positions, then they are sealed.
    while before != (before := run.journal.stat().st_size):
        run.work()
    yield
    with run.journal.open("rb") as journal:
        journal.seek(before)
        partitions = [partition_key for line in journal for _, partition_key, _, _ in json.loads(line)]
    assert [key for key in partitions if not key.startswith(WEBHOOKS)] == []
