"""The scheduled job removes the addresses of requests that were closed long ago, and breaks no audit trail."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import keys, sealing_store
from chalicelib.adapters.dynamodb.proofs.keys import PROOF_ROW
from chalicelib.adapters.dynamodb.recovery.keys import RECOVERY_ROW
from chalicelib.domain.identity.erased import MARKER, without_addresses
from chalicelib.domain.mails import MailStatus
from chalicelib.services.requests.requester_actions import withdraw
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work import retention
from chalicelib.services.unit_of_work.writes import QueueMail
from infra.verify import verified
from tests.infra.operations.operating import run_command
from tests.infra.personal_data.erasing_story import CONTACT, PAULA, Story
from tests.unreadable_rows import poisoned
from tests.web.browser_without_script import site_over
from tests.world import World, person

KEPT_FOR = timedelta(days=30)
Rows = Mapping[tuple[str, str], Mapping[str, Any]]


class KilledError(BaseException):
    """The process dies here."""


class DyingStore:
    """The real store, until it is to make its nth commit."""

    def __init__(self, store: Any, commits: int) -> None:
        self._store = store
        self._left = commits

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, changes: Any) -> None:
        """Commit, or die."""
        self._left -= 1
        if self._left < 0:
            raise KilledError
        self._store.commit(changes)


def retaining(world: World, kept_for: timedelta = KEPT_FOR) -> World:
    """Return the world with this setting."""
    policy = replace(world.ports.policy, address_retention=kept_for)
    return replace(world, container=replace(world.container, ports=replace(world.ports, policy=policy)))


def a_day_later(world: World, days: int = 1) -> None:
    """Run the job until the walk of a later day is at its end."""
    world.clock.advance(days=days)
    for _ in range(4):
        sweep(world.ports, world.container.mail_sender)


@pytest.fixture
def old(story: Story) -> Story:
    """Provide the story as it is long after all of its requests were closed."""
    story.world.clock.advance(days=1)
    story.world.work()
    world = retaining(story.world)
    world.clock.advance(days=39)
    return replace(story, world=world)


def of_closed_requests(rows: Rows) -> Rows:
    """Return the rows of requests and their mails, without an identity that moved and what is forgotten by itself."""
    moved = {pk for pk, sk in rows if sk == keys.IDENTITY_ROW}
    wanted = (keys.REQUEST_ROW, keys.ACCESS_ROW, PROOF_ROW, RECOVERY_ROW, keys.MAIL_PREFIX)
    kept = {key: row for key, row in rows.items() if key[1].startswith(wanted) and "forget_at" not in row}
    return {key: row for key, row in kept.items() if key[0].startswith(keys.REQUEST_PARTITION) and key[0] not in moved}


def with_addresses(rows: Rows) -> Rows:
    """Return the rows with anything that an address may be."""
    return {key: row for key, row in rows.items() if "@" in str(row).replace(str(MARKER), "").replace("%40", "@")}


def test_closed_requests_and_their_mails_hold_no_address_any_more(old: Story) -> None:
    before = old.world.rows()
    named = of_closed_requests(with_addresses(before))
    assert len({pk for pk, _ in named}) == 7
    a_day_later(old.world)
    after = old.world.rows()
    assert of_closed_requests(with_addresses(after)) == {}
    # The lists of requesters and of their teams know the domain of their addresses.
    others = before.keys() - named.keys() - {keys.sealings()}
    unchanged = {key for key in others if not key[0].startswith(("PERSON#", "TEAM#"))}
    assert {key for key in unchanged if after.get(key) != before[key]} == set()
    assert all(verdict.is_intact for verdict in verified(old.world.container))
    a_day_later(old.world)
    changed = {key for key, row in old.world.rows().items() if after.get(key) != row}
    assert changed == {keys.sealings()}


def test_names_of_requesters_go_with_their_addresses(old: Story) -> None:
    a_day_later(old.world)
    for request in (old.approved, old.withdrawn):
        left = old.world.current(request)
        assert left.requester == replace(request.requester, email=str(MARKER), name="")
        assert {one.email for one in left.nominations} == {str(MARKER)}
    decision = old.world.current(old.withdrawn).decision
    assert decision is not None
    assert (decision.by, decision.reason) == ("", "A mistake.")


def test_requester_still_sees_requests_without_addresses(old: Story) -> None:
    a_day_later(old.world)
    with site_over(old.world) as site:
        page = site.signed_in(PAULA).get(f"/requests/{old.approved.request_id}")
    assert page.status == 200
    assert str(CONTACT.email) not in page.text


def test_without_the_setting_addresses_are_kept_for_good(old: Story) -> None:
    world = retaining(old.world, timedelta(0))
    before = of_closed_requests(world.rows())
    a_day_later(world, days=4_000)
    assert of_closed_requests(world.rows()) == before


def test_open_requests_and_those_closed_lately_keep_their_addresses(old: Story) -> None:
    a_day_later(old.world)
    world = old.world
    is_open = world.submit(domain_identifier="open.example", customer_emails=("it@open.example",))
    lately = world.submit(by=PAULA, domain_identifier="lately.example", customer_emails=("it@lately.example",))
    world.work()
    withdraw(world.ports, world.caller(PAULA), lately.request_id, "")
    kept = [keys.request(one.request_id) for one in (is_open, lately)]
    before = world.rows()
    a_day_later(world)
    assert [world.rows()[key] == before[key] for key in kept] == [True, True]
    a_day_later(world, days=30)
    assert [key in with_addresses(world.rows()) for key in kept] == [True, False]


def test_expired_request_is_counted_from_its_end(old: Story) -> None:
    request = old.world.submit(by=PAULA, domain_identifier="quiet.example", customer_emails=("it@quiet.example",))
    key = keys.request(request.request_id)
    a_day_later(old.world, days=91)
    a_day_later(old.world, days=28)
    assert key in with_addresses(old.world.rows())
    a_day_later(old.world)
    assert key not in with_addresses(old.world.rows())


@pytest.mark.parametrize("commits", range(0, 14, 2))
def test_killed_run_is_made_good_by_a_later_walk(old: Story, commits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "MOST_ACTIONS", 3)
    dying = replace(old.world.ports, store=DyingStore(old.world.ports.store, commits))
    old.world.clock.advance(days=1)
    with pytest.raises(KilledError):
        sweep(dying, old.world.container.mail_sender)
    assert of_closed_requests(with_addresses(old.world.rows()))
    for _ in range(2):
        a_day_later(old.world)
    assert of_closed_requests(with_addresses(old.world.rows())) == {}
    assert all(verdict.is_intact for verdict in verified(old.world.container))


@pytest.mark.parametrize("more", range(93, 100))
def test_request_with_as_many_mails_as_a_transaction_has_actions_loses_its_addresses(old: Story, more: int) -> None:
    file = old.world.ports.store.request_file(old.withdrawn.request_id)
    assert file is not None
    copies = [replace(file.mails[0], mail_id=f"9999-{number:02}", version=0) for number in range(more)]
    old.world.ports.store.commit([QueueMail(copy) for copy in copies])
    a_day_later(old.world)
    assert of_closed_requests(with_addresses(old.world.rows())) == {}


@pytest.mark.parametrize("kind", ["request", "mail"])
def test_unreadable_row_keeps_no_other_request_from_it(old: Story, kind: str) -> None:
    bad = old.withdrawn.request_id
    key = keys.request(bad) if kind == "request" else keys.mail(bad, "0001-01")
    with poisoned(old.world.table, key, "broken"):
        a_day_later(old.world)
        left = of_closed_requests(with_addresses(old.world.rows()))
        assert {pk for pk, _ in left} == {keys.request(bad)[0]}
    a_day_later(old.world)
    assert of_closed_requests(with_addresses(old.world.rows())) == {}


def test_one_run_sees_to_a_bounded_number_of_requests(old: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing_store, "MOST_OVERDUE", 2)
    old.world.clock.advance(days=1)
    left = []
    for _ in range(4):
        sweep(old.world.ports, old.world.container.mail_sender)
        left.append(len({pk for pk, _ in of_closed_requests(with_addresses(old.world.rows()))}))
    assert left == [5, 3, 1, 0]


def test_command_removes_all_of_them_at_once(
    story: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sealing_store, "MOST_OVERDUE", 2)
    assert run_command(capsys, "remove-addresses")[0] == 2
    assert run_command(capsys, "remove-addresses", "--days", "99999") == (0, {"removed": 0, "left": 0})
    story.world.clock.advance(days=40)
    with poisoned(story.world.table, keys.mail(story.withdrawn.request_id, "0001-01"), "broken"):
        status, result = run_command(capsys, "remove-addresses", "--days", "30")
    assert (status, result["removed"], result["left"]) == (1, 6, 1)
    assert run_command(capsys, "remove-addresses", "--days", "30") == (0, {"removed": 1, "left": 0})
    assert of_closed_requests(with_addresses(story.world.rows())) == {}


def test_mail_that_was_still_to_be_sent_is_obsolete(old: Story) -> None:
    found = old.world.ports.store.request_file(old.declined.request_id)
    assert found is not None
    mail = next(mail for mail in found.mails if mail.draft.to == str(PAULA.email))
    old.world.container.mail_sender.outbox.record(replace(mail, status=MailStatus.DEAD, due_at=None))
    a_day_later(old.world)
    assert old.world.mail(mail).status is MailStatus.OBSOLETE


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask 'IT@univ.example', or it+x@univ.example.", f"Ask '{MARKER}', or {MARKER}"),
        ("https://x.example/?q=it%40univ.example", str(MARKER).join(("https:", ""))),
        ("Élodie <dsi@münchen.de>", f"Élodie <{MARKER}>"),
        ("see you @ noon", "see you @ noon"),
        (str(MARKER), str(MARKER)),
    ],
)
def test_every_spelling_of_an_address_is_removed_from_texts(text: str, left: str) -> None:
    assert without_addresses(text) == left


@given(st.text(alphabet="ab@\uff20%40 ,.<>'#/"))
def test_removing_again_changes_nothing(text: str) -> None:
    once = without_addresses(text)
    assert without_addresses(once) == once


def test_ids_are_kept() -> None:
    requester = person("a@b.example")
    assert without_addresses(requester).person_id == requester.person_id
