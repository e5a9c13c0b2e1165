"""The journey by a generated Python client: search, dry run, submit, follow, decide by the link.

Run as a program, with `API`, `TOOLS`, `TOKEN` and `DOMAIN` in the environment; prints what it saw, as JSON.
"""

import json
import os
import re
import sys

import httpx
from account_requests_client import AuthenticatedClient, Client
from account_requests_client.api.account_requests import list_events, show_request, submit_request
from account_requests_client.api.accounts import search_accounts
from account_requests_client.api.approvals import approve_approval, show_approval
from account_requests_client.models import (
    AccountPage,
    AccountRequest,
    AccountRequestBody,
    Approval,
    ApproveBody,
    Approved,
    DryRun,
    EventList,
    Language,
    Problem,
)

API, TOOLS, DOMAIN = os.environ["API"], os.environ["TOOLS"], os.environ["DOMAIN"]


def link_token() -> str:
    """Return the token of the newest link in the local mailbox."""
    httpx.post(f"{TOOLS}/work", json={"schedule": False}).raise_for_status()
    mails = httpx.get(f"{TOOLS}/messages.json").raise_for_status().json()
    to_customer = [mail for mail in mails if f"it@{DOMAIN}" in mail["to"]]
    return str(re.findall(r"/approvals/([A-Za-z0-9_.-]+)", to_customer[-1]["text"])[0])


def submit(client: AuthenticatedClient) -> tuple[AccountRequest, dict[str, object]]:
    """Search, try it dry, submit, submit again with the same key, and submit what is refused."""
    found = search_accounts.sync(client=client, q="acme", limit=5)
    assert isinstance(found, AccountPage)
    body = AccountRequestBody("Wayne Enterprises", DOMAIN, [f"it@{DOMAIN}"], customer_language=Language.FR)
    preview = submit_request.sync(client=client, body=body, dry_run=True)
    assert isinstance(preview, DryRun)
    key = f"order-{DOMAIN}"
    request = submit_request.sync(client=client, body=body, idempotency_key=key)
    assert isinstance(request, AccountRequest)
    replayed = submit_request.sync_detailed(client=client, body=body, idempotency_key=key)
    refused = submit_request.sync(client=client, body=AccountRequestBody("x", DOMAIN, []), idempotency_key="wrong")
    assert isinstance(refused, Problem)
    return request, {
        "found": [account.account_name for account in found.items],
        "mails": [str(mail.kind) for mail in preview.mails],
        "replayed": replayed.headers.get("Idempotency-Replayed"),
        "faults": sorted(error.pointer for error in refused.errors),
    }


def decide(public: Client) -> dict[str, object]:
    """Approve by the link in the mail."""
    token = link_token()
    approval = show_approval.sync(token, client=public)
    assert isinstance(approval, Approval)
    approved = approve_approval.sync(token, client=public, body=ApproveBody(authority_confirmed=True))
    assert isinstance(approved, Approved)
    return {"allowed": [str(action) for action in approval.allowed_actions]}


def follow(client: AuthenticatedClient, request_id: str) -> dict[str, object]:
    """Look what became of the request."""
    shown = show_request.sync(request_id, client=client)
    assert isinstance(shown, AccountRequest)
    events = list_events.sync(request_id, client=client)
    assert isinstance(events, EventList)
    return {"status": str(shown.status), "events": [str(event.kind) for event in events.items]}


def walk() -> dict[str, object]:
    """Walk the journey and return what was seen."""
    with AuthenticatedClient(API, os.environ["TOKEN"]) as client, Client(API) as public:
        request, seen = submit(client)
        return {**seen, **decide(public), **follow(client, request.request_id)}


if __name__ == "__main__":
    json.dump(walk(), sys.stdout)
