"""The local run as the contract suite drives it: HTTP, people, mails, clock and the rows of the table.

Knows where the parts answer; refuses to know what any test claims.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

import boto3
import httpx
from botocore.config import Config

from infra.local.child import OUTPUT, stack_in_a_process
from infra.local.find_running import RunningStack
from infra.token import id_token
from tests.contract.conventions import keep_conventions
from tests.contract.document import Complaint, Document
from tests.logs import assert_discreet

SECONDS = 30.0
# Where people type whatever they like; a single word of theirs may well be one of the log's own.
FREE_TEXT = ("account_name", "message", "note", "note_to_customer", "note_to_reviewer", "reason")
Json = dict[str, Any]
Rows = dict[tuple[str, str], Json]


class Run:
    """`call` holds every answer to the conventions; `client` sends what no program would.

    `complaints` are the answers so far that the OpenAPI document does not describe, `translated` the problems
    that were seen in two languages, `typed` what people have said in their own words.
    """

    def __init__(self, stack: RunningStack, client: httpx.Client) -> None:
        self.stack = stack
        self.client = client
        self._document = Document(self._get("app", "/v1/openapi.json"))
        self.complaints: set[Complaint] = set()
        self.translated: set[str] = set()
        self.typed: set[str] = set()
        self.table: Any = boto3.client("dynamodb", **_connection(stack))
        self.table_name = stack.environment["TABLE_NAME"]
        self._tokens: dict[str, str] = {}

    @classmethod
    @contextmanager
    def of(cls, stack: RunningStack) -> Iterator[Self]:
        """The run behind these URLs; the connections end with the block."""
        with httpx.Client(base_url=stack.urls["app"], timeout=SECONDS, trust_env=False) as client:
            yield cls(stack, client)

    def call(self, method: str, path: str, by: str | None = None, **sent: Any) -> httpx.Response:
        """One call of the API, signed in as `by`."""
        self.note_typed(sent.get("json"))
        answer = self.client.request(method, path, headers=self._headers(by, sent.pop("headers", {})), **sent)
        keep_conventions(answer)
        complaint = self._document.complaint(answer)
        if complaint:
            self.complaints.add(complaint)
        return answer

    def add_person(self, subject: str, claims: Json) -> None:
        """Somebody the sign-in provider knows from now on, with these claims in every token."""
        url = f"{self.stack.urls['sign_in']}/users/{subject}"
        self.client.put(url, json=claims).raise_for_status()

    def token(self, subject: str) -> str:
        """A bearer token, asked for once a person."""
        if subject not in self._tokens:
            self._tokens[subject] = id_token(self.stack, subject)
        return self._tokens[subject]

    def work(self) -> None:
        """Runs queue and schedule until nothing moves any more."""
        self._post("/work", {})

    def advance(self, **length: float) -> None:
        """Moves the app's clock on by `timedelta(**length)`, and lets happen what fell due."""
        self._post("/clock", {"advance_seconds": timedelta(**length).total_seconds()})
        self.work()

    def weather(self, fail: str) -> None:
        """How the mail service fails from now on."""
        self._post("/ses", {"fail": fail})

    def report(self, mail: Json, kind: str) -> None:
        """The mail service reports on a mail, and the app has heard of it."""
        self._post("/ses-events", {"id": mail["id"], "type": kind})
        self.work()

    def messages(self) -> list[Json]:
        """Every mail so far, newest last."""
        self.work()
        messages: list[Json] = self._get("tools", "/messages.json")
        return messages

    def rows(self) -> Rows:
        """Every item of the table: two equal answers mean that not a byte was changed."""
        pages = self.table.get_paginator("scan").paginate(TableName=self.table_name)
        return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}

    def note_typed(self, body: object) -> None:
        """Remembers what stands in the fields for free text."""
        fields = body if isinstance(body, dict) else {}
        said = (fields.get(name) for name in FREE_TEXT)
        self.typed.update(one for one in said if isinstance(one, str) and " " in one.strip())

    def _headers(self, by: str | None, headers: Mapping[str, str]) -> dict[str, str]:
        signed_in = {} if by is None else {"Authorization": f"Bearer {self.token(by)}"}
        return {**signed_in, **headers}

    def _get(self, part: str, path: str) -> Any:
        return self.client.get(f"{self.stack.urls[part]}{path}").raise_for_status().json()

    def _post(self, path: str, body: Json) -> None:
        self.client.post(f"{self.stack.urls['tools']}{path}", json=body).raise_for_status()


@contextmanager
def discreet_run(directory: Path, environment: Mapping[str, str] | None = None) -> Iterator[Run]:
    """`python -m infra.run` on free ports, with its state in the directory.

    Claims, once it has ended, that nothing it has printed tells on anybody.
    """
    with (
        stack_in_a_process(directory, {"LOG_LEVEL": "INFO", **(environment or {})}) as stack,
        Run.of(stack) as run,
    ):
        yield run
    assert_discreet((directory / OUTPUT).read_text(errors="replace"), run.typed)


@contextmanager
def untouched(run: Run) -> Iterator[None]:
    """Claims that nothing in this block changes a byte of the table."""
    run.work()
    before = run.rows()
    yield
    assert run.rows() == before


def _connection(stack: RunningStack) -> dict[str, object]:
    environment = stack.environment
    return {
        # With a run that has died, every later test fails at once instead of trying for half a minute.
        "config": Config(retries={"total_max_attempts": 1}, connect_timeout=SECONDS, read_timeout=SECONDS),
        "endpoint_url": environment["AWS_ENDPOINT_URL_DYNAMODB"],
        "region_name": environment["AWS_DEFAULT_REGION"],
        "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"],
    }
