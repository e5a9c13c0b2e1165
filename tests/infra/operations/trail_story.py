"""A trail of each kind, with the rows as they were before the last event of each."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.services.access import requests
from chalicelib.services.accounts.administration import change_account
from chalicelib.services.requests import requester_actions
from infra.audit_trails.checks import Verdict
from infra.verify import verified
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.unreadable_rows import Item, item_of, put
from tests.world import PARTNER, World

Rows = Mapping[Key, Item]
KINDS = ("request", "access_request", "account")


@dataclass(frozen=True)
class Story:
    """Ids of a request (4 events), an access request (2) and an account (5), all sealed."""

    world: World
    ids: Mapping[str, str]
    before: Rows

    @classmethod
    def of(cls, world: World) -> "Story":
        """Let the trails grow, the last event of each at last."""
        account = Account.of(world)
        asked = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_VIEWER)
        request = world.submit(domain_identifier="labs.example", customer_emails=("it@labs.example",))
        for _ in range(2):
            world.clock.advance(minutes=20)
            requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
        before, runner = world.rows(), account.caller(ADMINISTRATOR)
        requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")
        requests.approve(world.ports, runner, asked.access_request_id, Choice())
        at = keys.account(account.account_id)
        before = {**before, at: world.rows()[at]}
        change_account(world.ports, runner, account.account_id, Alteration("New Name", None))
        world.minute()
        ids = (request.request_id, asked.access_request_id, account.account_id)
        return cls(world, dict(zip(KINDS, ids, strict=True)), before)

    def record(self, kind: str) -> Key:
        """Return the key of the record."""
        key: Key = getattr(keys, kind)(self.ids[kind])
        return key

    def events(self, kind: str) -> list[Key]:
        """Return the keys of the events, oldest first."""
        partition, _ = self.record(kind)
        return sorted(key for key in self.world.rows() if key[0] == partition and key[1].startswith(keys.EVENT_PREFIX))

    def restore(self, key: Key) -> None:
        """Put the row back as it was before the last events."""
        put(self.world.table, self.before[key])

    def edit(self, key: Key, change: Callable[[dict[str, Any]], object]) -> None:
        """Change the document of a row, written as the product writes it."""
        item = item_of(self.world.table, key)
        document = json.loads(item["document"]["S"])
        change(document)
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        put(self.world.table, {**item, "document": {"S": text}})

    def verdicts(self) -> Mapping[str, Verdict]:
        """Verify everything; return the verdicts by id."""
        return {verdict.trail_id: verdict for verdict in verified(self.world.container)}

    def reasons(self) -> Mapping[str, str]:
        """Return the reasons of the trails that are not intact."""
        return {trail_id: verdict.reason for trail_id, verdict in self.verdicts().items() if not verdict.is_intact}


def strip(one: World) -> None:
    """Leave the rows as a release without sealings would have."""
    for key, item in one.rows().items():
        if key[0] == keys.SEALINGS_PARTITION:
            one.table.delete(key)
        elif key[1].startswith(keys.EVENT_PREFIX):
            put(one.table, {name: item[name] for name in ("pk", "sk", "document")})
