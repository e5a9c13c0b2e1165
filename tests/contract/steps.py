"""The steps of the journey that tests arrange with: submit, read the mail, decide."""

import re
from itertools import count
from typing import Any

import httpx

from tests.contract.local_run import Json, Run

REQUESTS = "/v1/account-requests"
_LINK = re.compile(r"/approvals/([A-Za-z0-9_.\-]+)")
_keys = count(1)


def form(domain: str, *emails: str, **changed: object) -> Json:
    """A form without a fault; its customers, unless named, are one person at the domain."""
    filled: Json = {
        "account_name": f"Customer at {domain.partition('.')[0]}",
        "domain_identifier": domain,
        "account_type": "customer",
        "customer_emails": list(emails) or [f"it@{domain}"],
        "customer_language": "en",
        "note_to_reviewer": "",
        "note_to_customer": "",
    }
    return filled | changed


def new_key() -> dict[str, str]:
    """The header with an idempotency key that was never used."""
    return {"Idempotency-Key": f"key-{next(_keys)}"}


def submit(run: Run, by: str, domain: str, *emails: str, **changed: object) -> Json:
    """A request, submitted; the 201's body."""
    answer = run.call("POST", REQUESTS, by, json=form(domain, *emails, **changed), headers=new_key())
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def mails_to(run: Run, address: str, *about: Json) -> list[Json]:
    """The mails to an address, oldest first; only those about these requests, where some are named."""
    references = [request["reference"] for request in about]
    return [
        mail
        for mail in run.messages()
        if address in mail["to"] and (not about or any(one in mail["subject"] for one in references))
    ]


def tokens_in(text: str) -> list[str]:
    """The tokens of the links in a text, each once."""
    return list(dict.fromkeys(_LINK.findall(text)))


def token_of(run: Run, address: str, request: Json) -> str:
    """The token in the newest mail to this address about the request."""
    found = [token for mail in mails_to(run, address, request) for token in tokens_in(mail["text"])]
    return found[-1]


def pending(run: Run, by: str, domain: str, *emails: str, **changed: object) -> tuple[Json, str]:
    """A request that waits for the customer, and the token of the first approver."""
    request = submit(run, by, domain, *emails, **changed)
    assert request["status"] == "pending"
    return request, token_of(run, request["nominations"][0]["email"], request)


def on_link(run: Run, token: str, action: str, **body: Any) -> httpx.Response:
    """An approver's step."""
    return run.call("POST", f"/v1/approvals/{token}/{action}", json=body)


def approve(run: Run, token: str) -> httpx.Response:
    """The ticked statement, sent."""
    return on_link(run, token, "approve", authority_confirmed=True)


def decline(run: Run, token: str) -> httpx.Response:
    """A refusal with a reason."""
    return on_link(run, token, "decline", reason_code="not_needed", reason="We have no use for it.")


def own(run: Run, by: str, request: Json, action: str, **body: Any) -> httpx.Response:
    """A step of the requester or a reviewer on a request."""
    return run.call("POST", f"{REQUESTS}/{request['request_id']}/{action}", by, json=body)


def shown(run: Run, by: str, request: Json) -> Json:
    """The request as it is now."""
    body: Json = run.call("GET", f"{REQUESTS}/{request['request_id']}", by).raise_for_status().json()
    return body


def events_of(run: Run, by: str, request: Json) -> list[Json]:
    """The audit trail."""
    answer = run.call("GET", f"{REQUESTS}/{request['request_id']}/events", by).raise_for_status()
    items: list[Json] = answer.json()["items"]
    return items
