"""What an earlier release has stored is read by this one: records and links outlive a deploy and a rollback.

`stored_records.json` holds what each release stored, under its name; a release is added, none is edited.
`STORED=<release> make test` adds today's.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.conditions import begins_with
from chalicelib.adapters.dynamodb.search_rows import FORMER_PREFIXES, PREFIX
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessStatus
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import NewVirtualAccount
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.access import requests
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.access.lists import waiting_for
from chalicelib.services.access.offers import accept_offer, decline_offer, open_offers_to
from chalicelib.services.access.roles import give_role
from chalicelib.services.accounts.administration import create_part
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.accounts.read import virtual_accounts_of
from chalicelib.services.accounts.search import learn_words, search_accounts
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.teams import sees
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.caller import Caller
from infra.rebuild_index import rebuild, rebuild_if_needed
from infra.verify import all_trail_ids, holds
from tests.movable_clock import START
from tests.services.access.stories import Account
from tests.ses import report
from tests.unreadable_rows import put
from tests.world import PARTNER, REVIEWER, World, aws_world, person, world

KEPT = Path(__file__).with_name("stored_records.json")
NAMED = {"REQUEST", "ACCOUNT"}
RECEIVER = person("receiver@far.example")
# Fields that no release writes any more. Every earlier reader has a default for each, and the default is safe.
REMOVED = {"accepted_mail_domains"}
Release = Mapping[str, Any]


def lived(one: World) -> dict[str, Any]:
    """One record of each kind, by the use cases themselves, and the tokens that were mailed."""
    one.import_account("Acme", "acme.example", ("admin@acme.example", str(PARTNER.email)))
    one.import_account("Hidden", "hidden.example", visibility="restricted")
    learn_words(one.container.ports.index, one.clock.now(), {"university": 3, "acme": 1})
    pending = one.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    approved = one.submit(domain_identifier="second.example", customer_emails=("it@second.example",))
    in_review = one.submit(domain_identifier="third.example", customer_emails=("head@elsewhere.example",))
    withdrawn = one.submit(domain_identifier="fourth.example", customer_emails=("it@fourth.example",))
    one.work()
    link_actions.approve(one.ports, one.token(approved), True)
    requester_actions.withdraw(one.ports, one.caller(PARTNER), withdrawn.request_id, "A mistake.")
    one.work()
    found = one.ports.store.request_file(pending.request_id)
    assert found is not None
    report(one, next(mail for mail in found.mails if mail.draft.nomination_id == "2"), "Bounce")
    return {
        "access": access_lived(one),
        "requests": {
            "pending": pending.request_id,
            "approved": approved.request_id,
            "pending_review": in_review.request_id,
            "withdrawn": withdrawn.request_id,
        },
        "token": one.token(pending),
        "rows": sorted(one.rows().values(), key=lambda row: (row["pk"]["S"], row["sk"]["S"])),
    }


def access_lived(one: World) -> dict[str, str]:
    """Roles and offers, Virtual Accounts, and requests for access of either outcome and of none."""
    (lock,) = one.ports.store.locks("acme.example")
    account = Account(one, lock.account_id, "", "")
    claim_at_sign_in(one.ports, PARTNER)
    runner, colleague = account.caller(PARTNER), person("colleague@acme.example")
    part = create_part(one.ports, runner, lock.account_id, NewVirtualAccount("Lab"))
    asked = account.ask(colleague, AccessRole.VIRTUAL_ACCOUNT_USER, part.virtual_account_id)
    requests.approve(one.ports, runner, asked.access_request_id, Choice())
    refused = account.ask(person("other@acme.example"), AccessRole.SMART_ACCOUNT_USER, note="Please.")
    requests.decline(one.ports, runner, refused.access_request_id, "Not yet.")
    waiting = account.ask(person("third@acme.example"), AccessRole.SMART_ACCOUNT_VIEWER)
    for role in (AccessRole.SMART_ACCOUNT_USER, AccessRole.SMART_ACCOUNT_VIEWER):
        give_role(one.ports, runner, lock.account_id, RoleForm(str(RECEIVER.email), role.value))
    return {"approved": asked.access_request_id, "pending": waiting.access_request_id}


def releases() -> dict[str, Release]:
    kept: dict[str, Release] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    name = os.environ.get("STORED")
    if name and name not in kept:
        with world() as one:
            kept[name] = lived(one)
        KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return kept


def todays() -> Release:
    """What this release stores: a release that is made later keeps no record that the tests cannot read back."""
    with world() as one:
        return lived(one)


RELEASES = releases()


@contextmanager
def left_by(release: Release, new_world: Callable[[], AbstractContextManager[World]]) -> Iterator[World]:
    """A table as that release has left it."""
    with new_world() as one:
        for row in release["rows"]:
            put(one.table, row)
        yield one


@pytest.fixture(params=[*RELEASES, "today"])
def stored(request: pytest.FixtureRequest) -> Iterator[tuple[World, Release]]:
    release = RELEASES.get(request.param) or todays()
    # What today's rules do with it is the same in memory; that is compared with the real table.
    with left_by(release, aws_world if request.param == "today" else world) as one:
        yield one, release


def test_there_is_a_release_to_go_by() -> None:
    assert RELEASES


def test_requests_stand_as_they_stood(stored: tuple[World, Release]) -> None:
    one, release = stored
    for status, request_id in release["requests"].items():
        found = requester_actions.request_file(one.ports, one.caller(PARTNER), request_id)
        assert found.request.status is RequestStatus(status)
        assert found.mails
    assert all(holds(one.container, request_id) for request_id in all_trail_ids(one.container))


def test_requests_for_access_stand_as_they_stood_and_what_waits_is_decided_now(
    stored: tuple[World, Release],
) -> None:
    one, release = stored
    asked = release.get("access", {})
    for status, access_request_id in asked.items():
        found = one.ports.store.access_request(access_request_id)
        assert found is not None
        assert found.status == status
    runner = Caller(PARTNER, one.ports.store.grants(PARTNER.person_id, str(PARTNER.email)))
    assert waiting_for(one.ports, runner) == len(asked) // 2
    if asked:
        assert requests.approve(one.ports, runner, asked["pending"], Choice()).status is AccessStatus.APPROVED


def test_offers_that_were_open_then_are_accepted_and_declined_now(stored: tuple[World, Release]) -> None:
    one, release = stored
    offers = open_offers_to(one.ports, RECEIVER, 25, None).items
    assert len(offers) == sum(row["pk"]["S"].startswith("OFFERS#") for row in release["rows"])
    if offers:
        accepted, declined = offers
        accept_offer(one.ports, RECEIVER, accepted.account_id, accepted.offer_id)
        decline_offer(one.ports, RECEIVER, declined.account_id, declined.offer_id)
        (grant,) = one.ports.store.grants(RECEIVER.person_id, str(RECEIVER.email))
        assert grant.grant_id == accepted.offer_id


def test_a_link_that_was_mailed_then_decides_now(stored: tuple[World, Release]) -> None:
    one, release = stored
    assert link_actions.look(one.ports, release["token"]).nomination.nomination_id == "1"
    link_actions.approve(one.ports, release["token"], True)
    one.work()
    assert str(one.mailbox()[-1]["Subject"])


def test_directory_search_and_hierarchy_are_there(stored: tuple[World, Release]) -> None:
    one, _ = stored
    caller = Caller(PARTNER, one.ports.store.grants(PARTNER.person_id, str(PARTNER.email)))
    directory = directory_of(one.ports, PARTNER, one.ports.store.grants(PARTNER.person_id, str(PARTNER.email)))
    assert [account.account_name for account in directory.accessible] == ["Acme"]
    assert len(directory.creation_requested) == 4
    rebuild_if_needed(one.container)
    (found,) = search_accounts(one.container.ports.index, one.clock.now(), "acme", 25, None).items
    assert virtual_accounts_of(one.ports, caller, found.account_id)
    (hidden,) = search_accounts(one.container.ports.index, one.clock.now(), "hidden.example", 25, None).items
    assert hidden.account_name == "Hidden"
    former = [row.key for row in one.table.scan(begins_with("pk", FORMER_PREFIXES[0]))]
    assert rebuild(one.container)[1] == len(former)


def test_what_waits_falls_due_and_a_reviewer_sees_the_queue(stored: tuple[World, Release]) -> None:
    one, release = stored
    page = one.ports.store.requests_in_review(25, None, None)
    assert [one.request.request_id for one in page.items] == [release["requests"]["pending_review"]]
    assert sees(one.ports, Caller(REVIEWER, ()), page.items[0].request, START)
    one.clock.advance(days=3)
    assert sweep(one.ports, one.container.mail_sender) + len(one.work()) > 0
    assert one.current(page.items[0].request).created_at == datetime.fromisoformat(START.isoformat())


@pytest.mark.parametrize("name", RELEASES)
def test_todays_records_have_nothing_that_yesterdays_reader_would_miss(name: str) -> None:
    """After a rollback the older release reads what this one stored: fields may be added, none may go."""
    with world() as fresh:
        today = shapes(lived(fresh)["rows"])
    for kind, names in shapes(RELEASES[name]["rows"]).items():
        assert names - REMOVED <= today.get(kind, set()), kind


def shapes(rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """By kind of record, every name in it."""
    found: dict[str, set[str]] = {}
    for row in rows:
        names = set(row)
        # Each release has an index of its own, which it can rebuild.
        if row["pk"]["S"].startswith((*FORMER_PREFIXES, PREFIX, "WORDS#")):
            continue
        if "document" in row:
            names |= set(json.loads(row["document"]["S"]))
        partition, kind = (row[part]["S"].partition("#")[0] for part in ("pk", "sk"))
        # Elsewhere the sort key is a text that people have chosen.
        found.setdefault(f"{partition} {kind if partition in NAMED else ''}", set()).update(names)
    return found
