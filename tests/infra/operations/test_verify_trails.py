"""`verify` checks every trail there is, names what cannot be read, and takes no growing trail for a broken one."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.requests import requester_actions
from infra import verify
from tests.infra.operations.operating import said
from tests.services.access.stories import Account
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.world import PARTNER, TABLE, World, counted_calls

Capture = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class Trails:
    """One trail of each kind, by id."""

    world: World
    request_id: str
    access_request_id: str
    account_id: str

    @property
    def ids(self) -> list[str]:
        """All of them."""
        return sorted([self.request_id, self.access_request_id, self.account_id])


@pytest.fixture
def trails(operated: World) -> Trails:
    """A request with four events, one for access with one, an account with three; another account has none."""
    account = Account.of(operated)
    asked = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
    request = operated.submit(domain_identifier="labs.example", customer_emails=("it@labs.example",))
    for _ in range(2):
        operated.clock.advance(minutes=20)
        requester_actions.resend(operated.ports, operated.caller(PARTNER), request.request_id, None)
    requester_actions.withdraw(operated.ports, operated.caller(PARTNER), request.request_id, "")
    return Trails(operated, request.request_id, asked.access_request_id, account.account_id)


def told(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    """The exit code of `python -m infra.verify`, what it complains of, and its sum."""
    status = verify.main(arguments)
    printed = capsys.readouterr()
    return status, printed.err.splitlines(), printed.out


def test_all_trails_hold(trails: Trails, capsys: Capture) -> None:
    assert told(capsys) == (0, [], "3 of 3 audit trails hold\n")
    assert sorted(verify.all_trail_ids(trails.world.container)) == trails.ids


@pytest.mark.parametrize("poison", POISONS)
def test_an_event_that_cannot_be_read_is_named_and_all_other_trails_are_checked(
    trails: Trails, capsys: Capture, poison: str
) -> None:
    named = f"{trails.request_id}: the audit trail does NOT hold: event 3 cannot be read"
    with poisoned(keys.event(trails.request_id, 3), poison):
        assert told(capsys) == (1, [named], "2 of 3 audit trails hold\n")
        assert told(capsys, trails.request_id) == (1, [named], "0 of 1 audit trails hold\n")
        status, answer = said(capsys, "verify")
    assert (status, answer["checked"], answer["broken"]) == (1, 3, [trails.request_id])
    assert answer["reasons"] == {trails.request_id: "event 3 cannot be read"}
    assert answer["unreadable"] == [f"REQUEST#{trails.request_id}/EVENT#000003"]


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("which", ["request", "access_request", "account"])
def test_a_record_that_cannot_be_read_is_named_and_all_other_trails_are_checked(
    trails: Trails, capsys: Capture, which: str, poison: str
) -> None:
    trail_id = getattr(trails, f"{which}_id")
    named = f"{trail_id}: the audit trail does NOT hold: its record cannot be read"
    with poisoned(getattr(keys, which)(trail_id), poison):
        assert told(capsys) == (1, [named], "2 of 3 audit trails hold\n")
        assert told(capsys, trail_id) == (1, [named], "0 of 1 audit trails hold\n")


@pytest.mark.parametrize("which", ["request", "access_request", "account"])
def test_a_trail_whose_record_is_gone_is_named(trails: Trails, capsys: Capture, which: str) -> None:
    trail_id = getattr(trails, f"{which}_id")
    TABLE.delete(getattr(keys, which)(trail_id))
    named = f"{trail_id}: the audit trail does NOT hold: it has no record"
    assert told(capsys) == (1, [named], "2 of 3 audit trails hold\n")
    assert told(capsys, trail_id)[:2] == (1, [named])


def test_an_event_beyond_what_the_record_says_is_named(trails: Trails, capsys: Capture) -> None:
    audit, events = trails.world.ports.audit, trails.world.ports.store.events(trails.request_id)
    added = audit.sealed(replace(events[-1], sequence=5), events[-1].seal)
    TABLE.put(Row(*keys.event(trails.request_id, 5), document=encoded(added)))
    named = f"{trails.request_id}: the audit trail does NOT hold: event 5 lies beyond its record"
    assert told(capsys)[:2] == (1, [named])


def test_events_of_an_account_that_knows_of_none_are_named(trails: Trails, capsys: Capture) -> None:
    trails.world.import_account("Elsewhere", "elsewhere.example")
    (lock,) = trails.world.ports.store.locks("elsewhere.example")
    (event, *_) = trails.world.ports.store.account_events(trails.account_id)
    record = trails.world.ports.store.account(lock.account_id)
    assert record is not None
    number = record.event_count + 1
    TABLE.put(Row(*keys.account_event(lock.account_id, number), document=encoded(event)))
    assert told(capsys)[:2] == (
        1,
        [f"{lock.account_id}: the audit trail does NOT hold: event {number} lies beyond its record"],
    )


@pytest.mark.parametrize("key", ["EVENT#later", "EVENT#"])
def test_an_event_without_a_number_is_named(trails: Trails, capsys: Capture, key: str) -> None:
    item = item_of(keys.event(trails.request_id, 1))
    put({**item, "sk": {"S": key}})
    status, complaints, _ = told(capsys)
    assert (status, len(complaints), "cannot be read" in complaints[0]) == (1, 1, True)


def test_an_edited_and_a_dropped_event_are_told_as_before(trails: Trails, capsys: Capture) -> None:
    item = item_of(keys.event(trails.request_id, 2))
    put({**item, "document": {"S": item["document"]["S"].replace("resent", "renewed")}})
    named = f"{trails.request_id}: the audit trail does NOT hold"
    assert told(capsys)[:2] == (1, [named])
    TABLE.delete(keys.event(trails.request_id, 2))
    assert told(capsys)[:2] == (1, [named])
    assert said(capsys, "verify") == (1, {"checked": 3, "broken": [trails.request_id]})


def test_the_table_is_read_by_one_scan_and_one_query_a_trail(trails: Trails) -> None:
    del trails
    with counted_calls() as calls:
        verify.main([])
    assert sorted(calls) == ["Query"] * 3 + ["Scan"]


def test_a_trail_that_grows_while_it_is_read_is_no_false_alarm(trails: Trails, capsys: Capture) -> None:
    world = trails.world
    request = world.submit(domain_identifier="other.example", customer_emails=("it@other.example",))

    def grow(**_: object) -> None:
        events.unregister("before-call.dynamodb.Query", grow)
        requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.Query", grow)
    assert told(capsys)[:2] == (0, [])
