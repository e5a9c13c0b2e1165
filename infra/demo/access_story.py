"""The chapter on access to an account that is there already: asked for, and decided by who runs it."""

from infra.demo.scenario import Teller

ACME, ADMINISTRATOR = "acme.example", "admin@acme.example"


class AccessStory(Teller):
    """One asks, another decides."""

    def access(self, requester: str) -> None:
        """The requester gets less than they asked for, and has it at once."""
        self._title("The account is there already: access is asked for instead")
        acme = self._ok("GET", f"/v1/accounts?q={ACME}", by=requester)["items"][0]
        path = f"/v1/accounts/{acme['account_id']}"
        wish = {"scope": "account", "role": "smart_account_user", "note": "For the renewal."}
        asked = self._ok("POST", f"{path}/access-requests", by=requester, json=wish)
        self._see(f"{acme['account_name']}: {asked['status']}", asked["status"] == "pending")
        self._refused("POST", f"{path}/access-requests", 409, "request-already-pending", by=requester, json=wish)
        self._title("Its administrator is mailed, and gives less")
        told = [mail["subject"] for mail in self._caller.mails() if mail["to"] == [ADMINISTRATOR]]
        self._see(f"to {ADMINISTRATOR}: {told[-1]}", acme["account_name"] in told[-1])
        given = f"/v1/access-requests/{asked['access_request_id']}/approve"
        self._refused("POST", given, 403, "own-request", by=requester, json={})
        role = {"role": "smart_account_viewer"}
        decided = self._ok("POST", given, by=ADMINISTRATOR, json=role)
        self._see(f"{decided['status']}: {decided['granted']['role']}", decided["granted"]["role"] == role["role"])
        reached = [one["account_id"] for one in self._ok("GET", "/v1/directory", by=requester)["accessible"]]
        self._see(f"{requester} has access now", acme["account_id"] in reached)
