"""`verify` checks every trail and reports unreadable events and records; growing trails are not reported as broken."""

from dataclasses import dataclass, replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.requests import requester_actions
from infra import verify
from infra.audit_trails import verifying
from infra.audit_trails.ends import HOLDERS
from tests.infra.operations.operating import run_command
from tests.infra.operations.trail_story import Story
from tests.services.access.stories import Account
from tests.unreadable_rows import POISONS, item_of, poisoned, put
from tests.world import PARTNER, TABLE, World, counted_calls

Capture = pytest.CaptureFixture[str]
NOT_STATED = "event 1 names a sealing that does not state it"


@dataclass(frozen=True)
class Trails:
    """Ids of one trail of each kind."""

    world: World
    request_id: str
    access_request_id: str
    account_id: str

    @property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        return sorted([self.request_id, self.access_request_id, self.account_id])


@pytest.fixture
def trails(operated: World) -> Trails:
    """Create trails of a request (4 events), an access request (1) and an account (3), and an account without."""
    account = Account.of(operated)
    access_request = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
    request = operated.submit(domain_identifier="labs.example", customer_emails=("it@labs.example",))
    for _ in range(2):
        operated.clock.advance(minutes=20)
        requester_actions.resend(operated.ports, operated.caller(PARTNER), request.request_id, None)
    requester_actions.withdraw(operated.ports, operated.caller(PARTNER), request.request_id, "")
    return Trails(operated, request.request_id, access_request.access_request_id, account.account_id)


def verified(capsys: Capture, *arguments: str) -> tuple[int, list[str], str]:
    """Run `python -m infra.verify`; return its exit code, error lines and summary."""
    status = verify.main(arguments)
    printed = capsys.readouterr()
    return status, printed.err.splitlines(), printed.out.partition(",")[0]


def test_all_trails_are_intact(trails: Trails, capsys: Capture) -> None:
    assert verified(capsys) == (0, [], "3 of 3 audit trails are intact")
    assert sorted(verify.all_trail_ids(trails.world.container)) == trails.ids


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_event_is_reported_and_other_trails_are_checked(
    trails: Trails, capsys: Capture, poison: str
) -> None:
    named = f"{trails.request_id}: the audit trail is NOT intact: event 3 cannot be read"
    with poisoned(trails.world.table, keys.event(trails.request_id, 3), poison):
        assert verified(capsys) == (1, [named], "2 of 3 audit trails are intact")
        assert verified(capsys, trails.request_id) == (1, [named], "0 of 1 audit trails are intact")
        status, result = run_command(capsys, "verify")
    assert (status, result["checked"], result["broken"]) == (1, 3, [trails.request_id])
    assert result["reasons"] == {trails.request_id: "event 3 cannot be read"}
    assert result["unreadable"] == [f"REQUEST#{trails.request_id}/EVENT#000003"]


@pytest.mark.parametrize("poison", POISONS)
@pytest.mark.parametrize("which", ["request", "access_request", "account"])
def test_unreadable_record_is_reported_and_other_trails_are_checked(
    trails: Trails, capsys: Capture, which: str, poison: str
) -> None:
    trail_id = getattr(trails, f"{which}_id")
    named = f"{trail_id}: the audit trail is NOT intact: its record cannot be read"
    with poisoned(trails.world.table, getattr(keys, which)(trail_id), poison):
        assert verified(capsys) == (1, [named], "2 of 3 audit trails are intact")
        assert verified(capsys, trail_id) == (1, [named], "0 of 1 audit trails are intact")


@pytest.mark.parametrize("which", ["request", "access_request", "account"])
def test_trail_without_record_is_reported(trails: Trails, capsys: Capture, which: str) -> None:
    trail_id = getattr(trails, f"{which}_id")
    trails.world.table.delete(getattr(keys, which)(trail_id))
    named = f"{trail_id}: the audit trail is NOT intact: it has no record"
    assert verified(capsys) == (1, [named], "2 of 3 audit trails are intact")
    assert verified(capsys, trail_id)[:2] == (1, [named])


def test_event_not_counted_by_record_is_reported(trails: Trails, capsys: Capture) -> None:
    audit, events = trails.world.ports.audit, trails.world.ports.store.events(trails.request_id)
    added = audit.sealed(replace(events[-1], sequence=5), events[-1].seal)
    trails.world.table.put(Row(*keys.event(trails.request_id, 5), document=encoded(added)))
    named = f"{trails.request_id}: the audit trail is NOT intact: event 5 is not counted by the record"
    assert verified(capsys)[:2] == (1, [named])


def test_events_of_account_without_trail_are_reported(trails: Trails, capsys: Capture) -> None:
    trails.world.import_account("Elsewhere", "elsewhere.example")
    (lock,) = trails.world.ports.store.locks("elsewhere.example")
    (event, *_) = trails.world.ports.store.account_events(trails.account_id)
    record = trails.world.ports.store.account(lock.account_id)
    assert record is not None
    number = record.event_count + 1
    trails.world.table.put(Row(*keys.account_event(lock.account_id, number), document=encoded(event)))
    assert verified(capsys)[:2] == (
        1,
        [
            f"{lock.account_id}: the audit trail is NOT intact: event {number} is of another trail, "
            f"event {number} is not counted by the record"
        ],
    )


@pytest.mark.parametrize("key", ["EVENT#later", "EVENT#"])
def test_event_without_number_is_reported(trails: Trails, capsys: Capture, key: str) -> None:
    item = item_of(trails.world.table, keys.event(trails.request_id, 1))
    put(trails.world.table, {**item, "sk": {"S": key}})
    status, complaints, _ = verified(capsys)
    assert (status, len(complaints), "cannot be read" in complaints[0]) == (1, 1, True)


def test_edited_and_dropped_events_are_reported(trails: Trails, capsys: Capture) -> None:
    item = item_of(trails.world.table, keys.event(trails.request_id, 2))
    put(trails.world.table, {**item, "document": {"S": item["document"]["S"].replace("resent", "renewed")}})
    assert verified(capsys)[:2] == (1, [f"{trails.request_id}: the audit trail is NOT intact: event 2 was edited"])
    trails.world.table.delete(keys.event(trails.request_id, 2))
    assert verified(capsys)[:2] == (1, [f"{trails.request_id}: the audit trail is NOT intact: event 2 is missing"])
    found = {
        "checked": 3,
        "broken": [trails.request_id],
        "sealed": 0,
        "reasons": {trails.request_id: "event 2 is missing"},
    }
    assert run_command(capsys, "verify") == (1, found)


@pytest.mark.aws
def test_verify_uses_one_scan_and_one_query_per_trail(trails: Trails) -> None:
    trails.world.minute()
    with counted_calls() as calls:
        verify.main([])
    assert sorted(calls) == ["GetItem", *["Query"] * 4, "Scan"]


def test_trail_growing_during_verification_is_intact(trails: Trails, capsys: Capture) -> None:
    world = trails.world
    request = world.submit(domain_identifier="other.example", customer_emails=("it@other.example",))

    def grow(**_: object) -> None:
        events.unregister("before-call.dynamodb.Query", grow)
        requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")

    events = TABLE.client.meta.events
    events.register("before-call.dynamodb.Query", grow)
    assert verified(capsys)[:2] == (0, [])


@pytest.mark.parametrize("sealing", ["1", "0", "x", ""])
def test_event_that_names_a_sealing_which_does_not_state_it_is_noticed(world: World, sealing: str) -> None:
    """It never would be sealed, so its trail could be cut off later."""
    story = Story.of(world)
    request = world.submit(domain_identifier="new.example", customer_emails=("it@new.example",))
    item = item_of(world.table, keys.event(request.request_id, 1))
    put(world.table, {name: item[name] for name in ("pk", "sk", "document")} | {"holder": {"S": sealing}})
    world.minute()
    assert story.reasons() == {request.request_id: NOT_STATED}
    (alone,) = verifying.verify(world.table, world.ports.audit, [request.request_id])
    assert alone.reason == NOT_STATED


def test_every_record_with_a_trail_is_found_by_its_id() -> None:
    assert {make_key("id")[1] for make_key in verifying.KEYS} | {keys.SEALINGS_ROW} == set(HOLDERS)
