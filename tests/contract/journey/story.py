"""The main journey over HTTP: search, dry run, submission, views of the link, forward, approval.

Each step records its response, the mails it caused, and whether it changed the table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Json, Run
from tests.contract.steps import REQUESTS, approve, form, mails_to, new_key, on_link, tokens_in

ORGANISATION = "journey.example"
DOMAIN = "labs.journey.example"
ADMINISTRATOR = "admin@journey.example"
FIRST = "it@journey.example"
ALTERNATE = "deputy@labs.journey.example"
HEAD = "head@labs.journey.example"
NOTE_TO_CUSTOMER = "Needed for the licences of order 4711."
NOTE_TO_REVIEWER = "Met them in Lyon."
FORM = form(
    DOMAIN,
    FIRST,
    ALTERNATE,
    account_name="Laboratoires du Voyage",
    customer_language="fr",
    note_to_customer=NOTE_TO_CUSTOMER,
    note_to_reviewer=NOTE_TO_REVIEWER,
)
LOOKS = 10


class Journey:
    """The journey; `walk` runs it, tests check what it recorded."""

    def __init__(self, run: Run, cast: Cast, directory: Path) -> None:
        self.run = run
        self.requester = cast.requester()
        self.responses: dict[str, httpx.Response] = {}
        self.mails: dict[str, list[Json]] = {}
        self.unchanged: dict[str, bool] = {}
        cast.person(HEAD)
        row = {"name": "Institute of Journeys", "domain": ORGANISATION, "administrators": [ADMINISTRATOR]}
        import_accounts(run, directory / "journey.json", [row])

    def walk(self) -> None:
        """Run the whole journey."""
        self._prepare()
        self._submit()
        self._decide()
        self._look_back()

    @property
    def request(self) -> Json:
        """The response to the submission."""
        body: Json = self.responses["submit"].json()
        return body

    @property
    def account_path(self) -> str:
        """Path of the account."""
        return f"/v1/accounts/{self.request['account']['account_id']}"

    def token(self, address: str) -> str:
        """Return the token of the newest link mailed to an address."""
        return [token for mail in mails_to(self.run, address, self.request) for token in tokens_in(mail["text"])][-1]

    def _prepare(self) -> None:
        with self._step("search"):
            self._get("search", "/v1/accounts?q=institute of jour")
        with self._step("check"):
            self._get("check", f"/v1/domains/check?domain=https://{DOMAIN}/")
        with self._step("dry run"):
            self.responses["dry run"] = self.run.call("POST", f"{REQUESTS}?dry_run=true", self.requester, json=FORM)

    def _submit(self) -> None:
        with self._step("submit"):
            sent = {"json": FORM, "headers": new_key()}
            self.responses["submit"] = self.run.call("POST", REQUESTS, self.requester, **sent)
        self._get("requested", f"{REQUESTS}/{self.request['request_id']}")
        self._get("found", f"/v1/accounts?q={DOMAIN}")
        self._get("directory", "/v1/directory")
        link = f"/v1/approvals/{self.token(FIRST)}"
        with self._step("look"):
            for number in range(LOOKS):
                self.responses[f"look {number}"] = self.run.call("GET", link)
            self.responses["head"] = self.run.call("HEAD", link)

    def _decide(self) -> None:
        old = self.token(FIRST)
        with self._step("forward"):
            self.responses["forward"] = on_link(self.run, old, "forward", email=HEAD)
        with self._step("old link"):
            self.responses["old link"] = self.run.call("GET", f"/v1/approvals/{old}")
        with self._step("approve"):
            self.responses["approve"] = approve(self.run, self.token(HEAD))

    def _look_back(self) -> None:
        for who, address in (("decider", HEAD), ("alternate", ALTERNATE)):
            self.responses[f"outcome for {who}"] = self.run.call("GET", f"/v1/approvals/{self.token(address)}")
        self._get("account", self.account_path)
        self._get("contacts", f"{self.account_path}/contacts")
        self._get("virtual accounts", f"{self.account_path}/virtual-accounts")
        self._get("approved", f"{REQUESTS}/{self.request['request_id']}")
        self._get("events", f"{REQUESTS}/{self.request['request_id']}/events")
        self._get("own requests", REQUESTS)
        self._get("directory afterwards", "/v1/directory")

    def _get(self, name: str, path: str) -> None:
        self.responses[name] = self.run.call("GET", path, self.requester)

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        self.run.work()
        seen = len(self.run.messages())
        before = self.run.rows()
        yield
        self.unchanged[name] = self.run.rows() == before
        self.mails[name] = self.run.messages()[seen:]
