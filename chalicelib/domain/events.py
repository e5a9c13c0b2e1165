"""The audit trail: one immutable event per transition, each with a seal that also covers the previous seal.

Events hold only person ids and masked addresses. Full addresses are in other rows, which can be erased.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import islice

from chalicelib.domain.errors import Facts
from chalicelib.domain.identity.actors import Actor
from chalicelib.domain.value_classes import value_class


class EventKind(StrEnum):
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    DECLINED = "declined"
    FORWARDED = "forwarded"
    RESENT = "resent"
    RENEWED = "renewed"
    MAILED_AGAIN = "mailed_again"
    REMINDED = "reminded"
    REASSIGNED = "reassigned"
    WITHDRAWN = "withdrawn"
    HANDED_OVER = "handed_over"
    EXPIRED = "expired"
    ACCESS_REQUESTED = "access_requested"
    ACCESS_APPROVED = "access_approved"
    ACCESS_DECLINED = "access_declined"
    ACCESS_ESCALATED = "access_escalated"
    ROLE_GRANTED = "role_granted"
    ROLE_WITHDRAWN = "role_withdrawn"
    ROLE_OFFERED = "role_offered"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_WITHDRAWN = "offer_withdrawn"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_IMPORTED = "account_imported"
    VIRTUAL_ACCOUNT_CREATED = "virtual_account_created"
    VIRTUAL_ACCOUNT_CHANGED = "virtual_account_changed"
    VIRTUAL_ACCOUNT_REMOVED = "virtual_account_removed"
    IDENTITY_MOVED = "identity_moved"
    DOMAIN_PROOF_ASKED = "domain_proof_asked"
    DOMAIN_PROVED = "domain_proved"
    DOMAIN_PROOF_LAPSED = "domain_proof_lapsed"
    DOMAIN_PROOF_EXPIRED = "domain_proof_expired"
    DOMAIN_PROOF_WITHDRAWN = "domain_proof_withdrawn"
    RECOVERY_ASKED = "recovery_asked"
    RECOVERY_APPROVED = "recovery_approved"
    RECOVERY_DECLINED = "recovery_declined"
    RECOVERY_WITHDRAWN = "recovery_withdrawn"
    RECOVERY_REMINDED = "recovery_reminded"
    RECOVERY_STOPPED = "recovery_stopped"
    RECOVERY_SENT_BACK = "recovery_sent_back"
    RECOVERY_PROOF_LOST = "recovery_proof_lost"
    RECOVERY_EXPIRED = "recovery_expired"
    RECOVERED = "recovered"
    WEBHOOK_CREATED = "webhook_created"
    WEBHOOK_CHANGED = "webhook_changed"
    WEBHOOK_REMOVED = "webhook_removed"
    # It has failed for days, or its receiver wants no more.
    WEBHOOK_STOPPED = "webhook_stopped"
    PROGRAM_INVITED = "program_invited"
    PROGRAM_CONFIRMED = "program_confirmed"
    PROGRAM_REVOKED = "program_revoked"
    PROGRAM_ENDS_SOON = "program_ends_soon"
    # In the trail of the sealings alone: how long other trails were.
    TRAILS_SEALED = "trails_sealed"


class Fault(StrEnum):
    """What is wrong with one number of a trail."""

    MISSING = "missing"
    EDITED = "edited"
    NOT_COUNTED = "not counted"
    # The record has another seal than the last event.
    OTHER_END = "other end"


@value_class
class EventDraft:
    """An event before it has a sequence number and a seal; it gets both when it is appended to a trail."""

    kind: EventKind
    actor: Actor
    details: Facts = field(default_factory=dict)


@value_class
class AuditEvent:
    """An entry of an audit trail. `seal` is an HMAC over this event and the previous seal.

    `request_id` identifies the trail: the id of a request, an access request, an account, a moved identity, a
    domain proof or a recovery.
    """

    request_id: str
    sequence: int
    at: datetime
    kind: EventKind
    actor: Actor
    details: Facts
    key_id: str
    seal: str = ""


# The id of the trail of sealings.
SEALINGS = "sealings"


@value_class
class Sealings:
    """The end of the trail of sealings, whose events state how long other trails were.

    `walked_to` is where the walk in search of events that are not counted has come to; None between two walks.
    `walked_at` is when the last one ended.
    """

    event_count: int = 0
    last_seal: str = ""
    version: int = 0
    walked_to: tuple[str, str] | None = None
    walked_at: datetime | None = None


def trail_lengths(events: Iterable[tuple[str, AuditEvent]]) -> Facts:
    """Return the details of a sealing of these events, each with the key of its trail: number and seal of the last."""
    last: dict[str, AuditEvent] = {}
    for trail, event in events:
        if trail not in last or last[trail].sequence < event.sequence:
            last[trail] = event
    return {trail: f"{event.sequence} {event.seal}" for trail, event in last.items()}


def stated_lengths(sealing: AuditEvent) -> Iterator[tuple[str, int, str]]:
    """Yield what a sealing states: trail, number and seal of its last event."""
    for trail, stated in sealing.details.items():
        number, _, seal = str(stated).partition(" ")
        yield trail, int(number), seal


class AuditKeys:
    """HMAC keys by id. The last key seals new events; every key verifies."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = keys

    @cached_property
    def current(self) -> str:
        """The id of the key that seals."""
        return list(self._keys)[-1]

    def sealed(self, event: AuditEvent, previous: str) -> AuditEvent:
        """Return the event with its seal; `previous` is the previous seal, empty for the first event."""
        return replace(event, seal=self._seal(event, previous))

    def holds(self, events: Iterable[AuditEvent], last_seal: str, count: int) -> bool:
        """Whether no event of the trail was edited, removed, added or cut off at the end."""
        return not self.faults(dict(enumerate(events, start=1)), last_seal, count)

    def faults(self, events: Mapping[int, AuditEvent], last_seal: str, count: int) -> Mapping[int, Fault]:
        """Return the numbers that are faulty in a trail of `count` events, in order; empty if it is intact.

        Only the first missing number is reported. Events after a missing one are checked too, except that the
        seal of the next one cannot be verified.
        """
        seals = {0: "", **{number: event.seal for number, event in events.items()}}
        faulty = {
            number: Fault.EDITED if 1 <= number <= count else Fault.NOT_COUNTED
            for number, event in events.items()
            if not 1 <= number <= count or not self._is_valid(event, number, seals.get(number - 1))
        }
        missing = islice((number for number in range(1, count + 1) if number not in events), 1)
        faulty.update(dict.fromkeys(missing, Fault.MISSING))
        if not faulty and (count not in seals or not _equal(seals[count], last_seal)):
            faulty[count] = Fault.OTHER_END
        return dict(sorted(faulty.items()))

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
