"""Decisions about proofs of domains, and about recoveries of accounts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs import changes as proofs
from chalicelib.domain.proofs import timetable
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.domain.recovery import candidates
from chalicelib.domain.recovery import changes as recoveries
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RecoveryStatus
from tests.domain.decisions.described import Decision, created
from tests.domain.recovery.drafted import CANDIDATE, SECOND_REVIEWER
from tests.domain.requests.stories import ACCOUNT, PARTNER, REVIEWER, RULES, START

DAY, HOUR, MINUTE, INSTANT = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(microseconds=1)
DOMAIN = RULES.parse("labs.univ.example")
PERSON, OF_ACCOUNT = Holder(HolderKind.PERSON, "person-1"), Holder(HolderKind.ACCOUNT, "account-2")
ODD: Mapping[str, Any] = {"event_count": 3, "last_seal": "seal", "version": 4}


def asked(holder: Holder = PERSON, **changed: Any) -> DomainProof:
    """Return a proof that was asked for."""
    return replace(proofs.asked(None, holder, DOMAIN, "token", PARTNER, START).proof, **changed)


def proved(**changed: Any) -> DomainProof:
    """Return a proof whose record was found an hour after."""
    return replace(proofs.checked(asked(), CheckResult.FOUND, START + HOUR).proof, **changed)


def ask(before: DomainProof | None, after: timedelta = 40 * DAY) -> object:
    """Ask for a proof again."""
    return proofs.asked(before, PERSON, DOMAIN, "other", replace(PARTNER, language="en"), START + after)


PRESSES = tuple(START + one * MINUTE for one in range(20))
PROOFS: Mapping[str, Decision[Any]] = {
    "ask": created(lambda: ask(None)),
    "ask for an account": created(lambda: proofs.asked(None, OF_ACCOUNT, DOMAIN, "token", PARTNER, START)),
    "ask again": Decision(lambda: asked(presses=(START,), **ODD), ask),
    "ask again just before it expires": Decision(asked, lambda one: ask(one, 30 * DAY - INSTANT)),
    "ask again while it is proved": Decision(proved, lambda one: ask(one, DAY)),
    "ask again when it has lapsed": Decision(proved, lambda one: ask(one, 21 * DAY + HOUR)),
    "press": Decision(lambda: asked(presses=(START - DAY, START)), lambda one: proofs.pressed(one, START + MINUTE)),
    "press a microsecond too soon": Decision(
        lambda: asked(presses=(START,)), lambda one: proofs.pressed(one, START + MINUTE - INSTANT)
    ),
    "press for the twentieth time": Decision(
        lambda: asked(presses=PRESSES[:19]), lambda one: len(proofs.pressed(one, START + HOUR).presses)
    ),
    "press once too often": Decision(
        lambda: asked(presses=PRESSES), lambda one: proofs.pressed(one, START + DAY - INSTANT)
    ),
    "press a day later": Decision(
        lambda: asked(presses=PRESSES), lambda one: len(proofs.pressed(one, START + DAY).presses)
    ),
    "press what has expired": Decision(asked, lambda one: proofs.pressed(one, START + 30 * DAY)),
    "check and find": Decision(asked, lambda one: proofs.checked(one, CheckResult.FOUND, START + HOUR)),
    "check and find again": Decision(proved, lambda one: proofs.checked(one, CheckResult.FOUND, START + 7 * DAY)),
    "check and find nothing": Decision(asked, lambda one: proofs.checked(one, CheckResult.NO_RECORD, START + HOUR)),
    "check and find nothing at the deadline": Decision(
        asked, lambda one: proofs.checked(one, CheckResult.WILDCARD, START + 30 * DAY)
    ),
    "check and find nothing any more": Decision(
        proved, lambda one: proofs.checked(one, CheckResult.NO_ANSWER, START + 14 * DAY)
    ),
    "check just before it lapses": Decision(
        proved, lambda one: proofs.checked(one, CheckResult.NO_RECORD, START + 21 * DAY + HOUR - INSTANT)
    ),
    "check when it lapses": Decision(
        proved, lambda one: proofs.checked(one, CheckResult.NO_RECORD, START + 21 * DAY + HOUR)
    ),
    "expire just before": Decision(asked, lambda one: proofs.expired(one, START + 30 * DAY - INSTANT)),
    "expire": Decision(asked, lambda one: proofs.expired(one, START + 30 * DAY)),
    "expire what is proved": Decision(proved, lambda one: proofs.expired(one, START + 30 * DAY)),
    "withdraw": Decision(proved, lambda one: proofs.withdrawn(one, "person-1", START + DAY)),
    "withdraw an account's": Decision(
        lambda: asked(OF_ACCOUNT), lambda one: proofs.withdrawn(one, "person-3", START + DAY)
    ),
    "withdraw what has expired": Decision(asked, lambda one: proofs.withdrawn(one, "person-1", START + 30 * DAY)),
    "wait for a check": created(
        lambda: [timetable.free_at(PRESSES[:number], START + HOUR) for number in (0, 1, 19, 20)]
    ),
}


def in_review(**changed: Any) -> Recovery:
    """Return a recovery that two reviewers are asked about."""
    return replace(recoveries.asked(None, ACCOUNT, CANDIDATE, None, START).recovery, **changed)


def notice(**changed: Any) -> Recovery:
    """Return one whose notice runs, by a proof."""
    return replace(recoveries.asked(None, ACCOUNT, CANDIDATE, proved(), START).recovery, **changed)


def approved_once() -> Recovery:
    """Return one that a reviewer has approved."""
    return recoveries.approved(in_review(), REVIEWER, "I rang them.", START + HOUR).recovery


def ended(status: RecoveryStatus, **changed: Any) -> Recovery:
    """Return one that is over."""
    return in_review(status=status, due_at=None, ended_at=START + DAY, **changed)


def due(recovery: Recovery, days: float, counts: bool = True, more: timedelta = timedelta()) -> object:
    """Do what is due so many days after the beginning."""
    return recoveries.came_due(recovery, counts, START + days * DAY + more)


OWN = Person("other", MailAddress.parse("IT@univ.example"), "Ira", "en", frozenset({"reviewers"}))
RECOVERIES: Mapping[str, Decision[Any]] = {
    "ask for a recovery": created(lambda: recoveries.asked(None, ACCOUNT, CANDIDATE, None, START)),
    "ask for a recovery without a language": created(
        lambda: recoveries.asked(None, ACCOUNT, replace(CANDIDATE, language=""), None, START).mails
    ),
    "ask for a recovery with a proof": created(lambda: recoveries.asked(None, ACCOUNT, CANDIDATE, proved(), START)),
    "ask for a recovery again": Decision(
        lambda: ended(RecoveryStatus.STOPPED, notices=2, first_notice_at=START, reason="No.", mails=2, **ODD),
        lambda one: recoveries.asked(one, ACCOUNT, CANDIDATE, None, START + 90 * DAY),
    ),
    "ask again after nobody decided": Decision(
        in_review, lambda one: recoveries.asked(one, ACCOUNT, CANDIDATE, proved(), START + 14 * DAY).recovery
    ),
    "ask while it is in review": Decision(
        in_review, lambda one: recoveries.asked(one, ACCOUNT, CANDIDATE, None, START + 14 * DAY - INSTANT)
    ),
    "ask while it is announced": Decision(
        notice, lambda one: recoveries.asked(one, ACCOUNT, CANDIDATE, proved(), START + DAY)
    ),
    "withdraw a recovery": Decision(notice, lambda one: recoveries.withdrawn(one, "candidate", START + DAY)),
    "withdraw a recovery that is over": Decision(
        lambda: ended(RecoveryStatus.RECOVERED), lambda one: recoveries.withdrawn(one, "candidate", START + DAY)
    ),
    "approve": Decision(in_review, lambda one: recoveries.approved(one, REVIEWER, " I rang them. ", START + DAY)),
    "approve as second": Decision(
        approved_once, lambda one: recoveries.approved(one, SECOND_REVIEWER, "I know her.", START + DAY)
    ),
    "approve as second after an objection": Decision(
        lambda: replace(approved_once(), first_notice_at=START - DAY, began_at=START - DAY, notices=1),
        lambda one: recoveries.approved(one, SECOND_REVIEWER, "I know her.", START + DAY),
    ),
    "approve twice": Decision(approved_once, lambda one: recoveries.approved(one, REVIEWER, "Again.", START + DAY)),
    "approve without a reason": Decision(in_review, lambda one: recoveries.approved(one, REVIEWER, " ", START)),
    "approve at length": Decision(in_review, lambda one: recoveries.approved(one, REVIEWER, "x" * 5000, START)),
    "approve one's own": Decision(in_review, lambda one: recoveries.approved(one, OWN, "It is me.", START)),
    "approve as the candidate": Decision(
        in_review, lambda one: recoveries.approved(one, replace(REVIEWER, person_id="candidate"), "Me.", START)
    ),
    "approve at the end of the review": Decision(
        in_review, lambda one: recoveries.approved(one, REVIEWER, "Late.", START + 14 * DAY)
    ),
    "approve what is announced": Decision(notice, lambda one: recoveries.approved(one, REVIEWER, "Too.", START)),
    "decline": Decision(in_review, lambda one: recoveries.declined(one, REVIEWER, " Nobody knows them. ", START + DAY)),
    "decline without a reason": Decision(in_review, lambda one: recoveries.declined(one, REVIEWER, "", START)),
    "decline at the end of the review": Decision(
        in_review, lambda one: recoveries.declined(one, REVIEWER, "Late.", START + 14 * DAY)
    ),
    "decline one's own": Decision(in_review, lambda one: recoveries.declined(one, OWN, "No.", START)),
    "object as administrator": Decision(notice, lambda one: recoveries.objected(one, "a@b", True, START + DAY)),
    "object as administrator in review": Decision(
        in_review, lambda one: recoveries.objected(one, "a@b", True, START + DAY)
    ),
    "object as administrator at the end of the review": Decision(
        in_review, lambda one: recoveries.objected(one, "a@b", True, START + 14 * DAY)
    ),
    "object as somebody else": Decision(notice, lambda one: recoveries.objected(one, "v@b", False, START + DAY)),
    "object as somebody else in review": Decision(
        in_review, lambda one: recoveries.objected(one, "v@b", False, START + DAY)
    ),
    "object to what is over": Decision(
        lambda: ended(RecoveryStatus.RECOVERED), lambda one: recoveries.objected(one, "a@b", True, START + DAY)
    ),
    "be due just before day 3": Decision(notice, lambda one: due(one, 3, more=-INSTANT)),
    "be due on day 3": Decision(notice, lambda one: due(one, 3)),
    "be due on day 6": Decision(lambda: notice(mails=2, due_at=START + 6 * DAY), lambda one: due(one, 6)),
    "be due for the first time on day 9": Decision(notice, lambda one: due(one, 9)),
    "be due on day 7": Decision(lambda: notice(mails=3, due_at=START + 7 * DAY), lambda one: due(one, 7)),
    "be due just before day 7": Decision(
        lambda: notice(mails=3, due_at=START + 7 * DAY), lambda one: due(one, 7, more=-INSTANT)
    ),
    "be due without a proof": Decision(notice, lambda one: due(one, 3, counts=False)),
    "be due without a decision": Decision(in_review, lambda one: due(one, 14)),
    "be due just before the end of the review": Decision(in_review, lambda one: due(one, 14, more=-INSTANT)),
    "be due when it is over": Decision(lambda: ended(RecoveryStatus.STOPPED), lambda one: due(one, 14)),
}


def candidate(email: str, *covering: str) -> None:
    """Ask as somebody with this address."""
    person = replace(CANDIDATE, email=MailAddress.parse(email))
    candidates.refuse_unless_candidate(person, iter(covering))


def free(before: Recovery | None, after: timedelta = timedelta(), **account: Any) -> None:
    """Ask for another recovery of the account."""
    candidates.refuse_unless_free(replace(ACCOUNT, **account), before, START + after)


CANDIDATES: Mapping[str, Decision[Any]] = {
    "be a candidate": created(lambda: candidate("it@univ.example", "labs.univ.example", "univ.example")),
    "be no candidate": created(lambda: candidate("it@far.example", "labs.univ.example", "univ.example")),
    "be a candidate where anybody has a mailbox": created(lambda: candidate("it@gmail.com", "gmail.com")),
    "be free": created(lambda: free(None)),
    "be free though it is pending": created(
        lambda: free(None, status=AccountStatus.PENDING, pending_until=START + DAY)
    ),
    "be free while it is in review": created(lambda: free(in_review(), 14 * DAY - INSTANT)),
    "be free at the end of the review": created(lambda: free(in_review(), 14 * DAY)),
    "be free just before 90 days": created(
        lambda: free(ended(RecoveryStatus.STOPPED, first_notice_at=START), 90 * DAY - INSTANT)
    ),
    "be free after 90 days": created(lambda: free(ended(RecoveryStatus.STOPPED, first_notice_at=START), 90 * DAY)),
    "have a fresh proof": created(
        lambda: [
            candidates.fresh_proof([one], START + HOUR + after) is not None
            for one, after in ((proved(), DAY - INSTANT), (proved(), DAY), (asked(seen_at=START), DAY / 2))
        ]
    ),
}

OF_PROOFS = PROOFS
OF_RECOVERIES = {**RECOVERIES, **CANDIDATES}
