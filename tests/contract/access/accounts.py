"""Accounts with two administrators each, for tests about access to them, and the steps that such tests take."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from tests.contract.cast import Cast, import_accounts
from tests.contract.local_run import Json, Run

ACCESS_REQUESTS = "/v1/access-requests"
HOUSES = 24
_numbers = count()


@dataclass(frozen=True)
class House:
    """An account, and the two people who run it."""

    run: Run
    account_id: str
    domain: str
    first: str
    second: str

    @property
    def path(self) -> str:
        """Where it lies."""
        return f"/v1/accounts/{self.account_id}"

    def call(self, by: str, method: str, below: str = "", **sent: Any) -> httpx.Response:
        """A call below the account."""
        return self.run.call(method, f"{self.path}{below}", by, **sent)

    def ask(self, by: str, **wish: Any) -> httpx.Response:
        """Asks for access; for the user's role on the account, unless something else is wished for."""
        return self.call(by, "POST", "/access-requests", json={"scope": "account", "role": "smart_account_user"} | wish)

    def asked(self, by: str, **wish: Any) -> Json:
        """The access request."""
        answer = self.ask(by, **wish)
        assert answer.status_code == 201, answer.text
        body: Json = answer.json()
        return body

    def part(self, name: str, **more: Any) -> str:
        """The id of a new Virtual Account."""
        answer = self.call(self.first, "POST", "/virtual-accounts", json={"name": name, **more})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["virtual_account_id"])

    def give(self, email: str, role: str, part: str | None = None) -> str:
        """The id of a role, given by the first administrator."""
        body = {"email": email, "role": role, **({"virtual_account_id": part} if part else {})}
        answer = self.call(self.first, "POST", "/roles", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["role_id"])

    def roles(self) -> Mapping[str, Json]:
        """Every role by its id."""
        items = self.call(self.first, "GET", "/roles").raise_for_status().json()["items"]
        return {one["role_id"]: one for one in items}


def decide(run: Run, by: str, request: Json, outcome: str, **body: Any) -> httpx.Response:
    """Approves or declines."""
    return run.call("POST", f"{ACCESS_REQUESTS}/{request['access_request_id']}/{outcome}", by, json=body)


def listed(run: Run, by: str, **parameters: str) -> Json:
    """A page of access requests."""
    body: Json = run.call("GET", ACCESS_REQUESTS, by, params=parameters).raise_for_status().json()
    return body


def build(run: Run, cast: Cast, directory: Path) -> None:
    """Imports them all, and makes their people known."""
    domains = [f"estate{number}.example" for number in range(HOUSES)]
    rows = [
        {"name": f"Estate {one.partition('.')[0]}", "domain": one, "administrators": [f"a@{one}", f"b@{one}"]}
        for one in domains
    ]
    import_accounts(run, directory / "estates.json", rows)
    for domain in domains:
        cast.person(f"a@{domain}")
        cast.person(f"b@{domain}")


def next_house(run: Run) -> House:
    """One that no other test uses."""
    domain = f"estate{next(_numbers)}.example"
    first, second = f"a@{domain}", f"b@{domain}"
    (found,) = run.call("GET", "/v1/accounts", first, params={"q": domain}).raise_for_status().json()["items"]
    return House(run, found["account_id"], domain, first, second)
