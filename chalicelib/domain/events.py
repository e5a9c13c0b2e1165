"""The audit trail: one immutable event per transition, each with a seal that also covers the previous seal.

Events hold only person ids and masked addresses. Full addresses are in other rows, which can be erased.
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
    IDENTITY_MOVED = "identity_moved"


@dataclass(frozen=True)
class EventDraft:
    """An event before it has a sequence number and a seal; it gets both when it is appended to a trail."""

    kind: EventKind
    actor: Actor
    details: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class AuditEvent:
    """An entry of an audit trail. `seal` is an HMAC over this event and the previous seal.

    `request_id` identifies the trail: the id of a request, an access request, an account or a moved identity.
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
    """HMAC keys by id. The last key seals new events; every key verifies."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self.current = list(keys)[-1]

    def sealed(self, event: AuditEvent, previous: str) -> AuditEvent:
        """Return the event with its seal; `previous` is the previous seal, empty for the first event."""
        return replace(event, seal=self._seal(event, previous))

    def holds(self, events: Iterable[AuditEvent], last_seal: str, count: int) -> bool:
        """Whether no event of the trail was edited, removed, added or cut off at the end."""
        return not self.faults(dict(enumerate(events, start=1)), last_seal, count)

    def faults(self, events: Mapping[int, AuditEvent], last_seal: str, count: int) -> Sequence[int]:
        """Return the sequence numbers of invalid events in a trail of `count` events; empty if it is intact.

        Only the first missing number is reported. Events after a missing one are checked too, except that the
        seal of the next one cannot be verified.
        """
        seals = {0: "", **{number: event.seal for number, event in events.items()}}
        faulty = {
            number
            for number, event in events.items()
            if not 1 <= number <= count or not self._is_valid(event, number, seals.get(number - 1))
        }
        faulty.update(islice((number for number in range(1, count + 1) if number not in events), 1))
        if not faulty and (count not in seals or not _equal(seals[count], last_seal)):
            faulty.add(count)
        return sorted(faulty)

    def _is_valid(self, event: AuditEvent, number: int, previous: str | None) -> bool:
        """Whether the event has this number and a valid seal; the seal is skipped if `previous` is None."""
        if event.key_id not in self._keys or event.sequence != number:
            return False
        return previous is None or _equal(event.seal, self._seal(event, previous))

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
        # Length prefixes make the encoding unambiguous: two different events never give the same message.
        message = b"".join(b"%d:%s" % (len(raw), raw) for raw in (part.encode() for part in parts))
        return hmac.new(self._keys[event.key_id], message, hashlib.sha256).hexdigest()


def _equal(left: str, right: str) -> bool:
    """Compare as bytes, because `compare_digest` accepts only ASCII text and a forged seal may hold anything."""
    return hmac.compare_digest(left.encode(), right.encode())
