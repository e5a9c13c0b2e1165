"""Access to an existing account: requested by a partner, and offered to somebody outside, by its administrator."""

from infra.demo.scenario import Scenario

ACME, ADMINISTRATOR, OUTSIDER = "acme.example", "admin@acme.example", "nobody@elsewhere.example"


class AccessStory(Scenario):
    """Steps of an access request, and of an offer."""

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
        self._offer(acme["account_id"])

    def _offer(self, account_id: str) -> None:
        """Offer a role to somebody who has none anywhere, and accept it."""
        self._title("The administrator gives a role to somebody outside: it is an offer until they accept it")
        body = {"email": OUTSIDER, "role": "smart_account_viewer"}
        offered = self._ok("POST", f"/v1/accounts/{account_id}/roles", by=ADMINISTRATOR, json=body)
        self._refused("GET", "/v1/directory", 403, "role-required", by=OUTSIDER)
        subjects = [mail["subject"] for mail in self._client.mails() if mail["to"] == [OUTSIDER]]
        self._check(f"to {OUTSIDER}: {subjects[-1]}", len(subjects) == 1)
        (offer,) = self._ok("GET", "/v1/offers", by=OUTSIDER)["items"]
        accept = f"/v1/offers/{account_id}/{offer['role_id']}/accept"
        accepted = self._ok("POST", accept, by=OUTSIDER)
        self._check(f"accepted: {accepted['role']}", accepted["role_id"] == offered["role_id"])
        self._refused("POST", accept, 404, "offer-unknown", by=OUTSIDER)
        accessible = self._ok("GET", "/v1/directory", by=OUTSIDER)["accessible"]
        is_listed = account_id in [account["account_id"] for account in accessible]
        self._check(f"{OUTSIDER} has access now", is_listed)
