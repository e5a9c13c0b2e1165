"""A domain proof: who holds it, for which domain, and how far it has come."""

import hashlib
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.identity.person import Requester
from chalicelib.domain.proofs.records import CheckResult, ProofRecord, record_of
from chalicelib.domain.proofs.states import PROOF_STATES, ProofAction, ProofState, ProofStatus, next_proof_status
from chalicelib.domain.proofs.timetable import ASKING_LENGTH, GONE_LENGTH
from chalicelib.domain.revisions import revision_of
from chalicelib.domain.value_classes import value_class

_ID_LENGTH = 32


class HolderKind(StrEnum):
    """Whose a proof is: a person's, or an account's, for which its administrators act."""

    PERSON = "person"
    ACCOUNT = "account"


@value_class
class Holder:
    """The person or account that a proof belongs to."""

    kind: HolderKind
    holder_id: str


@value_class
class DomainProof:
    """A proof, or the attempt at one. There is one for each holder and domain, which has the same id for ever.

    `token` stands in the record; it is not secret, since it proves nothing for another holder. `presses` are the checks
    by the button of the last day, `seen_at` is when the record was seen last, `due_at` when the schedule checks next.
    """

    proof_id: str
    domain: str
    registrable_domain: str
    holder: Holder
    token: str
    asked_by: Requester
    asked_at: datetime
    first_asked_at: datetime
    status: ProofStatus = ProofStatus.ASKED
    proved_at: datetime | None = None
    seen_at: datetime | None = None
    ended_at: datetime | None = None
    checked_at: datetime | None = None
    result: CheckResult | None = None
    presses: tuple[datetime, ...] = ()
    due_at: datetime | None = None
    event_count: int = 0
    last_seal: str = ""
    version: int = 0

    @property
    def record(self) -> ProofRecord:
        """The DNS record to be set."""
        return record_of(self.domain, self.registrable_domain, self.token)

    @property
    def deadline(self) -> datetime:
        """Until when the record must be seen for the first time."""
        return self.asked_at + ASKING_LENGTH

    @property
    def lapses_at(self) -> datetime | None:
        """When the proof ends unless the record is seen again; None if it was not seen since it was asked for."""
        return self.seen_at + GONE_LENGTH if self.seen_at else None

    @property
    def revision(self) -> str:
        """Differs when something that its holder sees has changed."""
        return revision_of(self.event_count, self.checked_at, len(self.presses), *self.presses[-1:])

    def overdue_action(self, now: datetime) -> ProofAction | None:
        """Return how the proof has ended by its own times, whether or not the schedule has been there yet."""
        if self.status is ProofStatus.ASKED and now >= self.deadline:
            return ProofAction.EXPIRE
        if self.status is ProofStatus.PROVED and self.lapses_at and now >= self.lapses_at:
            return ProofAction.LAPSE
        return None

    def status_at(self, now: datetime) -> ProofStatus:
        """Return the status at this time."""
        action = self.overdue_action(now)
        return next_proof_status(self.status, action) if action else self.status

    def state_at(self, now: datetime) -> ProofState:
        """Return the row of the table for the status at this time."""
        return PROOF_STATES[self.status_at(now)]


def proof_id_of(holder: Holder, domain: str) -> str:
    """Return the id of a holder's proof for a domain: 128 bits in hexadecimal, as unknown as the holder's own id."""
    text = f"{holder.kind}:{len(holder.holder_id)}:{holder.holder_id}:{domain}"
    return hashlib.sha256(text.encode()).hexdigest()[:_ID_LENGTH]
