"""`migrate` begins the timetables of requests that earlier releases stored, killed at any call and resumed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests
from chalicelib.services.unit_of_work.access_writes import SaveAccessRequest
from chalicelib.services.unit_of_work.writes import SaveRequest
from infra.operate.timetables import begin_all
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, calls_of, killed_at
from tests.services.access.stories import COLLEAGUE, Account
from tests.world import World
from tests.world import world as new_world

USER = AccessRole.SMART_ACCOUNT_USER


def stored(world: World, request: AccessRequest) -> AccessRequest:
    found = world.ports.store.access_request(request.access_request_id)
    assert found is not None
    return found


def lived(world: World, account: Account | None = None) -> tuple[AccountRequest, AccessRequest]:
    """A review and a request for access as earlier releases left them, both four days old."""
    review = world.submit(domain_identifier="labs.example", customer_emails=("it@elsewhere.example",))
    asked = (account or Account.of(world)).ask(COLLEAGUE, USER)
    never = replace(stored(world, asked), waits_since=None, expires_at=None, remind_at=None, escalates_at=None)
    world.ports.store.commit([SaveRequest(replace(world.current(review), remind_at=None))])
    world.ports.store.commit([SaveAccessRequest(replace(never, address_matches=False, is_escalated=False))])
    world.work()
    world.clock.advance(days=4)
    return review, asked


def test_earlier_reviews_and_access_requests_are_reminded_of_from_then_on(world: World) -> None:
    review, asked = lived(world)
    assert world.work() == []
    assert begin_all(world.container) == 2
    assert world.work() == []
    world.clock.advance(days=1)
    assert [str(mail["Subject"]).partition(":")[0] for mail in world.work()] == ["Reminder, review needed"]
    world.clock.advance(days=2)
    assert [str(mail["Subject"]).partition(":")[0] for mail in world.work()] == ["Reminder, access requested"]
    begun = stored(world, asked)
    assert begun.waits_since == review.created_at + timedelta(days=4)
    assert begun.address_matches


def test_earlier_request_without_anybody_to_decide_is_passed_to_reviewers(world: World) -> None:
    world.import_account("University of Example", "univ.example")
    (lock,) = world.ports.store.locks("univ.example")
    lived(world, Account(world, lock.account_id, "", ""))
    begin_all(world.container)
    assert [str(mail["Subject"]).partition(":")[0] for mail in world.work()] == ["Access to decide"]


def test_second_run_writes_nothing_even_after_a_reminder_day(world: World) -> None:
    lived(world)
    begin_all(world.container)
    world.clock.advance(days=30)
    with calls_of(world.table) as calls:
        assert begin_all(world.container) == 0
    assert not WRITES & {call.verb for call in calls}


def test_killed_at_any_call_it_continues() -> None:
    with new_world() as world:
        lived(world)
        with calls_of(world.table) as calls:
            begin_all(world.container)
        number_of_calls = len(calls)
    for number in range(1, number_of_calls + 1):
        for moment in MOMENTS:
            with new_world() as world:
                _, asked = lived(world)
                with killed_at(world.table, number, moment), pytest.raises(KilledError):
                    begin_all(world.container)
                begin_all(world.container)
                assert stored(world, asked).waits_since == world.clock.now()
                assert requests.process_due(world.ports, asked.access_request_id) is False
