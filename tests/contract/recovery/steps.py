"""Steps of a recovery over HTTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.contract.cast import REVIEWER, Cast, import_accounts
from tests.contract.local_run import Json, Run
from tests.contract.proofs.steps import asked, checked, dns

RECOVERIES = "/v1/recoveries"
OBJECTIONS = "/v1/recovery-objections"
SECOND_REVIEWER = "second.reviewer@vendor.example"
_LINK = re.compile(r"/recovery-objections/([A-Za-z0-9_.-]+)")


@dataclass(frozen=True)
class Lost:
    """An account whose administrator is gone, and who wants to recover it."""

    run: Run
    domain: str
    account_id: str
    candidate: str
    administrator: str

    @classmethod
    def of(cls, run: Run, cast: Cast, directory: Path, reader: str) -> "Lost":
        """Import the account; `reader` has a role elsewhere and looks up its id."""
        domain = cast.domain()
        administrator = cast.person(f"boss@{domain}")
        row = {"name": f"House of {domain}", "domain": domain, "administrators": [administrator]}
        import_accounts(run, directory / f"{domain}.json", [row])
        cast.person(SECOND_REVIEWER, groups=["reviewers"])
        [found] = run.call("GET", f"/v1/accounts?q={domain}", reader).json()["items"]
        return cls(run, domain, found["account_id"], cast.person(f"it@{domain}"), administrator)

    def ask(self) -> Json:
        """Ask for the recovery."""
        made = self.run.call("POST", RECOVERIES, self.candidate, json={"account_id": self.account_id})
        assert made.status_code == 201, made.text
        assert made.headers["location"].endswith(f"{RECOVERIES}/{made.json()['recovery_id']}")
        found: Json = made.json()
        return found

    def prove(self) -> None:
        """Prove the domain just now."""
        proof = asked(self.run, self.candidate, self.domain)
        dns(self.run, proof["record"]["name"], proof["record"]["value"])
        assert checked(self.run, proof, self.candidate)["status"] == "proved"

    def approve(self, recovery: Json) -> Json:
        """Approve as two reviewers."""
        for reviewer in (REVIEWER, SECOND_REVIEWER):
            path = f"{RECOVERIES}/{recovery['recovery_id']}/approve"
            found: Json = self.run.call("POST", path, reviewer, json={"reason": "I rang them."}).json()
        return found

    def shown(self, recovery: Json, by: str = "") -> Json:
        """Return it as it is now."""
        found: Json = self.run.call("GET", f"{RECOVERIES}/{recovery['recovery_id']}", by or self.candidate).json()
        return found

    def objection(self) -> str:
        """Return the token in the newest notice to the administrator."""
        self.run.work()
        texts = [mail["text"] for mail in self.run.messages() if self.administrator in mail["to"]]
        return [match[1] for text in texts for match in [_LINK.search(text)] if match][-1]


def notices(run: Run, to: str) -> list[Mapping[str, str]]:
    """Return the notices to this address."""
    return [mail for mail in run.messages() if to in mail["to"] and "/recovery-objections/" in mail["text"]]
