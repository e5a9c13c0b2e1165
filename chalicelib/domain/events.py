"""The audit trail: one immutable event a transition, each sealed over the one before it.

Events hold person ids and masked addresses only; a full address lives in rows that can be erased.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from itertools import islice

from chalicelib.domain.errors import Facts
from chalicelib.domain.identity.actors import Actor


class EventKind(StrEnum):
    """What happened."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    RESENT = "resent"
    RENEWED = "renewed"
    REMINDED = "reminded"
    REASSIGNED = "reassigned"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_APPROVED = "access_approved"
    ACCESS_DECLINED = "access_declined"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_IMPORTED = "account_imported"
    VIRTUAL_ACCOUNT_CREATED = "virtual_account_created"
    VIRTUAL_ACCOUNT_CHANGED = "virtual_account_changed"


@dataclass(frozen=True)
class EventDraft:
    """What a decision wants recorded; its place in the chain is given when it is appended."""

    kind: EventKind
    actor: Actor
    details: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class AuditEvent:
    """One link of a chain. `seal` is an HMAC over this event and the seal before it.

    `request_id` says whose chain: a request's, an access request's, or an account's own.
    """

    request_id: str
    sequence: int
    at: datetime
    kind: EventKind
    actor: Actor
    details: Facts
    key_id: str
    seal: str = ""


class AuditKeys:
    """The keys that seal events, by id; the last one seals, all of them verify."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self.current = list(keys)[-1]

    def sealed(self, event: AuditEvent, previous: str) -> AuditEvent:
        """The event with its seal over `previous`, the seal of the event before (empty for the first)."""
        return replace(event, seal=self._seal(event, previous))

    def holds(self, events: Iterable[AuditEvent], last_seal: str, count: int) -> bool:
        """Whether the whole chain is untouched: no event edited, removed, added or cut off at the end."""
        return not self.faults(dict(enumerate(events, start=1)), last_seal, count)

    def faults(self, events: Mapping[int, AuditEvent], last_seal: str, count: int) -> Sequence[int]:
        """The numbers of the events, of a chain of `count`, that are not as they were sealed; empty if it holds.

        Of the missing ones it names the first. What follows a missing one is checked all the same, but for the
        very next one, whose seal cannot be judged without it.
        """
        seals = {0: "", **{number: event.seal for number, event in events.items()}}
        faulty = {
            number
            for number, event in events.items()
            if not 1 <= number <= count or not self._fits(event, number, seals.get(number - 1))
        }
        faulty.update(islice((number for number in range(1, count + 1) if number not in events), 1))
        if not faulty and (count not in seals or not _same(seals[count], last_seal)):
            faulty.add(count)
        return sorted(faulty)

    def _fits(self, event: AuditEvent, number: int, previous: str | None) -> bool:
        """Whether it is the event of that number, sealed over the one before it, where that is known."""
        if event.key_id not in self._keys or event.sequence != number:
            return False
        return previous is None or _same(event.seal, self._seal(event, previous))

    def _seal(self, event: AuditEvent, previous: str) -> str:
        parts = [
            event.request_id,
            str(event.sequence),
            event.at.isoformat(),
            event.kind,
            event.actor.role,
            event.actor.who,
            event.key_id,
            previous,
            *(part for key in sorted(event.details) for part in (key, json.dumps(event.details[key]))),
        ]
        # Each part is preceded by its length, so no two different events spell the same message.
        message = b"".join(b"%d:%s" % (len(raw), raw) for raw in (part.encode() for part in parts))
        return hmac.new(self._keys[event.key_id], message, hashlib.sha256).hexdigest()


def _same(one: str, other: str) -> bool:
    """Compared as bytes: a seal that was tampered with may hold any character."""
    return hmac.compare_digest(one.encode(), other.encode())
