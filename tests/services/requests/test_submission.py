"""What a submission writes, refuses and replays."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.search_rows import PREFIX
from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.mails import MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.submission import IdempotencyKey, preview_request, submit_request
from chalicelib.services.unit_of_work.ports import Preconditions, Store
from tests.world import FORM, PARTNER, SETTINGS, World, person
from tests.world import world as new_world

KEY = IdempotencyKey("a-key", "fingerprint")


def test_submission_to_matching_addresses_is_pending_at_once(world: World) -> None:
    request = world.submit()
    account = world.ports.store.account(request.account_id)
    assert request.status is RequestStatus.PENDING
    assert request.expires_at == world.clock.now() + timedelta(days=90)
    assert account is not None
    assert account.status is AccountStatus.PENDING


def test_submission_writes_its_mails_to_the_outbox(world: World) -> None:
    request = world.submit(customer_emails=("it@univ.example", "dean@univ.example"))
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    assert [(mail.draft.kind, mail.draft.to) for mail in found.mails] == [
        (MailKind.APPROVAL_NEEDED, "it@univ.example"),
        (MailKind.APPROVAL_NEEDED, "dean@univ.example"),
        (MailKind.REQUEST_SENT, "partner@reseller.example"),
        (MailKind.ADMINISTRATORS_NOTICE, ""),
    ]


def test_same_idempotency_key_and_body_replay_the_response_and_write_nothing(world: World) -> None:
    first = submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    world.clock.advance(hours=23)
    rows = world.rows()
    again = submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    assert again.replayed
    assert again.request == first.request
    assert world.rows() == rows


def test_same_idempotency_key_with_another_body_is_refused(world: World) -> None:
    submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    with pytest.raises(Refused) as refused:
        submit_request(world.ports, world.caller(PARTNER), FORM, replace(KEY, fingerprint="other"))
    assert refused.value.problem is Problem.IDEMPOTENCY_KEY_REUSED


def test_idempotency_key_can_be_reused_after_24_hours(world: World) -> None:
    first = submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    requester_actions.withdraw(world.ports, world.caller(PARTNER), first.request.request_id, "")
    world.clock.advance(hours=24)
    again = submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    assert again.request.request_id != first.request.request_id


def test_idempotency_key_belongs_to_its_caller(world: World) -> None:
    submit_request(world.ports, world.caller(PARTNER), FORM, KEY)
    other = replace(FORM, domain_identifier="other.example", customer_emails=("it@other.example",))
    answer = submit_request(world.ports, world.caller(person("second@partner.example")), other, KEY)
    assert not answer.replayed


def test_second_request_for_the_domain_is_refused_and_names_the_first_to_its_requester_only(world: World) -> None:
    first = world.submit()
    with pytest.raises(Refused) as own:
        world.submit()
    with pytest.raises(Refused) as foreign:
        world.submit(by=person("second@partner.example"))
    assert own.value.problem is Problem.REQUEST_ALREADY_PENDING
    known = {"account_id": first.account_id, "pending_until": first.expires_at.isoformat()}
    assert own.value.facts == {**known, "existing_request_id": first.request_id}
    assert foreign.value.facts == known


def test_other_identifier_of_the_same_organisation_is_allowed(world: World) -> None:
    world.submit()
    assert world.submit(domain_identifier="labs.univ.example").status is RequestStatus.PENDING


def test_new_request_takes_over_a_domain_the_instant_the_old_one_expires(world: World) -> None:
    old = world.submit()
    world.clock.advance(days=90)
    new = world.submit()
    world.work()
    assert world.current(old).status is RequestStatus.EXPIRED
    assert world.current(new).status is RequestStatus.PENDING
    (lock,) = world.ports.store.locks("univ.example")
    assert lock.account_id == new.account_id


def test_request_holds_the_domain_until_one_microsecond_before_it_expires(world: World) -> None:
    world.submit()
    world.clock.advance(days=90, microseconds=-1)
    with pytest.raises(Refused) as refused:
        world.submit()
    assert refused.value.problem is Problem.REQUEST_ALREADY_PENDING


def test_26th_open_request_is_refused_until_one_ends() -> None:
    # Every recipient is another one, so that no other limit is reached.
    policy = Policy(open_requests=25)
    with new_world(replace(SETTINGS, policy=policy)) as world:
        requests = [
            world.submit(domain_identifier=f"c{number}.example", customer_emails=(f"it@c{number}.example",))
            for number in range(25)
        ]
        with pytest.raises(Refused) as refused:
            world.submit()
        assert refused.value.problem is Problem.TOO_MANY_OPEN_REQUESTS
        requester_actions.withdraw(world.ports, world.caller(PARTNER), requests[7].request_id, "")
        assert world.submit().status is RequestStatus.PENDING


def test_4th_mail_to_one_recipient_within_a_day_is_refused(world: World) -> None:
    for label in ("a", "b", "c"):
        world.submit(domain_identifier=f"{label}.univ.example")
    rows = world.rows()
    with pytest.raises(Refused) as refused:
        world.submit()
    assert refused.value.problem is Problem.MAIL_LIMIT
    assert refused.value.retry_after == timedelta(hours=24)
    assert world.rows() == rows
    world.clock.advance(hours=24)
    assert world.submit().status is RequestStatus.PENDING


def test_preview_gives_the_same_result_and_writes_nothing(world: World) -> None:
    by = world.caller(PARTNER)
    rows = world.rows()
    preview = preview_request(world.ports, by, FORM)
    assert preview.transition.request.status is RequestStatus.PENDING
    assert world.rows() == rows


def test_request_in_review_is_not_indexed_and_mails_nobody_at_the_customer(world: World) -> None:
    request = world.submit(customer_emails=("someone@private.example",))
    sent = world.work()
    assert request.status is RequestStatus.PENDING_REVIEW
    assert [mail["To"] for mail in sent] == ["reviewer@vendor.example"]
    assert not [key for key in world.rows() if key[0].startswith(PREFIX)]


class CommitsTwinFirst:
    """Store in which an identical submission commits just before the preconditions are read."""

    def __init__(self, store: Store, twin: Callable[[], object]) -> None:
        self._store = store
        self._twins = [twin]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def preconditions(self, *asked: Any) -> Preconditions:
        if self._twins:
            self._twins.pop()()
        return self._store.preconditions(*asked)


def test_identical_submission_stored_between_the_reads_is_replayed(world: World) -> None:
    def twin() -> None:
        submit_request(world.ports, world.caller(PARTNER), FORM, KEY)

    racing = replace(world.ports, store=CommitsTwinFirst(world.ports.store, twin))
    assert submit_request(racing, world.caller(PARTNER), FORM, KEY).replayed
