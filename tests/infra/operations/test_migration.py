"""`migrate` moves what earlier releases and another list of suffixes have left, killed at any call and resumed."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.conditions import begins_with, equals
from chalicelib.adapters.dynamodb.documents import decoded
from chalicelib.adapters.dynamodb.record_types import listed_lock
from chalicelib.adapters.dynamodb.search_rows import PREFIX, rows_of
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.requests.limits import RateWindow, organisation_counter
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.unit_of_work.ports import StaleState
from chalicelib.services.unit_of_work.writes import TakeLock
from infra.operate.migration import hold, is_needed, migrate
from infra.rebuild_index import rebuild_if_needed
from infra.verify import all_trail_ids, holds
from tests.adapters import dynamodb
from tests.backends.backend import MemoryBackend
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, calls_of, killed_at
from tests.unreadable_rows import put
from tests.world import PARTNER, SETTINGS, TABLE, World, aws_world, person, world_over

# With the newer list, the tenants of campus.com are apart, and those of host.com are one organisation.
OLD = replace(SETTINGS, shared_hosts=frozenset({"host.com"}))
NEW = replace(SETTINGS, shared_hosts=frozenset({"campus.com"}))
IDENTIFIERS = ("labs.campus.com", "lib.campus.com", "office.campus.com", "a.host.com", "b.host.com")
ORGANISATIONS = {one: one if one.endswith("campus.com") else "host.com" for one in IDENTIFIERS}
TAKEN = {Problem.ACCOUNT_EXISTS, Problem.REQUEST_ALREADY_PENDING}
OTHER = person("other@reseller.example")
Rows = Mapping[Any, dict[str, Any]]
KEPT = json.loads(Path(dynamodb.__file__).with_name("stored_records.json").read_text(encoding="utf-8"))


def lived(one: World) -> None:
    """Requests of each kind under both organisations, and an administrator whose address has capitals."""
    for identifier in ("labs.campus.com", "office.campus.com", "b.host.com"):
        one.submit(domain_identifier=identifier, customer_emails=(f"it@{identifier}",))
    approved = one.submit(domain_identifier="lib.campus.com", customer_emails=("John.Smith@lib.campus.com",))
    link_actions.approve(one.ports, one.token(approved), True)
    ended = one.submit(domain_identifier="gone.campus.com", customer_emails=("it@gone.campus.com",))
    requester_actions.withdraw(one.ports, one.caller(PARTNER), ended.request_id, "")
    one.import_account("A of Host", "a.host.com", ("it@a.host.com",))


def as_earlier_release(one: World) -> None:
    """Leave the rows as the releases before had them: no locks of their own, addresses as typed, lists of ids."""
    for row in list(one.table.scan()):
        if row.key == keys.SUFFIX_LIST or row.sk == keys.LOCK_ROW:
            one.table.delete(row.key)
        elif row.pk.startswith("PERSON#") and row.sk.startswith(keys.OWN_PREFIX):
            one.table.put(replace(row, document=None, deliveries=None, version=None))
        elif row.pk == "ADDRESS#john.smith@lib.campus.com":
            one.table.delete(row.key)
            one.table.put(replace(row, pk="ADDRESS#John.Smith@lib.campus.com"))


def left(*, earlier: bool, kept: str = "") -> Rows:
    """The rows that the old list has left, with those that an earlier release kept."""
    one = world_over(MemoryBackend(), OLD)
    lived(one)
    if earlier:
        as_earlier_release(one)
    else:
        migrate(one.container)
    return {**one.rows(), **{(row["pk"]["S"], row["sk"]["S"]): row for row in KEPT.get(kept, {"rows": []})["rows"]}}


@pytest.fixture(scope="module", params=[*KEPT, "", "this release"])
def rows(request: pytest.FixtureRequest) -> Rows:
    return left(earlier=request.param != "this release", kept=request.param)


def over(rows: Rows) -> World:
    """The system with the newer list over these rows."""
    backend = MemoryBackend()
    for row in rows.values():
        put(backend.table, row)
    return world_over(backend, NEW)


def locks(one: World) -> Iterator[DomainLock]:
    for row in one.table.scan(equals("sk", keys.LOCK_ROW)):
        yield decoded(row.document, DomainLock)


def assert_every_identifier_is_locked(one: World) -> None:
    """By either list, also where no list is looked at."""
    for identifier in IDENTIFIERS:
        for organisation in (identifier, identifier.partition(".")[2]):
            second = DomainLock(identifier, organisation, "a-second-account")
            with pytest.raises(StaleState):
                one.ports.store.commit([TakeLock(second, one.clock.now())])


@pytest.fixture(params=[True, False])
def unmigrated(request: pytest.FixtureRequest) -> World:
    return over(left(earlier=request.param))


def test_newer_list_founds_no_second_account_before_anything_has_moved(unmigrated: World) -> None:
    if unmigrated.table.get(keys.SUFFIX_LIST):
        unmigrated.table.delete(keys.SUFFIX_LIST)  # which would refuse every request
    for identifier in IDENTIFIERS:
        with pytest.raises(Refused) as refused:
            unmigrated.submit(by=OTHER, domain_identifier=identifier, customer_emails=(f"ceo@{identifier}",))
        assert refused.value.problem in TAKEN
    assert_every_identifier_is_locked(unmigrated)


def test_no_request_is_submitted_while_the_rows_follow_another_list(unmigrated: World) -> None:
    hold(unmigrated.container)
    with pytest.raises(Refused, match="busy"):
        unmigrated.submit(domain_identifier="new.example", customer_emails=("it@new.example",))
    migrate(unmigrated.container)
    assert unmigrated.submit(domain_identifier="new.example", customer_emails=("it@new.example",))


def test_everything_is_where_the_newer_list_wants_it(rows: Rows) -> None:
    one = over(rows)
    migrate(one.container)
    assert not is_needed(one.container)
    held = {lock.domain_identifier: lock for lock in locks(one)}
    assert set(held) >= set(IDENTIFIERS)
    assert {name: lock.registrable_domain for name, lock in held.items() if name in ORGANISATIONS} == ORGANISATIONS
    listed = {row.key: row.document for row in one.table.scan(begins_with("pk", "ORGANISATION#"))}
    assert listed == {copy.key: copy.document for copy in map(listed_lock, held.values())}
    for lock in held.values():
        account = one.ports.store.account(lock.account_id)
        assert account is not None
        assert account.registrable_domain == lock.registrable_domain
        request: AccountRequest | None = one.ports.store.request(lock.request_id) if lock.request_id else None
        assert request is None or request.registrable_domain == lock.registrable_domain
    rebuild_if_needed(one.container)
    accounts = [decoded(row.document, SmartAccount) for row in one.table.scan(equals("sk", keys.ACCOUNT_ROW))]
    index = {row.key: row.document for row in one.table.scan(begins_with("pk", PREFIX))}
    assert index == {key: document for account in accounts for key, document in rows_of(account).items()}
    addresses = [row.pk.removeprefix("ADDRESS#") for row in one.table.scan(begins_with("pk", "ADDRESS#"))]
    assert addresses == [mailbox_key(address) for address in addresses]
    assert all(holds(one.container, trail) for trail in all_trail_ids(one.container))


def test_limits_do_not_start_anew(rows: Rows) -> None:
    one = over(rows)

    def counted(organisation: str) -> list[Any]:
        row = one.table.get(keys.rate_window(organisation_counter(organisation)))
        return list(decoded(row.document, RateWindow).times) if row else []

    before = counted("campus.com"), [*counted("a.host.com"), *counted("b.host.com")]
    migrate(one.container)
    assert all(before)
    assert (counted("labs.campus.com"), counted("host.com")) == before
    assert not counted("b.host.com")


def test_second_run_writes_nothing(rows: Rows) -> None:
    one = over(rows)
    migrate(one.container)
    after = one.rows()
    with calls_of(one.table) as calls:
        migrate(one.container)
    assert not WRITES & {call.verb for call in calls}
    assert one.rows() == after


def test_requests_and_links_go_on_after_the_move(rows: Rows) -> None:
    one = over(rows)
    migrate(one.container)
    open_locks = {lock.domain_identifier: lock for lock in locks(one) if lock.ends_at and lock.request_id}
    labs, office = (open_locks[name].request_id or "" for name in ("labs.campus.com", "office.campus.com"))
    request = one.ports.store.request(labs)
    assert request is not None
    link_actions.approve(one.ports, one.token(request), True)
    requester_actions.withdraw(one.ports, one.caller(PARTNER), office, "")
    remaining = {lock.domain_identifier: lock.ends_at for lock in locks(one)}
    assert remaining["labs.campus.com"] is None
    assert "office.campus.com" not in remaining
    assert one.submit(by=OTHER, domain_identifier="office.campus.com", customer_emails=("it@office.campus.com",))


def test_killed_at_any_call_it_continues_and_never_frees_an_identifier(rows: Rows) -> None:
    whole = over(rows)
    with calls_of(whole.table) as calls:
        migrate(whole.container)
    expected = whole.rows()
    for number, call in enumerate(calls, start=1):
        for moment in MOMENTS if call.verb in WRITES else MOMENTS[:1]:
            one = over(rows)
            with killed_at(one.table, number, moment), pytest.raises(KilledError):
                migrate(one.container)
            killed = one.rows()
            assert_every_identifier_is_locked(one)
            resumed = over(killed)
            migrate(resumed.container)
            assert resumed.rows() == expected


def test_empty_table_follows_the_list_at_once() -> None:
    one = over({})
    hold(one.container)
    assert one.rows() == {}
    migrate(one.container)
    assert list(one.rows()) == [keys.SUFFIX_LIST]


def test_approval_by_the_release_before_that_ends_after_the_move_is_moved_by_the_next_run() -> None:
    """That release knows the copy alone."""
    one = over(left(earlier=True))
    migrate(one.container)
    lock = next(lock for lock in locks(one) if lock.domain_identifier == "labs.campus.com")
    one.table.put(listed_lock(replace(lock, ends_at=None)))
    migrate(one.container)
    assert replace(lock, ends_at=None) in list(locks(one))


def test_copy_that_says_less_than_its_lock_is_written_again() -> None:
    one = over(left(earlier=True))
    migrate(one.container)
    expected = one.rows()
    copy = next(row for row in one.table.scan(begins_with("pk", "ORGANISATION#")) if "lib.campus.com" in row.sk)
    one.table.put(replace(copy, document=f"{copy.document} "))
    migrate(one.container)
    assert one.rows() == expected


@pytest.mark.aws
def test_dynamodb_is_left_the_same_rows_as_the_table_in_memory() -> None:
    rows = left(earlier=True)
    in_memory = over(rows)
    migrate(in_memory.container)
    with aws_world(NEW) as one:
        for row in rows.values():
            TABLE.client.put_item(TableName=TABLE.name, Item=row)
        migrate(one.container)
        assert one.rows() == in_memory.rows()
        assert_every_identifier_is_locked(one)
