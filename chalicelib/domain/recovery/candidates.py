"""Who may become the candidate of a recovery, and for which account there is none."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.errors import Facts, LimitName, Problem, Refused
from chalicelib.domain.identity.free_mail import identifies_nobody
from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.timetable import FRESH


def fresh_proof(proofs: Iterable[DomainProof], now: datetime) -> DomainProof | None:
    """Return a proof that counts and whose record was seen within a day; the proofs are of the candidate."""
    counting = (proof for proof in proofs if proof.state_at(now).counts)
    return next((proof for proof in counting if proof.seen_at and now - proof.seen_at < FRESH), None)


def refuse_unless_candidate(person: Person, covering: Iterable[str]) -> None:
    """Raise unless the person's address is at one of the domains that cover the account's identifier.

    Raises `recovery-not-possible` where anybody can have a mailbox, `recovery-address-required`.
    """
    domains = tuple(covering)
    if any(identifies_nobody(domain) for domain in domains):
        raise Refused(Problem.RECOVERY_NOT_POSSIBLE)
    if person.email.domain not in domains:
        raise Refused(Problem.RECOVERY_ADDRESS_REQUIRED, facts={"accepted_domains": domains})


def refuse_unless_free(account: SmartAccount, before: Recovery | None, now: datetime) -> None:
    """Raise unless a recovery of the account may begin now.

    Raises `action-not-allowed`, `recovery-exists`, `recovery-too-soon`.
    """
    status = account.status_at(now)
    if status is not AccountStatus.ACTIVE:
        raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"account_status": status.value})
    if before is None:
        return
    if before.state_at(now).is_under_way:
        raise Refused(Problem.RECOVERY_EXISTS)
    if before.free_at is not None and now < before.free_at:
        facts: Facts = {
            "limit_name": LimitName.RECOVERIES_PER_ACCOUNT,
            "limit": 1,
            "free_at": before.free_at.isoformat(),
        }
        raise Refused(Problem.RECOVERY_TOO_SOON, facts=facts)
