"""Accounts with two administrators each for tests of access, and steps of such tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Json, Run

ACCESS_REQUESTS = "/v1/access-requests"
HOUSES = 94
_numbers = count()


@dataclass(frozen=True)
class House:
    """An account and its two administrators."""

    run: Run
    account_id: str
    domain: str
    first: str
    second: str

    @property
    def path(self) -> str:
        """Path of the account."""
        return f"/v1/accounts/{self.account_id}"

    def call(self, by: str, method: str, below: str = "", **sent: Any) -> httpx.Response:
        """Call a path below the account."""
        return self.run.call(method, f"{self.path}{below}", by, **sent)

    def ask(self, by: str, **wish: Any) -> httpx.Response:
        """Request access, by default as user of the whole account."""
        return self.call(by, "POST", "/access-requests", json={"scope": "account", "role": "smart_account_user"} | wish)

    def access_request(self, by: str, **wish: Any) -> Json:
        """Request access and return the access request."""
        response = self.ask(by, **wish)
        assert response.status_code == 201, response.text
        body: Json = response.json()
        return body

    def virtual_account(self, name: str, **more: Any) -> str:
        """Create a Virtual Account and return its id."""
        response = self.call(self.first, "POST", "/virtual-accounts", json={"name": name, **more})
        assert response.status_code == 201, response.text
        return str(response.json()["virtual_account_id"])

    def give(self, email: str, role: str, virtual_account_id: str | None = None) -> str:
        """Grant a role as the first administrator and return its id."""
        body = {
            "email": email,
            "role": role,
            **({"virtual_account_id": virtual_account_id} if virtual_account_id else {}),
        }
        response = self.call(self.first, "POST", "/roles", json=body)
        assert response.status_code == 201, response.text
        role_id = str(response.json()["role_id"])
        if response.json()["offered_until"]:
            accepted = self.run.call("POST", f"/v1/offers/{self.account_id}/{role_id}/accept", email)
            assert accepted.status_code == 200, accepted.text
        return role_id

    def roles(self) -> Mapping[str, Json]:
        """Return all roles by id."""
        items = self.call(self.first, "GET", "/roles").raise_for_status().json()["items"]
        return {role["role_id"]: role for role in items}


def decide(run: Run, by: str, request: Json, outcome: str, **body: Any) -> httpx.Response:
    """Approve or decline an access request."""
    return run.call("POST", f"{ACCESS_REQUESTS}/{request['access_request_id']}/{outcome}", by, json=body)


def listed(run: Run, by: str, **parameters: str) -> Json:
    """Return a page of access requests."""
    body: Json = run.call("GET", ACCESS_REQUESTS, by, params=parameters).raise_for_status().json()
    return body


def build(run: Run, cast: Cast, directory: Path) -> None:
    """Import the accounts and add their administrators to the sign-in provider."""
    domains = [f"estate{number}.example" for number in range(HOUSES)]
    rows = [
        {
            "name": f"Estate {domain.partition('.')[0]}",
            "domain": domain,
            "administrators": [f"a@{domain}", f"b@{domain}"],
        }
        for domain in domains
    ]
    import_accounts(run, directory / "estates.json", rows)
    for domain in domains:
        cast.person(f"a@{domain}")
        cast.person(f"b@{domain}")


def next_house(run: Run) -> House:
    """Return an unused account."""
    domain = f"estate{next(_numbers)}.example"
    first, second = f"a@{domain}", f"b@{domain}"
    (found,) = run.call("GET", "/v1/accounts", first, params={"q": domain}).raise_for_status().json()["items"]
    return House(run, found["account_id"], domain, first, second)
