"""People and domains that no other test uses, so that limits and conflicts are each test's own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from infra.local.state import PROJECT_ROOT
from tests.contract.local_run import Run

# An account takes as many administrators at one import.
ROLES_PER_ACCOUNT = 8
ACCOUNTS = 12

PARTNER = "partner@reseller.example"
NOBODY = "nobody@elsewhere.example"
REVIEWER = "reviewer@vendor.example"
UNVERIFIED = "unverified@acme.example"


class Cast:
    """Requesters have a role by import: all of one reseller's accounts, and each a person of their own."""

    def __init__(self, run: Run, directory: Path) -> None:
        self._run = run
        self._numbers = count(1)
        self._requesters = iter(
            [f"r{number}@{_reseller(place)}" for place in range(ACCOUNTS) for number in range(ROLES_PER_ACCOUNT)]
        )
        rows = [
            {
                "name": f"Reseller House {place}",
                "domain": _reseller(place),
                "administrators": [f"r{number}@{_reseller(place)}" for number in range(ROLES_PER_ACCOUNT)],
            }
            for place in range(ACCOUNTS)
        ]
        import_accounts(run, directory / "resellers.json", rows)

    def requester(self) -> str:
        """Somebody with a role, who has requested nothing yet."""
        email = next(self._requesters)
        self.person(email)
        return email

    def person(self, subject: str, /, **claims: object) -> str:
        """Makes the sign-in provider know somebody; the subject is the address, unless the claims say else."""
        known = {"email": subject, "email_verified": True, "name": f"Pat {subject.partition('@')[0].title()}"}
        self._run.add_person(subject, known | claims)
        return subject

    def domain(self) -> str:
        """An organisation that nobody has heard of."""
        return f"customer{next(self._numbers)}.example"


def import_accounts(run: Run, file: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Loads active accounts as an operator does."""
    file.write_text(json.dumps(rows))
    subprocess.run(
        [sys.executable, "-m", "infra.import_directory", str(file)],
        cwd=PROJECT_ROOT,
        env=os.environ | run.stack.environment,
        check=True,
        capture_output=True,
    )


def colleague_of(email: str) -> str:
    """Somebody else at the same organisation."""
    return f"colleague@{email.partition('@')[2]}"


def _reseller(place: int) -> str:
    return f"house{place}.example"
