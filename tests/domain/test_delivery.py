"""What the mail service reports: late, twice and in any order it comes to the same."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.delivery import (
    Report,
    ReportKind,
    is_delayed,
    reported,
    unreachable,
    word_to_requester,
)
from chalicelib.domain.mails import Mail, MailKind, MailStatus
from chalicelib.domain.nominations import deciding_mail
from tests.domain import stories
from tests.domain.stories import START

REQUEST = stories.pending()
SENT = Mail(
    REQUEST.request_id,
    "0001-01",
    deciding_mail(MailKind.APPROVAL_NEEDED, stories.nominated(REQUEST)),
    START,
    status=MailStatus.SENT,
)


def after(*kinds: ReportKind, mail: Mail = SENT) -> Mail:
    for kind in kinds:
        mail = reported(mail, Report(kind, START))
    return mail


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (ReportKind.DELIVERY, MailStatus.DELIVERED),
        (ReportKind.DELAY, MailStatus.SENT),
        (ReportKind.BOUNCE, MailStatus.BOUNCED),
        (ReportKind.PASSING_BOUNCE, MailStatus.BOUNCED),
        (ReportKind.COMPLAINT, MailStatus.COMPLAINED),
        (ReportKind.REJECT, MailStatus.DEAD),
    ],
)
def test_a_report_makes_of_a_sent_mail(kind: ReportKind, status: MailStatus) -> None:
    assert after(kind).status is status
    assert after(kind, kind) == after(kind)


def test_every_kind_of_report_means_something() -> None:
    assert all(reported(SENT, Report(kind, START)) != SENT for kind in ReportKind)


@pytest.mark.parametrize("kinds", list(permutations([ReportKind.DELAY, ReportKind.DELIVERY, ReportKind.BOUNCE])))
def test_in_any_order_a_bounce_stays_a_bounce(kinds: tuple[ReportKind, ...]) -> None:
    assert after(*kinds).status is MailStatus.BOUNCED


@given(st.lists(st.sampled_from(list(ReportKind)), max_size=8))
def test_what_is_worse_stays(kinds: list[ReportKind]) -> None:
    known = after(*kinds)
    if ReportKind.COMPLAINT in kinds:
        assert known.status is MailStatus.COMPLAINED
    elif ReportKind.BOUNCE in kinds or ReportKind.REJECT in kinds:
        assert known.status in (MailStatus.BOUNCED, MailStatus.DEAD)
    assert all(after(kind, mail=known).status is known.status for kind in (ReportKind.DELAY, *kinds))


def test_an_out_of_office_answer_does_not_undo_a_delivery() -> None:
    assert after(ReportKind.DELIVERY, ReportKind.PASSING_BOUNCE).status is MailStatus.DELIVERED


def test_a_delay_shows_until_the_mail_arrives() -> None:
    assert is_delayed(after(ReportKind.DELAY))
    assert not is_delayed(after(ReportKind.DELAY, ReportKind.DELIVERY))
    assert not is_delayed(None)


@pytest.mark.parametrize("status", [MailStatus.OBSOLETE, MailStatus.EXPANDED])
def test_a_row_that_was_never_a_message_stays_as_it_is(status: MailStatus) -> None:
    row = replace(SENT, status=status)
    assert after(*ReportKind, mail=row) == row


def test_the_requester_is_told_once_a_nomination_whose_mail_did_not_arrive() -> None:
    bounced = after(ReportKind.BOUNCE)
    word = word_to_requester(REQUEST, bounced, [bounced], START)
    assert word is not None
    assert (word.draft.kind, word.draft.to) == (MailKind.UNDELIVERABLE, REQUEST.requester.email)
    assert word_to_requester(REQUEST, bounced, [bounced, word], START) is None


@pytest.mark.parametrize("kind", [ReportKind.DELIVERY, ReportKind.DELAY, ReportKind.COMPLAINT])
def test_the_requester_is_not_told_what_no_other_address_would_mend(kind: ReportKind) -> None:
    assert word_to_requester(REQUEST, after(kind), [], START) is None


def test_only_the_newest_mail_tells_whether_somebody_can_be_reached() -> None:
    bounced = after(ReportKind.BOUNCE)
    newer = replace(SENT, mail_id="0002-01", draft=replace(SENT.draft, generation=2))
    assert unreachable(REQUEST, [bounced]) == {"1"}
    assert unreachable(REQUEST, [newer, bounced]) == frozenset()
    assert unreachable(REQUEST, []) == frozenset()
