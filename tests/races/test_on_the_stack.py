"""An administrator's role is withdrawn during their calls, over HTTP on the running stack."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.token import id_token
from tests.contract.at_once import Act, at_once
from tests.contract.cast import import_accounts
from tests.contract.local_run import Json, Run

pytestmark = pytest.mark.races

ROUNDS = 50
DOMAIN = "races.example"
FOUNDER, COLLEAGUE, ACTOR = f"founder@{DOMAIN}", f"colleague@{DOMAIN}", f"actor@{DOMAIN}"
ADMIN, USER = "smart_account_administrator", "smart_account_user"


@dataclass
class Account:
    """An account of the running stack; `tokens` are by person, independent of their present address."""

    run: Run
    account_id: str
    tokens: dict[str, str]

    def call(self, by: str, method: str, below: str = "", **sent: Any) -> httpx.Response:
        """Call a path below the account."""
        headers = {"Authorization": f"Bearer {self.tokens[by]}"}
        return self.run.call(method, f"/v1/accounts/{self.account_id}{below}", headers=headers, **sent)

    def give(self, email: str, role: str, receiver: str = "") -> str:
        """Offer a role as the founder, let its receiver accept it, if one is named, and return its id."""
        response = self.call(FOUNDER, "POST", "/roles", json={"email": email, "role": role})
        assert response.status_code == 201, response.text
        role_id = str(response.json()["role_id"])
        if receiver and response.json()["offered_until"]:
            headers = {"Authorization": f"Bearer {self.tokens[receiver]}"}
            accepted = self.run.call("POST", f"/v1/offers/{self.account_id}/{role_id}/accept", headers=headers)
            assert accepted.status_code == 200, accepted.text
        return role_id

    def withdraw(self, role_id: str) -> httpx.Response:
        """Withdraw a role as the founder."""
        return self.call(FOUNDER, "DELETE", f"/roles/{role_id}")

    def sign_in(self, subject: str, email: str) -> None:
        """Get a token for the person with this address."""
        self.run.add_person(subject, {"email": email, "email_verified": True, "name": subject.partition("@")[0]})
        self.tokens[subject] = id_token(self.run.stack, subject)

    def events(self) -> Sequence[Json]:
        """Return the account's events, oldest first."""
        rows = self.run.rows()
        partition = f"ACCOUNT#{self.account_id}"
        own = sorted(key for key in rows if key[0] == partition and key[1].startswith("EVENT#"))
        return [json.loads(rows[key]["document"]["S"]) for key in own]


@pytest.fixture(scope="module")
def account(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Account:
    row = {"name": "Races", "domain": DOMAIN, "administrators": [FOUNDER]}
    import_accounts(run, Path(tmp_path_factory.mktemp("races")) / "races.json", [row])
    account = Account(run, "", {})
    for subject in (FOUNDER, COLLEAGUE, ACTOR):
        account.sign_in(subject, subject)
    headers = {"Authorization": f"Bearer {account.tokens[FOUNDER]}"}
    (found,) = run.call("GET", "/v1/accounts", headers=headers, params={"q": DOMAIN}).json()["items"]
    account.account_id = found["account_id"]
    return account


def acts_of(account: Account, number: int) -> Sequence[Act]:
    """Return five calls of the administrator whose role is withdrawn."""
    colleague = account.give(f"colleague{number}@{DOMAIN}", ADMIN)
    wish = {"scope": "account", "role": ADMIN}
    access_request = account.call(COLLEAGUE, "POST", "/access-requests", json=wish).json()["access_request_id"]
    headers = {"Authorization": f"Bearer {account.tokens[ACTOR]}"}
    approval, choice = f"/v1/access-requests/{access_request}/approve", {"role": USER, "scope": "account"}
    new = {"email": f"new{number}@{DOMAIN}", "role": USER}
    return (
        lambda: account.call(ACTOR, "POST", "/roles", json=new),
        lambda: account.call(ACTOR, "PATCH", json={"account_name": f"Races {number}"}),
        lambda: account.call(ACTOR, "POST", "/virtual-accounts", json={"name": f"Part {number}"}),
        lambda: account.run.call("POST", approval, headers=headers, json=choice),
        lambda: account.call(ACTOR, "DELETE", f"/roles/{colleague}"),
    )


def reset(account: Account) -> None:
    """Leave the founder as the only administrator and no access request pending."""
    for role in account.call(FOUNDER, "GET", "/roles").json()["items"]:
        if role["email"] not in (FOUNDER, COLLEAGUE) or role["origin"] == "access_request":
            account.withdraw(role["role_id"])
    headers = {"Authorization": f"Bearer {account.tokens[FOUNDER]}"}
    waiting = account.run.call("GET", "/v1/access-requests?as=decider&status=pending", headers=headers).json()
    for item in waiting["items"]:
        path = f"/v1/access-requests/{item['access_request_id']}/decline"
        account.run.call("POST", path, headers=headers, json={})


def test_no_event_of_administrator_follows_withdrawal_of_role(account: Account) -> None:
    account.give(COLLEAGUE, USER, COLLEAGUE)
    withdrawn = []
    for number in range(ROUNDS):
        role_id = account.give(ACTOR, ADMIN, ACTOR)
        responses = at_once(
            [*acts_of(account, number), lambda role_id=role_id: account.withdraw(role_id)]  # type: ignore[misc]
        )
        assert responses[-1].status_code == 204, responses[-1].text
        withdrawn.append(role_id)
        reset(account)
    terms: dict[str, dict[str, int]] = {"offer_accepted": {}, "role_withdrawn": {}}
    acted, events = [], account.events()
    founder = next(event["actor"]["who"] for event in events if event["kind"] == "role_offered")
    for event in events:
        terms.setdefault(event["kind"], {})[event["details"].get("role_id", "")] = event["sequence"]
        is_act = event["actor"]["who"] not in ("", founder) and event["kind"] != "offer_accepted"
        acted += [event["sequence"]] if is_act else []
    held = [range(terms["offer_accepted"][role_id], terms["role_withdrawn"][role_id]) for role_id in withdrawn]
    assert [sequence for sequence in acted if not any(sequence in term for term in held)] == []


def test_role_withdrawn_during_address_change_leaves_no_rows(account: Account) -> None:
    for number in range(ROUNDS):
        address = f"moved{number}@{DOMAIN}"
        account.sign_in(ACTOR, f"at{number}@{DOMAIN}")
        role_id = account.give(f"at{number}@{DOMAIN}", ADMIN, ACTOR)
        assert account.call(ACTOR, "PATCH", json={"account_name": f"Claimed {number}"}).status_code == 200
        account.sign_in(ACTOR, address)
        body = {"account_name": f"Moved {number}"}
        responses = at_once(
            [
                lambda body=body: account.call(ACTOR, "PATCH", json=body),  # type: ignore[misc]
                lambda role_id=role_id: account.withdraw(role_id),  # type: ignore[misc]
            ]
        )
        assert responses[-1].status_code == 204, responses[-1].text
        left = [key for key, row in account.run.rows().items() if key[1].startswith("GRANT#") and role_id in key[1]]
        assert left == []
