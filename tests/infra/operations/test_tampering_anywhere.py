"""Whatever happened: trails are intact, and after a sealing each row removed, set back or edited is noticed."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.errors import Refused
from chalicelib.services.access import requests
from chalicelib.services.accounts.administration import change_account
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import review_request
from infra.audit_trails.ends import HOLDERS, PARTITIONS
from infra.verify import verified
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.unreadable_rows import Item, put
from tests.world import PARTNER, REVIEWER, World, person, world


class Past:
    """A world in which anything happens, and every row of a trail as it ever was."""

    def __init__(self, one: World) -> None:
        self.world, self.account = one, Account.of(one)
        self.request = one.submit(domain_identifier="labs.example", customer_emails=("it@elsewhere.example",))
        self.asked = self.account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
        self.rows: dict[Key, list[Item]] = {}
        self.remember()

    def remember(self) -> None:
        """Keep the rows as they are now."""
        for key, item in self.world.rows().items():
            if key[0].startswith(PARTITIONS) and (key[1] in HOLDERS or key[1].startswith(keys.EVENT_PREFIX)):
                seen = self.rows.setdefault(key, [])
                if not seen or seen[-1] != item:
                    seen.append(item)

    def broken(self) -> list[str]:
        """Verify all trails."""
        return [str(verdict) for verdict in verified(self.world.container) if not verdict.is_intact]


def renamed(past: Past) -> object:
    runner, name = past.account.caller(ADMINISTRATOR), f"Name {past.account.row.version}"
    return change_account(past.world.ports, runner, past.account.account_id, Alteration(name, None))


STEPS: Mapping[str, Callable[[Past], object]] = {
    "accept": lambda past: review_request(past.world.ports, REVIEWER, past.request.request_id, True, ""),
    "approve": lambda past: link_actions.approve(past.world.ports, past.world.token(past.request), True),
    "decline": lambda past: link_actions.decline(past.world.ports, past.world.token(past.request), "other", "No."),
    "resend": lambda past: requester_actions.resend(
        past.world.ports, past.world.caller(PARTNER), past.request.request_id, None
    ),
    "withdraw": lambda past: requester_actions.withdraw(
        past.world.ports, past.world.caller(PARTNER), past.request.request_id, ""
    ),
    "decide access": lambda past: requests.approve(
        past.world.ports, past.account.caller(ADMINISTRATOR), past.asked.access_request_id, Choice()
    ),
    "ask for access": lambda past: past.account.ask(person("new@univ.example"), AccessRole.SMART_ACCOUNT_USER),
    "rename": renamed,
    "a minute": lambda past: past.world.minute(),
    "days": lambda past: past.world.clock.advance(days=10),
}


def lived(steps: Sequence[str], one: World) -> Past:
    past = Past(one)
    for step in steps:
        with suppress(Refused):
            STEPS[step](past)
        past.remember()
        assert past.broken() == [], step
    past.world.minute()
    past.world.minute()
    past.remember()
    return past


def edits(item: Item) -> Sequence[Item]:
    """Return the row with each field of its event changed, added or taken away in turn."""
    event = json.loads(item["document"]["S"])
    changed: list[dict[str, Any]] = [
        {**event, name: value}
        for name, value in {
            "request_id": "other",
            "sequence": event["sequence"] + 1,
            "at": "2020-01-01T00:00:00Z",
            "kind": "resent" if event["kind"] != "resent" else "renewed",
            "actor": {"role": "system", "who": "nobody"},
            "details": {**event["details"], "more": 1},
            "key_id": "k0",
            "seal": "0" * 64,
            "added": "",
        }.items()
    ]
    documents = [json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in changed]
    return [{**item, "document": {"S": document}} for document in documents]


def counted(item: Item) -> tuple[int, str]:
    record = json.loads(item["document"]["S"])
    return record["event_count"], record["last_seal"]


def tampered(past: Past) -> Sequence[tuple[Key, Item | None]]:
    """Return every row that can be taken away, set back or edited, with what is put in its place."""
    found: list[tuple[Key, Item | None]] = []
    for key, versions in past.rows.items():
        found.append((key, None))
        if key[1].startswith(keys.EVENT_PREFIX):
            found += [(key, edit) for edit in edits(versions[-1])]
        else:
            # Between two versions of a record with the same end, such as after a reminder without recipients.
            found += [(key, version) for version in versions if counted(version) != counted(versions[-1])]
    return found


@settings(max_examples=20)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=8), st.data())
def test_any_row_of_a_trail_that_is_removed_set_back_or_edited_is_noticed(
    steps: list[str], data: st.DataObject
) -> None:
    with world() as fresh:
        past = lived(steps, fresh)
        assert past.broken() == []
        for key, item in data.draw(st.lists(st.sampled_from(tampered(past)), min_size=1, max_size=5)):
            valid = past.rows[key][-1]
            if item is None:
                fresh.table.delete(key)
            else:
                put(fresh.table, item)
            assert past.broken(), (key, item)
            put(fresh.table, valid)
        assert past.broken() == []
