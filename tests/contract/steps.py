"""Steps of the journey for arranging tests: submit, read mails, decide."""

import re
from itertools import count
from typing import Any

import httpx

from tests.contract.local_run import Json, Run

REQUESTS = "/v1/account-requests"
_LINK = re.compile(r"/approvals/([A-Za-z0-9_.\-]+)")
_keys = count(1)


def form(domain: str, *emails: str, **changed: object) -> Json:
    """Build a valid form; by default with one customer contact at the domain."""
    filled: Json = {
        "account_name": f"Customer at {domain.partition('.')[0]}",
        "domain_identifier": domain,
        "account_type": "customer",
        "customer_emails": list(emails) or [f"it@{domain}"],
        "customer_language": "en",
        "note_to_reviewer": "",
        "order_reference": "",
        "note_to_customer": "",
    }
    return filled | changed


def new_key() -> dict[str, str]:
    """Return a header with an unused idempotency key."""
    return {"Idempotency-Key": f"key-{next(_keys)}"}


def submit(run: Run, by: str, domain: str, *emails: str, **changed: object) -> Json:
    """Submit a request and return it."""
    response = run.call("POST", REQUESTS, by, json=form(domain, *emails, **changed), headers=new_key())
    assert response.status_code == 201, response.text
    body: Json = response.json()
    return body


def mails_to(run: Run, address: str, *about: Json) -> list[Json]:
    """Return the mails to an address, oldest first, restricted to these requests if any are given."""
    references = [request["reference"] for request in about]
    return [
        mail
        for mail in run.messages()
        if address in mail["to"] and (not about or any(reference in mail["subject"] for reference in references))
    ]


def tokens_in(text: str) -> list[str]:
    """Return the distinct link tokens in a text."""
    return list(dict.fromkeys(_LINK.findall(text)))


def token_of(run: Run, address: str, request: Json) -> str:
    """Return the token in the newest mail to this address about the request."""
    found = [token for mail in mails_to(run, address, request) for token in tokens_in(mail["text"])]
    return found[-1]


def pending(run: Run, by: str, domain: str, *emails: str, **changed: object) -> tuple[Json, str]:
    """Submit a request that needs no review; return it with the token of the first approver."""
    request = submit(run, by, domain, *emails, **changed)
    assert request["status"] == "pending"
    return request, token_of(run, request["nominations"][0]["email"], request)


def on_link(run: Run, token: str, action: str, **body: Any) -> httpx.Response:
    """Call an action of a link."""
    return run.call("POST", f"/v1/approvals/{token}/{action}", json=body)


def approve(run: Run, token: str) -> httpx.Response:
    """Approve with the statement of authority confirmed."""
    return on_link(run, token, "approve", authority_confirmed=True)


def decline(run: Run, token: str) -> httpx.Response:
    """Decline with a reason."""
    return on_link(run, token, "decline", reason_code="not_needed", reason="We have no use for it.")


def act_on_request(run: Run, by: str, request: Json, action: str, **body: Any) -> httpx.Response:
    """Call an action on a request as its requester or a reviewer."""
    return run.call("POST", f"{REQUESTS}/{request['request_id']}/{action}", by, json=body)


def shown(run: Run, by: str, request: Json) -> Json:
    """Return the present state of a request."""
    body: Json = run.call("GET", f"{REQUESTS}/{request['request_id']}", by).raise_for_status().json()
    return body


def events_of(run: Run, by: str, request: Json) -> list[Json]:
    """Return the audit trail of a request."""
    response = run.call("GET", f"{REQUESTS}/{request['request_id']}/events", by).raise_for_status()
    items: list[Json] = response.json()["items"]
    return items
