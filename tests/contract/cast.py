"""People and domains for each test of its own, so that limits and conflicts do not affect other tests."""

import json
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from tests.contract.local_run import Run

# Administrators of each of these accounts.
ROLES_PER_ACCOUNT = 8
ACCOUNTS = 12

PARTNER = "partner@reseller.example"
NOBODY = "nobody@elsewhere.example"
REVIEWER = "reviewer@vendor.example"
UNVERIFIED = "unverified@acme.example"


class Cast:
    """Hands out people and domains; requesters have a role on an imported reseller account."""

    def __init__(self, run: Run, directory: Path) -> None:
        self._run = run
        self._numbers = count(1)
        self._requesters = iter(
            [f"r{number}@{_reseller_domain(place)}" for place in range(ACCOUNTS) for number in range(ROLES_PER_ACCOUNT)]
        )
        rows = [
            {
                "name": f"Reseller House {place}",
                "domain": _reseller_domain(place),
                "administrators": [f"r{number}@{_reseller_domain(place)}" for number in range(ROLES_PER_ACCOUNT)],
            }
            for place in range(ACCOUNTS)
        ]
        import_accounts(run, directory / "resellers.json", rows)

    def requester(self) -> str:
        """Return a person with a role who has made no request yet."""
        email = next(self._requesters)
        self.person(email)
        return email

    def person(self, subject: str, /, **claims: object) -> str:
        """Add a person to the sign-in provider; the subject is the mail address unless the claims override it."""
        known = {"email": subject, "email_verified": True, "name": f"Pat {subject.partition('@')[0].title()}"}
        self._run.add_person(subject, known | claims)
        return subject

    def domain(self) -> str:
        """Return an unused domain."""
        return f"customer{next(self._numbers)}.example"


def import_accounts(run: Run, file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Import active accounts with the operator's command."""
    file.write_text(json.dumps(rows))
    run.command("infra.import_directory", str(file)).check_returncode()


def colleague_of(email: str) -> str:
    """Return another address of the same organisation."""
    return f"colleague@{email.partition('@')[2]}"


def _reseller_domain(place: int) -> str:
    return f"house{place}.example"
