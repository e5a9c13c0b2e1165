"""What somebody who administers many accounts may decide is listed in parts, each in two reads."""

import pytest

from chalicelib.services.access import lists
from chalicelib.services.access.lists import entries_to_decide
from tests.backends.observable_table import calls_of
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.access.stories import USER
from tests.world import World, person


def account_of(world: World, number: int) -> Account:
    domain = f"univ{number}.example"
    world.import_account(f"University {number}", domain, (str(ADMINISTRATOR.email),))
    lock = world.ports.store.locks_on([(domain, domain)])[domain]
    return Account(world, lock.account_id, "", "")


def test_every_request_is_listed_once_however_many_accounts_and_requests(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "MOST_INBOXES", 2)
    accounts = [account_of(world, number) for number in range(5)]
    asked = {
        account.ask(person(f"user{number}@far.example"), USER).access_request_id
        for account in accounts
        for number in range(3)
    }
    caller, found, start = accounts[0].caller(ADMINISTRATOR), list[str](), None
    while True:
        with calls_of(world.table) as calls:
            page = entries_to_decide(world.ports, caller, 4, start)
        assert [call.verb for call in calls] == ["batch", "batch"]
        found += [file.request.access_request_id for file in page.items]
        start = page.next_start
        if start is None:
            break
    assert (len(found), set(found)) == (15, asked)


def test_who_administers_nothing_has_nothing_to_decide(world: World) -> None:
    with calls_of(world.table) as calls:
        caller = world.caller(person("user@far.example"))
    calls.clear()
    assert entries_to_decide(world.ports, caller, 4, None).items == ()
    assert calls == []
