"""What an export writes to a cell, an import reads; no cell is taken for a formula."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.domain import text
from chalicelib.domain.accounts.account import AccountStatus, Administrator, SmartAccount, Visibility
from chalicelib.domain.errors import Invalid
from chalicelib.rendering.pages.formula_cells import escaped, unescaped
from infra.export_directory import WRITERS
from infra.import_directory.files import row_of, rows_of_file
from infra.import_directory.located_rows import Unreadable
from tests.domain.search.accounts import NOW, RULES

FORMULAS = ("=1+1", "+49", "-1", "@sum", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201")
OTHERS = ("", "Acme", "'t Hooft", "''", "'", "a=1", " =1", "1-1")
LIKE_FORMULAS = st.text("'=+-@\t\r\n\uff1d;,|\" aé字", max_size=12)


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert escaped(cell) == f"'{cell}"
    assert escaped(f"'{cell}") == f"''{cell}"


@pytest.mark.parametrize("cell", OTHERS)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert (escaped(cell), unescaped(cell)) == (cell, cell)


@given(LIKE_FORMULAS | st.text())
def test_taking_the_apostrophe_off_restores_every_cell(cell: str) -> None:
    assert unescaped(escaped(cell)) == cell
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def is_name(typed: str) -> bool:
    try:
        return text.account_name(typed) == typed
    except Invalid:
        return False


LOCAL_PARTS = st.text("'=+-a{", min_size=1, max_size=6)
ADDRESSES = st.lists(LOCAL_PARTS.map(lambda local: f"{local}@acme-ltd.com"), max_size=4, unique=True)
ACCOUNTS = st.builds(
    lambda name, visibility, people: SmartAccount(
        "a1",
        name,
        "acme-ltd.com",
        "acme-ltd.com",
        AccountStatus.ACTIVE,
        NOW,
        search_visibility=visibility,
        administrators=tuple(map(Administrator, people)),
    ),
    (LIKE_FORMULAS | st.text(min_size=2, max_size=30)).filter(is_name),
    st.sampled_from(Visibility),
    ADDRESSES,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], deadline=None)
@pytest.mark.parametrize("suffix", WRITERS)
@given(accounts=st.lists(ACCOUNTS, max_size=3))
def test_every_account_comes_back_from_a_file_as_it_was(
    tmp_path: Path, suffix: str, accounts: list[SmartAccount]
) -> None:
    content = io.StringIO(newline="")
    assert WRITERS[suffix](content, accounts) == len(accounts)
    file = tmp_path / f"directory{suffix}"
    file.write_text(content.getvalue(), encoding="utf-8", newline="")
    rows = [row_of(raw, RULES) for _, raw in rows_of_file(file) if not isinstance(raw, Unreadable)]
    assert [(row.account_name, row.identifier.value, row.visibility, row.administrators) for row in rows] == [
        (
            account.account_name,
            account.domain_identifier,
            account.search_visibility,
            tuple(administrator.email for administrator in account.administrators),
        )
        for account in accounts
    ]
