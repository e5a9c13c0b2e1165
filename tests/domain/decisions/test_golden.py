"""Every decision changes, tells and refuses what the files beside this one say.

`GOLDEN=write make fast-tests` writes the files again.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.domain.decisions.described import Decision
from tests.domain.decisions.of_access import OF_ACCESS
from tests.domain.decisions.of_accounts import OF_ACCOUNTS
from tests.domain.decisions.of_ends import OF_ENDS
from tests.domain.decisions.of_inquiries import OF_INQUIRIES
from tests.domain.decisions.of_links import OF_LINKS
from tests.domain.decisions.of_people import OF_PEOPLE
from tests.domain.decisions.of_programs import OF_PROGRAMS
from tests.domain.decisions.of_proofs import OF_PROOFS, OF_RECOVERIES
from tests.domain.decisions.of_roles import OF_ROLES
from tests.domain.decisions.of_submissions import OF_SUBMISSIONS
from tests.domain.decisions.of_teams import OF_TEAMS
from tests.domain.decisions.of_webhooks import OF_WEBHOOKS

HERE = Path(__file__).parent
TABLES: Mapping[str, Mapping[str, Decision[Any]]] = {
    "submissions": OF_SUBMISSIONS,
    "links": OF_LINKS,
    "ends": OF_ENDS,
    "teams": OF_TEAMS,
    "access": OF_ACCESS,
    "inquiries": OF_INQUIRIES,
    "roles": OF_ROLES,
    "accounts": OF_ACCOUNTS,
    "people": OF_PEOPLE,
    "proofs": OF_PROOFS,
    "recoveries": OF_RECOVERIES,
    "programs": OF_PROGRAMS,
    "webhooks": OF_WEBHOOKS,
}
ROWS = {(table, name): decision for table, decisions in TABLES.items() for name, decision in decisions.items()}


def written(table: str) -> Mapping[str, str]:
    """Return what the file of a table says of each decision."""
    text = (HERE / f"{table}.txt").read_text(encoding="utf-8")
    parts = (part.partition("\n") for part in text.removeprefix("# ").split("\n# "))
    return {name: told.strip("\n") for name, _, told in parts}


def decided(table: str, name: str) -> str:
    """Return what a decision comes to now."""
    return "\n".join(ROWS[table, name].lines())


@pytest.fixture(scope="module", autouse=True)
def golden() -> None:
    """Write the files again, if asked to."""
    if os.environ.get("GOLDEN") == "write":
        for table, decisions in TABLES.items():
            text = "\n".join(f"# {name}\n{decided(table, name)}\n" for name in decisions)
            (HERE / f"{table}.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("table", "name"), ROWS, ids=[f"{table}: {name}" for table, name in ROWS])
def test_decision_is_as_it_was(table: str, name: str) -> None:
    assert decided(table, name) == written(table)[name]


@pytest.mark.parametrize("table", TABLES)
def test_files_hold_no_other_decisions(table: str) -> None:
    assert list(written(table)) == list(TABLES[table])
