"""Contacts are who administers the account and the Virtual Accounts that the reader may see."""

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.accounts.contacts import contacts_on
from chalicelib.services.accounts.read import account_file, contacts_of
from tests.backends.observable_table import calls_of
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.world import World, person

ON_LAB, ADMINISTERS_PART = AccessRole.VIRTUAL_ACCOUNT_VIEWER, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
READER = person("reader@far.example", name="Rea Reader")
ACCOUNT = (str(ADMINISTRATOR.email), None)
LAB = (str(COLLEAGUE.email), "Lab")


@pytest.fixture
def account(world: World) -> Account:
    made = Account.of(world)
    made.give(COLLEAGUE, ADMINISTERS_PART, made.lab)
    return made


def contacts(account: Account) -> list[tuple[str, str | None]]:
    found = contacts_of(account.world.ports, account.caller(READER), account.account_id)
    return [(one.email, one.virtual_account.name if one.virtual_account else None) for one in found]


def test_administrators_of_a_virtual_account_are_contacts_behind_those_of_the_account(account: Account) -> None:
    account.give(READER, AccessRole.SMART_ACCOUNT_VIEWER)
    assert contacts(account) == [ACCOUNT, LAB]


def test_users_and_viewers_are_no_contacts(account: Account) -> None:
    account.give(READER, ON_LAB, account.lab)
    assert contacts(account) == [ACCOUNT, LAB]


def test_administrators_of_a_restricted_virtual_account_are_contacts_for_who_may_see_it(account: Account) -> None:
    hidden = account.virtual_account("Hidden", visibility="restricted").virtual_account_id
    account.give(COLLEAGUE, ADMINISTERS_PART, hidden)
    account.give(READER, ON_LAB, account.lab)
    assert contacts(account) == [ACCOUNT, LAB]
    account.give(READER, ON_LAB, hidden)
    assert sorted(contacts(account), key=str) == sorted([ACCOUNT, LAB, (LAB[0], "Hidden")], key=str)


def test_they_take_one_read(account: Account) -> None:
    file = account_file(account.world.ports, account.give(READER, ON_LAB, account.lab), account.account_id)
    with calls_of(account.world.table) as calls:
        assert contacts_on(account.world.ports, file.account, file.virtual_accounts)
    assert len(calls) == 1
