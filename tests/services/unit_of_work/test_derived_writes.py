"""What a commit rewrites beside the request: each derived row that differs from before, and no other."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.domain.events import AuditKeys, EventDraft, EventKind
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.requests.derived_rows import account_of, lock_of
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.services.unit_of_work.commit import writes_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import (
    AppendEvent,
    FreeLock,
    KeepLock,
    KeepOpenRequest,
    LearnWords,
    ListPending,
    SaveAccount,
    SaveRequest,
    TakeLock,
    Write,
)
from tests.domain.requests.stories import START, forwarded, in_review, pending

# What lists know of the request; the tests of lists look at it.
LISTED = ListPending(pending(), is_known=True)
PORTS = cast(Ports, SimpleNamespace(audit=AuditKeys({"k1": b"a key"})))


def derived(before: AccountRequest, after: AccountRequest) -> list[Write]:
    """The writes beyond the request itself and its event."""
    event = EventDraft(EventKind.ACCEPTED, Actor(Role.REVIEWER, "person-2"))
    _, planned = writes_for(PORTS, before, Transition(after, event), START)
    return [
        LISTED if isinstance(one, ListPending) else one
        for one in planned
        if not isinstance(one, SaveRequest | AppendEvent)
    ]


def changed(before: AccountRequest, **fields: Any) -> list[Write]:
    """The writes of a change that leaves the status as it is."""
    return derived(before, replace(before, **fields))


def test_a_rename_rewrites_the_account_and_its_search_rows() -> None:
    before = pending()
    renamed = replace(before, account_name="Renamed College")
    saved, learned, listed = changed(before, account_name="Renamed College")
    assert saved == SaveAccount(account_of(renamed), account_of(before))
    assert listed == LISTED
    assert learned == LearnWords(before.account_id, START)
    assert not rows_of(account_of(renamed)).items() & rows_of(account_of(before)).items()


def test_a_rename_to_known_words_has_nothing_to_learn() -> None:
    before = pending()
    swapped = " ".join(reversed(before.account_name.split()))
    assert [type(one) for one in changed(before, account_name=swapped)] == [SaveAccount, type(LISTED)]


def test_a_rename_in_review_rewrites_the_account_alone() -> None:
    before = in_review()
    assert [type(one) for one in changed(before, account_name="Renamed College")] == [SaveAccount]


def test_a_later_end_rewrites_account_lock_and_open_requests() -> None:
    before = pending()
    later = replace(before, expires_at=before.expires_at.replace(year=2030))
    assert derived(before, later) == [
        SaveAccount(account_of(later), account_of(before)),
        KeepLock(cast(Any, lock_of(later))),
        KeepOpenRequest(later.requester.person_id, later.request_id, later.expires_at),
        LISTED,
    ]


def test_another_identifier_frees_the_old_lock_and_takes_the_new_one() -> None:
    before = pending()
    moved = replace(before, domain_identifier="labs.univ.example")
    assert derived(before, moved)[1:] == [
        FreeLock(cast(Any, lock_of(before))),
        TakeLock(cast(Any, lock_of(moved)), START),
        LISTED,
    ]


@pytest.mark.parametrize("fields", [{"note_to_customer": "Other words."}, {"reminders": 2}, {"reviewed": True}])
def test_a_change_that_no_derived_row_holds_rewrites_none(fields: dict[str, Any]) -> None:
    assert changed(pending(), **fields) == []


def test_a_forwarded_decision_rewrites_no_derived_row() -> None:
    before = pending()
    assert derived(before, forwarded(before, "dean@univ.example").request) == []
