"""Steps of programs over HTTP."""

from typing import Any

from tests.contract.local_run import Json, Run

CONFIRM = "/v1/programs/confirm"


def invitation(**changed: Any) -> Json:
    """Return the body of an invitation with every scope."""
    scopes = ["accounts.read", "requests.read", "requests.write", "events.read"]
    return {"label": "Order tool", "scopes": scopes, "team_email": "orders@tools.example", "valid_days": 30} | changed


def invite(run: Run, administrator: str, account_id: str, **changed: Any) -> Json:
    """Invite a program and return it with its code."""
    answer = run.call("POST", f"/v1/accounts/{account_id}/programs", administrator, json=invitation(**changed))
    assert answer.status_code == 201, answer.text
    body: Json = answer.json()
    return body


def bind(run: Run, administrator: str, account_id: str, client: str, **changed: Any) -> Json:
    """Invite a program and have its client confirm the code."""
    code = invite(run, administrator, account_id, **changed)["code"]
    answer = run.call("POST", CONFIRM, client, json={"code": code})
    assert answer.status_code == 200, answer.text
    body: Json = answer.json()
    return body


def account_of(run: Run, by: str, name: str) -> str:
    """Return the id of the account that a search finds by its name."""
    items = run.call("GET", "/v1/accounts", by, params={"q": name}).json()["items"]
    return str(next(one["account_id"] for one in items if one["account_name"] == name))
