"""The mails of a recovery as the domain drafts them, with the recovery that each is about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.recovery import changes
from chalicelib.domain.recovery.changes import RecoveryChange
from chalicelib.domain.recovery.recovery import Recovery
from tests.domain.requests import stories
from tests.domain.requests.stories import REVIEWER, START

CANDIDATE = Person("candidate", MailAddress.parse("it@univ.example"), "Ira Technician", "en", frozenset())
SECOND_REVIEWER = replace(REVIEWER, person_id="second-reviewer")
Drafted = tuple[Recovery, MailDraft]


def of_recoveries(**form: Any) -> Iterator[Drafted]:
    """Return one of each kind: the notice and the candidate's news of it, and what reviewers are asked."""
    account = replace(
        stories.ACCOUNT,
        account_name=form.get("account_name", stories.ACCOUNT.account_name),
        domain_identifier=form.get("domain_identifier", stories.ACCOUNT.domain_identifier),
    )
    asked = changes.asked(None, account, CANDIDATE, None, START)
    yield from ((asked.recovery, draft) for draft in asked.mails if draft.kind is MailKind.RECOVERY_REVIEW)
    begun = _begun(asked)
    yield from ((begun.recovery, draft) for draft in begun.mails)


def variants_of_recoveries() -> Iterator[tuple[Recovery, MailDraft, str]]:
    """Return what the candidate is told of each other status, and why else reviewers are asked."""
    asked = changes.asked(None, stories.ACCOUNT, CANDIDATE, None, START)
    begun, later = _begun(asked).recovery, START + timedelta(days=14)
    sent_back = changes.objected(begun, "v•••@univ.example", is_administrator=False, now=START)
    stopped = changes.objected(begun, "a•••@univ.example", is_administrator=True, now=START)
    assert sent_back is not None
    assert stopped is not None
    lost = changes.came_due(begun, proof_counts=False, now=later)
    due = replace(begun, mails=3, due_at=later)
    recovered = changes.came_due(due, proof_counts=True, now=later)
    expired = changes.came_due(asked.recovery, proof_counts=True, now=later)
    assert lost is not None
    assert recovered is not None
    assert expired is not None
    declined = changes.declined(asked.recovery, REVIEWER, "Nobody there knows them.", START)
    for change in (asked, stopped, recovered, expired, declined):
        [draft] = [one for one in change.mails if one.audience is Audience.CANDIDATE]
        yield change.recovery, draft, f"now_{change.recovery.status}"
    for change in (sent_back, lost):
        [draft] = [one for one in change.mails if one.audience is Audience.REVIEWERS]
        yield change.recovery, draft, str(draft.facts["cause"])


def _begun(asked: RecoveryChange) -> RecoveryChange:
    once = changes.approved(asked.recovery, REVIEWER, "I rang them.", START).recovery
    return changes.approved(once, SECOND_REVIEWER, "I know her.", START)
