"""The steps of the demo and their expected outcomes, over HTTP and mails only."""

import re
from typing import Any

import httpx

from chalicelib import bootstrap
from infra.demo.access_story import AccessStory
from infra.demo.scenario import StepFailed
from infra.import_directory.importing import import_rows
from infra.import_directory.outcome import Outcome
from infra.verify import holds

PARTNER = "partner@reseller.example"
REVIEWER = "reviewer@vendor.example"
SCANNER_VISITS = 10
DIRECTORY = (
    {
        "name": "Wayne Foundation",
        "domains": ["foundation.wayne.example"],
        "administrators": ["board@wayne.example"],
    },
    {"name": "Daily Planet", "domains": ["planet.example"]},
    {"name": "A Company Without a Domain of Its Own", "domains": ["gmail.com"]},
)
REQUEST = {
    "account_name": "Wayne Enterprises",
    "domain_identifier": "HTTPS://WWW.Wayne.Example/",
    "customer_emails": ["it@wayne.example"],
    "note_to_customer": "For the licences of order 4711.",
}


class Story(AccessStory):
    """The journey of a request, step by step."""

    def run(self) -> None:
        """Run all steps; needs a clock that can be advanced. Raises `StepFailed` at the first failure."""
        self.journey()
        self._expiry()

    def journey(self) -> None:
        """Run the steps that do not depend on the clock."""
        self._directory()
        request_id = self._request()
        self._decide(self._link("it@wayne.example"))
        self._aftermath(request_id)
        self._review()
        self._withdrawal()
        self.access(PARTNER)

    def _directory(self) -> None:
        self._title("A directory is imported")
        container, reported = bootstrap.container(), list[str]()
        rows = [(f"row {n}", row) for n, row in enumerate(DIRECTORY, start=1)]
        outcome = Outcome(say=reported.append)
        import_rows(container.ports, container.ports.index, rows, outcome)
        self._check(f"{outcome}: {reported[0]}", outcome.reported == 1)
        self._title("The partner searches: the customer has no account")
        found = self._ok("GET", "/v1/accounts?q=wayne+enter", by=PARTNER)["items"]
        self._check(f"'wayne enter' finds {len(found)} accounts", found == [])
        checked = self._ok("GET", "/v1/domains/check?domain=wayne.example", by=PARTNER)
        count = checked["administrators_to_be_told"]
        self._check(
            f"{checked['domain_identifier']} is free; {count} related administrator will be notified", count == 1
        )

    def _request(self) -> str:
        self._title("A dry run shows what would be sent, and writes nothing")
        before = self._client.rows()
        dry = self._ok("POST", "/v1/account-requests?dry_run=true", by=PARTNER, json=REQUEST)
        for mail in dry["mails"]:
            self._say(f"   {mail['kind']} to {mail['to']}: {mail['subject']}")
        self._check("the table is unchanged", self._client.rows() == before)
        self._title("The partner requests the account; a retry with the same key gets the same response")
        sent = {"headers": {"Idempotency-Key": "demo"}, "json": REQUEST}
        first = self._client.call("POST", "/v1/account-requests", by=PARTNER, **sent)
        again = self._client.call("POST", "/v1/account-requests", by=PARTNER, **sent)
        request = first.json()
        self._check(
            f"{first.status_code} {request.get('reference')}, {request.get('status')}",
            first.status_code == httpx.codes.CREATED,
        )
        self._check("a replay, not a second request", again.json() == request)
        return str(request["request_id"])

    def _decide(self, link: str) -> None:
        self._title("A mail scanner opens the link: nothing changes")
        before = self._client.rows()
        for method in ["HEAD", *["GET"] * SCANNER_VISITS]:
            self._ok(method, link)
        self._check(f"{SCANNER_VISITS + 1} visits, the table is unchanged", self._client.rows() == before)
        self._title("The contact forwards the request to a colleague")
        forwarded = self._ok("POST", f"{link}/forward", json={"email": "cio@wayne.example", "message": "Yours?"})
        self._check(f"forwarded to {forwarded['forwarded_to']}", True)
        self._refused("GET", link, 410, "link-forwarded")
        self._title("The new contact approves, with the statement of authority")
        link = self._link("cio@wayne.example")
        self._refused("POST", f"{link}/approve", 422, "authority-not-confirmed", json={})
        approved = self._ok("POST", f"{link}/approve", json={"authority_confirmed": True})
        status = approved["account"]["status"]
        self._check(f"{approved['account']['account_name']} is {status}", status == "active")

    def _aftermath(self, request_id: str) -> None:
        self._title("Everybody involved was notified once")
        mails = self._client.mails()
        for mail in mails:
            self._say(f"   to {mail['to'][0]}: {mail['subject']}")
        sent = [(mail["to"][0], mail["subject"]) for mail in mails]
        self._check(f"{len(sent)} mails, no duplicates", len(sent) == len(set(sent)))
        self._title("The audit trail is complete and intact")
        events = self._ok("GET", f"/v1/account-requests/{request_id}/events", by=PARTNER)["items"]
        kinds = [event["kind"] for event in events]
        self._check(", ".join(kinds), kinds == ["submitted", "forwarded", "approved"])
        self._check("verify", holds(bootstrap.container(), request_id))

    def _review(self) -> None:
        self._title("The contact's address is not under the company's domain: a reviewer checks the request first")
        body = {**REQUEST, "account_name": "Daily Bugle", "domain_identifier": "bugle.example"}
        body["customer_emails"] = ["editor@mailbox.example"]
        request = self._submitted("review", body)
        self._check(f"{request['reference']}: {request['status']}", request["status"] == "pending_review")
        path = f"/v1/account-requests/{request['request_id']}/review"
        accepted = self._ok("POST", path, by=REVIEWER, json={"decision": "accept"})
        self._check(f"the reviewer accepts: {accepted['status']}", accepted["status"] == "pending")
        link = self._link("editor@mailbox.example")
        declined = self._ok("POST", f"{link}/decline", json={"reason_code": "not_needed"})
        self._check(f"the contact declines: {declined['status']}", declined["status"] == "declined")

    def _withdrawal(self) -> None:
        self._title("The partner corrects a contact's address, and then withdraws the request")
        body = {**REQUEST, "account_name": "Lex Industries", "domain_identifier": "lex.example"}
        body["customer_emails"] = ["typing-error@lex.example"]
        path = f"/v1/account-requests/{self._submitted('withdrawal', body)['request_id']}"
        corrected = {"nomination_id": "1", "email": "it@lex.example"}
        reassigned = self._ok("POST", f"{path}/reassign", by=PARTNER, json=corrected)
        self._check(f"the contact is {corrected['email']}: {reassigned['status']}", reassigned["status"] == "pending")
        withdrawn = self._ok("POST", f"{path}/withdraw", by=PARTNER, json={"reason": "Ordered twice."})
        self._check(f"the partner: {withdrawn['status']}", withdrawn["status"] == "withdrawn")

    def _expiry(self) -> None:
        self._title("An unanswered request expires after 90 days, which frees the domain")
        body = {**REQUEST, "domain_identifier": "stark-industries.example"}
        body["customer_emails"] = ["it@stark-industries.example"]
        self._submitted("expiry", body)
        link = self._link("it@stark-industries.example")
        self._client.tool("/clock", {"advance_seconds": 91 * 24 * 3600})
        self._client.mails()
        self._refused("GET", link, 410, "request-expired")
        again = self._submitted("expiry-again", body)
        self._check(f"requested again: {again['reference']}, {again['status']}", again["status"] == "pending")

    def _submitted(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        headers = {"Idempotency-Key": key}
        return dict(self._ok("POST", "/v1/account-requests", by=PARTNER, headers=headers, json=body))

    def _link(self, email: str) -> str:
        """Return the API path of the link in the newest mail to that address."""
        texts = [mail["text"] for mail in self._client.mails() if mail["to"] == [email]]
        tokens = re.findall(r"/approvals/(\S+)", texts[-1] if texts else "")
        if not tokens:
            raise StepFailed(f"no mail with a link reached {email}")
        return f"/v1/approvals/{tokens[0]}"
