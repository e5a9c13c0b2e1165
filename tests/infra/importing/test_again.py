"""A file is imported again after people have decided otherwise: their decisions stay, and nothing is said twice."""

from pathlib import Path

import pytest

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.events import EventKind
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.accounts.administration import change_account
from tests.infra.importing.stored import imported
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.accounts.import_stories import ADMIN, CAL, DOMAIN, NAME, listed, moved, the_account, withdraw
from tests.world import World

FIRST = f"name,domains,visibility,administrators\n{NAME},{DOMAIN},unrestricted,{ADMIN};{CAL}\n"
# With the values of the first import, without a column or cells of some, and in JSON.
SECOND = {
    "first.csv": FIRST,
    "two-columns.csv": f"name;domains\n{NAME};{DOMAIN}\n",
    "blank-cells.csv": f"name,domains,visibility,administrators\n,{DOMAIN},,\n",
    "addresses.csv": f"Administrators,Domain,Name\n{CAL};{ADMIN},{DOMAIN},\n",
    "members.json": f'[{{"domains": ["{DOMAIN}"], "visibility": "unrestricted"}}]',
}


@pytest.fixture
def account(operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Account:
    """Provide the account of a file whose administrators have signed in."""
    (tmp_path / "first.csv").write_text(FIRST)
    assert imported(capsys, tmp_path / "first.csv").status == 0
    for administrator in (ADMINISTRATOR, COLLEAGUE):
        claim_at_sign_in(operated.ports, administrator)
    return the_account(operated)


@pytest.fixture(params=SECOND)
def second(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Provide the file of the second import."""
    file: Path = tmp_path / "second" / request.param
    file.parent.mkdir()
    file.write_text(SECOND[request.param])
    return file


def assert_unchanged(world: World, capsys: pytest.CaptureFixture[str], file: Path) -> None:
    run = imported(capsys, file)
    assert (run.status, run.errors) == (0, "")
    assert run.output == "1 rows imported (0 created, 0 changed, 1 unchanged), 0 reported\n"


def test_withdrawn_administrator_is_not_brought_back(
    account: Account, second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    withdraw(account, CAL)
    assert_unchanged(account.world, capsys, second)
    assert listed(account) == [ADMIN]


def test_former_address_of_an_administrator_is_not_opened_again(
    account: Account, second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    moved(account, COLLEAGUE, "cal@elsewhere.example")
    assert_unchanged(account.world, capsys, second)
    assert listed(account) == sorted([ADMIN, "cal@elsewhere.example"])
    assert account.world.ports.store.address_grants("somebody-else", CAL) == []


def test_name_and_visibility_of_an_administrator_stay(
    account: Account, second: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change = Alteration("Another Name", "restricted")
    change_account(account.world.ports, account.caller(ADMINISTRATOR), account.account_id, change)
    assert_unchanged(account.world, capsys, second)
    assert (account.row.account_name, account.row.search_visibility) == ("Another Name", Visibility.RESTRICTED)


def test_every_change_of_an_import_is_an_event_of_the_account(
    account: Account, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "third.csv"
    file.write_text(f"name,domains,visibility\nNew Name,{DOMAIN},Restricted\n")
    assert imported(capsys, file).status == 0
    created, changed = account.world.ports.store.account_events(account.account_id)
    assert {created.kind, changed.kind} == {EventKind.ACCOUNT_IMPORTED}
    assert changed.details == {"change": "changed", "fields": "account_name search_visibility", "roles": 0}
