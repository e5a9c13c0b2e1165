"""What a table holds of accounts, and an import of a file into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import equals
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.domain.accounts.account import SmartAccount, Visibility
from infra.import_directory.__main__ import main
from tests.world import World


@dataclass(frozen=True)
class Stored:
    """An account as far as an import may set it."""

    name: str
    visibility: Visibility = Visibility.UNRESTRICTED
    administrators: tuple[str, ...] = ()


def accounts_of(world: World) -> Mapping[str, Stored]:
    """Return all accounts by their identifiers."""
    found = (decoded(row.document, SmartAccount) for row in world.table.scan(equals("sk", keys.ACCOUNT_ROW)))
    return {
        account.domain_identifier: Stored(
            account.account_name,
            account.search_visibility,
            tuple(administrator.email for administrator in account.administrators),
        )
        for account in found
    }


@dataclass(frozen=True)
class Run:
    """The end of an import: its exit code and what it printed."""

    status: int
    output: str
    errors: str


def imported(capsys: pytest.CaptureFixture[str], file: Path | str, *options: str) -> Run:
    """Import a file by the command, in this process."""
    status = main([*options, str(file)])
    printed = capsys.readouterr()
    return Run(status, printed.out, printed.err)
