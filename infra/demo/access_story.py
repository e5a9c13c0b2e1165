"""Access to an existing account: requested by a partner, decided by the account's administrator."""

from infra.demo.scenario import Scenario

ACME, ADMINISTRATOR = "acme.example", "admin@acme.example"


class AccessStory(Scenario):
    """Steps of an access request."""

    def access(self, requester: str) -> None:
        """Request access and approve it with a lesser role, which takes effect at once."""
        self._title("The account exists already: the partner requests access instead")
        acme = self._ok("GET", f"/v1/accounts?q={ACME}", by=requester)["items"][0]
        path = f"/v1/accounts/{acme['account_id']}"
        body = {"scope": "account", "role": "smart_account_user", "note": "For the renewal."}
        pending = self._ok("POST", f"{path}/access-requests", by=requester, json=body)
        self._check(f"{acme['account_name']}: {pending['status']}", pending["status"] == "pending")
        self._refused("POST", f"{path}/access-requests", 409, "request-already-pending", by=requester, json=body)
        self._title("The account's administrator gets a mail, and grants a lesser role")
        subjects = [mail["subject"] for mail in self._client.mails() if mail["to"] == [ADMINISTRATOR]]
        self._check(f"to {ADMINISTRATOR}: {subjects[-1]}", acme["account_name"] in subjects[-1])
        approve = f"/v1/access-requests/{pending['access_request_id']}/approve"
        self._refused("POST", approve, 403, "own-request", by=requester, json={})
        role = {"role": "smart_account_viewer"}
        decided = self._ok("POST", approve, by=ADMINISTRATOR, json=role)
        self._check(f"{decided['status']}: {decided['granted']['role']}", decided["granted"]["role"] == role["role"])
        accessible = self._ok("GET", "/v1/directory", by=requester)["accessible"]
        is_listed = acme["account_id"] in [account["account_id"] for account in accessible]
        self._check(f"{requester} has access now", is_listed)
