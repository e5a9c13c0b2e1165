"""What the mail service reports: late, twice and in any order it comes to the same."""

from dataclasses import replace
from datetime import timedelta
from functools import reduce
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.mails import Mail, MailKind, MailStatus, Report, ReportKind
from chalicelib.domain.requests.delivery import (
    OUTCOMES,
    STANDINGS,
    is_delayed,
    is_undelivered,
    notice_to_requester,
    reported,
    unreachable,
)
from chalicelib.domain.requests.nominations import deciding_mail
from tests.domain.requests import stories
from tests.domain.requests.stories import START

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
        (ReportKind.SOFT_BOUNCE, MailStatus.BOUNCED),
        (ReportKind.COMPLAINT, MailStatus.COMPLAINED),
        (ReportKind.REJECT, MailStatus.DEAD),
    ],
)
def test_a_report_makes_of_a_sent_mail(kind: ReportKind, status: MailStatus) -> None:
    assert after(kind).status is status
    assert after(kind, kind) == after(kind)


def test_every_kind_of_report_means_something() -> None:
    assert all(reported(SENT, Report(kind, START)) != SENT for kind in ReportKind)


REPORTS = st.builds(
    Report,
    st.sampled_from(list(ReportKind)),
    st.integers(0, 2).map(lambda minutes: START + timedelta(minutes=minutes)),
    st.sampled_from(["", "bounce Permanent General", "bounce Transient MailboxFull"]),
)
BY_SEVERITY = sorted(ReportKind, key=lambda kind: OUTCOMES[kind].severity)
ROWS = [
    *(replace(SENT, status=status) for status in MailStatus),
    replace(SENT, status=MailStatus.DUE, due_at=START, attempts=3, failure="Throttling"),
    replace(SENT, status=MailStatus.DELIVERED, delivered_at=START),
    replace(SENT, status=MailStatus.BOUNCED, delivered_at=START, failure="bounce Transient General"),
    replace(SENT, status=MailStatus.DEAD, attempts=12, failure="MessageRejected"),
    replace(SENT, failure="delayed"),
]


@given(st.sampled_from(ROWS), st.lists(REPORTS, min_size=1, max_size=4), st.data())
def test_the_whole_mail_is_the_same_in_every_order_and_however_often_it_is_told(
    row: Mail, reports: list[Report], data: st.DataObject
) -> None:
    twice = data.draw(st.lists(st.sampled_from(reports), max_size=1))
    known = [reduce(reported, order, row) for order in permutations([*reports, *twice])]
    assert all(one == known[0] for one in known)
    assert known[0] == reduce(reported, reports, row)


def test_both_tables_have_a_row_for_every_member() -> None:
    assert set(OUTCOMES) == set(ReportKind)
    assert set(STANDINGS) == set(MailStatus)


def test_no_two_kinds_of_report_are_equally_severe() -> None:
    assert len({one.severity for one in OUTCOMES.values()}) == len(ReportKind)


@pytest.mark.parametrize("status", [status for status in MailStatus if STANDINGS[status].is_message])
@pytest.mark.parametrize(("less", "worse"), list(combinations(BY_SEVERITY, 2)))
def test_the_more_severe_report_counts(less: ReportKind, worse: ReportKind, status: MailStatus) -> None:
    known = after(less, worse, mail=replace(SENT, status=status))
    stands_for = STANDINGS[status].stands_for
    if stands_for is None or OUTCOMES[worse].severity > OUTCOMES[stands_for].severity:
        assert known == after(worse, less, mail=replace(SENT, status=status))
        assert known.status is OUTCOMES[worse].status
    else:
        assert known == replace(SENT, status=status)


@pytest.mark.parametrize("kinds", list(permutations([ReportKind.DELAY, ReportKind.DELIVERY, ReportKind.BOUNCE])))
def test_in_any_order_a_bounce_stays_a_bounce(kinds: tuple[ReportKind, ...]) -> None:
    assert after(*kinds).status is MailStatus.BOUNCED


@pytest.mark.parametrize("kinds", list(permutations([ReportKind.DELAY, ReportKind.DELIVERY, ReportKind.SOFT_BOUNCE])))
def test_in_any_order_a_mail_with_an_out_of_office_answer_is_delivered(kinds: tuple[ReportKind, ...]) -> None:
    known = after(*kinds)
    assert (known.status, known.delivered_at, known.failure) == (MailStatus.DELIVERED, START, None)


def test_of_two_bounces_the_earlier_tells_why() -> None:
    early, late = Report(ReportKind.BOUNCE, START, "b"), Report(ReportKind.BOUNCE, START + timedelta(hours=1), "a")
    assert reported(reported(SENT, late), early).failure == "b"
    assert reported(reported(SENT, early), late).failure == "b"


@pytest.mark.parametrize("kind", [ReportKind.DELIVERY, ReportKind.DELAY, ReportKind.SOFT_BOUNCE])
def test_a_mail_that_we_gave_up_may_have_been_taken_all_the_same(kind: ReportKind) -> None:
    given_up = replace(SENT, status=MailStatus.DEAD, failure="ReadTimeout")
    assert after(kind, mail=given_up) == replace(after(kind), attempts=given_up.attempts)


def test_a_mail_that_the_mail_service_rejected_was_not_delivered() -> None:
    for kinds in permutations([ReportKind.REJECT, ReportKind.DELIVERY]):
        assert after(*kinds).status is MailStatus.DEAD


def test_a_mail_that_waits_for_another_try_is_not_sent_again_once_it_was_taken() -> None:
    waiting = replace(SENT, status=MailStatus.DUE, due_at=START, failure="ReadTimeout")
    for kind in ReportKind:
        known = after(kind, mail=waiting)
        assert (known.status, known.due_at) == (OUTCOMES[kind].status, None)


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
    word = notice_to_requester(REQUEST, bounced, [bounced], START)
    assert word is not None
    assert (word.draft.kind, word.draft.to) == (MailKind.UNDELIVERABLE, REQUEST.requester.email)
    assert notice_to_requester(REQUEST, bounced, [bounced, word], START) is None


def test_a_word_that_was_dropped_before_it_went_out_told_nothing() -> None:
    bounced = after(ReportKind.BOUNCE)
    first = notice_to_requester(REQUEST, bounced, [bounced], START)
    assert first is not None
    dropped = replace(first, status=MailStatus.OBSOLETE)
    second = notice_to_requester(REQUEST, bounced, [bounced, dropped], START)
    assert second is not None
    assert (first.mail_id, second.mail_id) == ("undeliverable-1", "undeliverable-1-2")
    assert notice_to_requester(REQUEST, bounced, [bounced, dropped, second], START) is None


def test_a_link_that_arrived_after_all_is_not_undelivered() -> None:
    passing = after(ReportKind.SOFT_BOUNCE)
    assert is_undelivered(REQUEST, "1", [passing])
    assert not is_undelivered(REQUEST, "1", [after(ReportKind.DELIVERY, mail=passing)])
    assert not is_undelivered(REQUEST, "2", [passing])


@pytest.mark.parametrize("kind", [ReportKind.DELIVERY, ReportKind.DELAY, ReportKind.COMPLAINT])
def test_the_requester_is_not_told_what_no_other_address_would_mend(kind: ReportKind) -> None:
    assert notice_to_requester(REQUEST, after(kind), [], START) is None


def test_only_the_newest_mail_tells_whether_somebody_can_be_reached() -> None:
    bounced = after(ReportKind.BOUNCE)
    newer = replace(SENT, mail_id="0002-01", draft=replace(SENT.draft, generation=2))
    assert unreachable(REQUEST, [bounced]) == {"1"}
    assert unreachable(REQUEST, [newer, bounced]) == frozenset()
    assert unreachable(REQUEST, []) == frozenset()
