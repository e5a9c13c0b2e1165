"""What a second deploy over live data must not break: a link that was mailed before it decides after it."""

from infra.demo.story import WANTED, Story


class SecondDeploy(Story):
    """The steps before and after it."""

    def asked(self, key: str, domain: str) -> str:
        """The link of a new request, as its mail has it."""
        self._title(f"A request for {domain}, and its mail")
        self._submitted(key, {**WANTED, "domain_identifier": domain, "customer_emails": [f"it@{domain}"]})
        return self._link(f"it@{domain}")

    def approved(self, link: str) -> None:
        """The link decides."""
        self._title("The link that was mailed before decides now")
        answer = self._ok("POST", f"{link}/approve", json={"authority_confirmed": True})
        self._see(f"{answer['account']['domain_identifier']} is {answer['account']['status']}", True)

    def told(self, email: str, beginning: str) -> None:
        """Somebody has been mailed so."""
        subjects = [mail["subject"] for mail in self._caller.mails() if mail["to"] == [email]]
        self._see(f"{email} was told: {subjects[-1]}", subjects[-1].startswith(beginning))
