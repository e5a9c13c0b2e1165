"""Every audit event that concerns a team gets one position in its feed: without gaps, whatever crashes or is broken."""

from dataclasses import fields, replace

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.events import EventKind
from chalicelib.domain.feed.team_event import TeamEvent
from chalicelib.services.feed.dispatch import BATCH, SECONDS, dispatch_due_events, dispatch_event
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.feed.writes import EventKey
from chalicelib.services.unit_of_work.metrics import Metric
from chalicelib.services.unit_of_work.sealing import seal_trails
from infra.verify import verified
from tests.backends.observable_table import KilledError, Moment, busy_at, killed_at
from tests.recorded_metrics import RecordedMetrics
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.services.feed.feeds import TEAM, dispatch, feed, waiting
from tests.services.mail.test_unsent import Waits
from tests.services.scheduled_job.poisoned_minute import submitted
from tests.services.unit_of_work.interrupted import interrupted
from tests.unreadable_rows import item_of, poisoned, put
from tests.world import PARTNER, World, counted_calls, person


def seal(one: World) -> None:
    seal_trails(one.ports, one.container.mail_sender.outbox)


def test_each_event_of_a_request_gets_the_next_position_in_its_teams_feed(world: World) -> None:
    request = world.submit(order_reference="4711 for it@univ.example")
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, "1")
    link_actions.approve(world.ports, world.token(request), True)
    dispatch(world)
    told = feed(world)
    assert [(one.kind, one.status, one.sequence) for one in told] == [
        (EventKind.SUBMITTED, "pending", 1),
        (EventKind.RESENT, "pending", 2),
        (EventKind.APPROVED, "approved", 3),
    ]
    assert told[0] == TeamEvent(
        f"evt_{request.request_id}_1",
        EventKind.SUBMITTED,
        world.clock.now(),
        1,
        TEAM,
        request.account_id,
        "pending",
        request_id=request.request_id,
        reference=request.reference,
        order_reference="4711 for erased@erased.invalid",
    )
    assert waiting(world) == []


def test_what_is_told_holds_no_note_and_no_address(world: World) -> None:
    world.submit(order_reference="4711")
    dispatch(world)
    (told,) = feed(world)
    texts = [str(getattr(told, field.name)) for field in fields(told)]
    assert not [text for text in texts if "univ.example" in text or "licences" in text]


def test_events_of_an_account_its_access_requests_and_its_proofs_go_to_its_own_team(world: World) -> None:
    account = Account.of(world)
    asked = account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    proof = ask_for_proof(world.ports, account.caller(ADMINISTRATOR), "univ.example", account.account_id)
    dispatch(world)
    told = feed(world, account.account_id)
    assert {one.account_id for one in told} == {account.account_id}
    assert [one.status for one in told if one.access_request_id == asked.access_request_id] == ["pending"]
    assert [one.kind for one in told if one.domain_proof_id == proof.proof_id] == [EventKind.DOMAIN_PROOF_ASKED]
    assert EventKind.ACCOUNT_IMPORTED in {one.kind for one in told}


def test_what_is_nobodys_team_has_no_event(world: World) -> None:
    ask_for_proof(world.ports, Caller(person("somebody@proved.example"), ()), "proved.example")
    assert waiting(world) == []
    dispatch(world)
    assert not [key for key in world.rows() if key[0].startswith("FEED#")]


@pytest.mark.aws
def test_an_event_takes_three_reads_and_one_transaction(world: World) -> None:
    request = submitted(world, "one.example")
    with counted_calls() as calls:
        assert dispatch_event(world.ports, EventKey(request.request_id, 1))
        assert dispatch_event(world.ports, EventKey(request.request_id, 1)) is None
    assert calls == ["GetItem", "GetItem", "Query", "TransactWriteItems", "GetItem"]


def test_of_two_dispatchers_at_once_one_gives_the_position(world: World) -> None:
    request = submitted(world, "one.example")
    key = EventKey(request.request_id, 1)
    assert dispatch_event(interrupted(world.ports, lambda: dispatch_event(world.ports, key)), key) is None
    assert len(feed(world)) == 1


def test_a_position_that_another_event_takes_meanwhile_is_not_given_twice(world: World) -> None:
    first, second = (EventKey(submitted(world, f"{one}.example").request_id, 1) for one in ("one", "two"))
    assert dispatch_event(interrupted(world.ports, lambda: dispatch_event(world.ports, second)), first)
    assert [one.request_id for one in feed(world)] == [second.trail_id, first.trail_id]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 16))
def test_a_run_that_dies_at_any_call_loses_nothing_and_doubles_nothing(world: World, call: int, moment: Moment) -> None:
    requests = [submitted(world, f"{one}.example") for one in ("one", "two")]
    try:
        with killed_at(world.table, call, moment):
            dispatch(world)
    except KilledError:
        feed(world)
    dispatch(world)
    assert sorted(str(one.request_id) for one in feed(world)) == sorted(one.request_id for one in requests)
    assert waiting(world) == []
    seal(world)
    assert all(verdict.is_intact and verdict.is_sealed for verdict in verified(world.container))


@pytest.mark.parametrize("bad", [{"effect": {"S": "{"}}, {"effect": {"N": "7"}}, {"document": {"N": "7"}}], ids=str)
def test_an_event_that_cannot_be_read_is_set_aside_and_stops_no_other(
    observed: World, metrics: RecordedMetrics, bad: dict[str, dict[str, str]]
) -> None:
    broken, good = (submitted(observed, f"{name}.example") for name in ("bad", "good"))
    key = keys.event(broken.request_id, 1)
    item = item_of(observed.table, key)
    put(observed.table, {**item, **bad})
    dispatch(observed)
    assert [one.request_id for one in feed(observed)] == [good.request_id]
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 1
    put(observed.table, item)
    dispatch(observed)
    assert [one.request_id for one in feed(observed)] == [good.request_id, broken.request_id]
    assert "trouble" not in item_of(observed.table, key)


def test_a_feed_whose_counter_cannot_be_read_stops_no_other(observed: World, metrics: RecordedMetrics) -> None:
    submitted(observed, "one.example")
    dispatch(observed)
    account = Account.of(observed)
    submitted(observed, "two.example")
    with poisoned(observed.table, (f"FEED#{TEAM}", "COUNTER"), "of_another_type"):
        dispatch(observed)
    assert feed(observed, account.account_id)
    assert metrics.counts[Metric.ROW_SET_ASIDE] == 1
    observed.clock.advance(hours=1)
    dispatch(observed)
    assert len(feed(observed)) == 2


def test_a_row_that_is_no_event_is_set_aside(observed: World, metrics: RecordedMetrics) -> None:
    item = item_of(observed.table, keys.event(submitted(observed, "one.example").request_id, 1))
    put(observed.table, {**item, "sk": {"S": "EVENT#one"}})
    dispatch(observed)
    assert (len(feed(observed)), metrics.counts[Metric.ROW_SET_ASIDE]) == (1, 1)


def test_a_run_ends_in_time_and_the_next_goes_on(world: World) -> None:
    for name in ("one", "two"):
        submitted(world, f"{name}.example")
    times = iter([0.0, 0.0, SECONDS])
    dispatch_due_events(world.ports, world.container.mail_sender.outbox, lambda: next(times))
    assert len(feed(world)) == 1
    dispatch(world)
    assert len(feed(world)) == 2 < BATCH


def test_a_busy_table_leaves_events_to_the_next_run(observed: World, metrics: RecordedMetrics) -> None:
    submitted(observed, "one.example")
    for verb in ("due", "get", "transact"):
        with busy_at(observed.table, lambda call, verb=verb: call.verb == verb):  # type: ignore[misc]
            dispatch(observed)
    assert (feed(observed), metrics.counts[Metric.ROW_SET_ASIDE]) == ([], 0)
    observed.minute()
    assert len(feed(observed)) == 1


def test_mails_that_are_not_taken_delay_no_event(observed: World) -> None:
    request = submitted(observed, "one.example")
    sweep(observed.ports, replace(observed.container.mail_sender, mailer=Waits()))
    assert (observed.mailbox(), [one.request_id for one in feed(observed)]) == ([], [request.request_id])


def test_an_event_that_a_sealing_counts_first_still_gets_its_position(world: World) -> None:
    """The daily walk counts what waits for the feed, so that nobody can hide an event there."""
    request = submitted(world, "one.example")
    seal(world)
    assert waiting(world) == [keys.event(request.request_id, 1)[0]]
    dispatch(world)
    assert (len(feed(world)), waiting(world)) == (1, [])
    seal(world)
    assert all(verdict.is_intact and verdict.is_sealed for verdict in verified(world.container))


def test_a_sealing_that_counts_the_event_meanwhile_hides_it_from_nobody(world: World) -> None:
    request = submitted(world, "one.example")
    assert dispatch_event(interrupted(world.ports, lambda: seal(world)), EventKey(request.request_id, 1))
    before = world.rows()
    seal(world)
    assert world.rows() == before
    assert [one.request_id for one in feed(world)] == [request.request_id]


def test_a_request_of_an_earlier_release_whose_team_is_not_known_has_no_event(world: World) -> None:
    request = submitted(world, "one.example")
    row = item_of(world.table, keys.request(request.request_id))
    document = row["document"]["S"].replace(f'"team_account_id":"{TEAM}"', '"team_account_id":null')
    put(world.table, {**row, "document": {"S": document}})
    assert world.current(request) == replace(request, team_account_id=None, version=1)
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, "1")
    dispatch(world)
    assert [one.kind for one in feed(world)] == [EventKind.SUBMITTED]
