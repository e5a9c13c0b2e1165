"""Check that a link that was mailed before a second deploy works after it."""

from infra.demo.story import REQUEST, Story


class SecondDeploy(Story):
    """The steps before and after the second deploy."""

    def request_link(self, key: str, domain: str) -> str:
        """Submit a request and return the link in its mail."""
        self._title(f"A request for {domain}, and its mail")
        self._submitted(key, {**REQUEST, "domain_identifier": domain, "customer_emails": [f"it@{domain}"]})
        return self._link(f"it@{domain}")

    def approve(self, link: str) -> None:
        """Approve by the link."""
        self._title("The link that was mailed before the deploy still works")
        account = self._ok("POST", f"{link}/approve", json={"authority_confirmed": True})["account"]
        self._check(f"{account['domain_identifier']} is {account['status']}", True)

    def check_mail(self, email: str, beginning: str) -> None:
        """Check the beginning of the newest subject mailed to an address."""
        subjects = [mail["subject"] for mail in self._client.mails() if mail["to"] == [email]]
        self._check(f"{email} got: {subjects[-1]}", subjects[-1].startswith(beginning))
