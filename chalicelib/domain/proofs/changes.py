"""What happens to a domain proof: it is asked for, checked and withdrawn. Each change follows the table of states."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.events import EventDraft
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.domain_identifier import DomainIdentifier
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind, proof_id_of
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.proofs.states import PROOF_STATES, ProofAction, ProofStatus, next_proof_status
from chalicelib.domain.proofs.timetable import next_while_asked, next_while_proved, recent_checks, refuse_unless_free
from chalicelib.domain.value_classes import value_class

# Proofs under way of one holder.
MOST_UNDER_WAY = 25
_ROLES = {HolderKind.PERSON: Role.REQUESTER, HolderKind.ACCOUNT: Role.ADMINISTRATOR}


@value_class
class ProofChange:
    """The proof as it is now; the event, None if the status is as before; and the mails."""

    proof: DomainProof
    event: EventDraft | None = None
    mails: tuple[MailDraft, ...] = ()


def asked(
    before: DomainProof | None, holder: Holder, domain: DomainIdentifier, token: str, by: Requester, now: datetime
) -> ProofChange:
    """Ask for a proof, for the first time or again. The token of before stays, so that the record may stay too.

    Raises `action-not-allowed` while the one of before is under way.
    """
    proof_id = proof_id_of(holder, domain.value)
    fresh = DomainProof(proof_id, domain.value, domain.registrable_domain, holder, token, by, now, now)
    if before is not None:
        next_proof_status(before.status_at(now), ProofAction.ASK)
        fresh = replace(
            fresh,
            token=before.token,
            first_asked_at=before.first_asked_at,
            presses=before.presses,
            event_count=before.event_count,
            last_seal=before.last_seal,
            version=before.version,
        )
    proof = replace(fresh, due_at=next_while_asked(now, now))
    mail = _mail(MailKind.DOMAIN_PROOF_ASKED, by)
    return ProofChange(proof, _event(proof, _actor(proof, by.person_id)), (mail,))


def pressed(proof: DomainProof, now: datetime) -> DomainProof:
    """Count a check by the button. Raises `action-not-allowed` or `check-too-soon`."""
    next_proof_status(proof.status_at(now), ProofAction.CHECK)
    refuse_unless_free(proof.presses, now)
    return replace(proof, presses=(*recent_checks(proof.presses, now), now))


def checked(proof: DomainProof, result: CheckResult, now: datetime) -> ProofChange:
    """Take in the result of a check of a proof that is under way.

    A record that is found proves the domain, even if nobody had looked for weeks. Without it the proof ends as soon as
    its time is over.
    """
    after = replace(proof, checked_at=now, result=result)
    if result is CheckResult.FOUND:
        found = replace(after, seen_at=now, proved_at=proof.proved_at or now, due_at=next_while_proved(now, now))
        return _changed(proof, found, ProofAction.FIND, now)
    overdue = proof.overdue_action(now)
    if overdue:
        return _changed(proof, after, overdue, now)
    due_at = next_while_proved(proof.seen_at, now) if proof.seen_at else next_while_asked(proof.asked_at, now)
    return ProofChange(replace(after, due_at=due_at))


def expired(proof: DomainProof, now: datetime) -> ProofChange | None:
    """End a proof whose deadline is over; None if it is not. From the deadline on no check is made any more."""
    if proof.overdue_action(now) is not ProofAction.EXPIRE:
        return None
    return _changed(proof, proof, ProofAction.EXPIRE, now)


def withdrawn(proof: DomainProof, person_id: str, now: datetime) -> ProofChange:
    """Withdraw a proof that is under way. Raises `action-not-allowed`."""
    status = next_proof_status(proof.status_at(now), ProofAction.WITHDRAW)
    after = replace(proof, status=status, ended_at=now, due_at=None)
    return ProofChange(after, _event(after, _actor(after, person_id)))


def _changed(before: DomainProof, proof: DomainProof, action: ProofAction, now: datetime) -> ProofChange:
    """Carry out what no person does. Whoever had a proof is told that it has lapsed."""
    status = next_proof_status(before.status, action)
    after = replace(proof, status=status)
    if not PROOF_STATES[status].is_under_way:
        after = replace(after, ended_at=now, due_at=None)
    mails = (_mail(MailKind.DOMAIN_PROOF_LAPSED, proof.asked_by),) if status is ProofStatus.LAPSED else ()
    return ProofChange(after, _event(after, Actor(Role.SYSTEM)) if status is not before.status else None, mails)


def _event(proof: DomainProof, actor: Actor) -> EventDraft:
    holder = proof.holder
    details = {"domain": proof.domain, "holder": holder.kind.value, "holder_id": holder.holder_id}
    return EventDraft(PROOF_STATES[proof.status].event, actor, {**details, "status_to": proof.status.value})


def _actor(proof: DomainProof, person_id: str) -> Actor:
    return Actor(_ROLES[proof.holder.kind], person_id)


def _mail(kind: MailKind, to: Requester) -> MailDraft:
    return MailDraft(kind, Audience.PERSON, to.language, to=to.email)
