"""Reports of the mail service: late, repeated or in any order, they give the same result."""

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
    LinkDelivery,
    is_delayed,
    is_undelivered,
    link_deliveries,
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
def test_report_sets_the_status_of_a_sent_mail(kind: ReportKind, status: MailStatus) -> None:
    assert after(kind).status is status
    assert after(kind, kind) == after(kind)


def test_every_kind_of_report_changes_a_sent_mail() -> None:
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
def test_reports_give_the_same_mail_in_any_order_and_when_repeated(
    row: Mail, reports: list[Report], data: st.DataObject
) -> None:
    twice = data.draw(st.lists(st.sampled_from(reports), max_size=1))
    known = [reduce(reported, order, row) for order in permutations([*reports, *twice])]
    assert all(mail == known[0] for mail in known)
    assert known[0] == reduce(reported, reports, row)


def test_tables_of_outcomes_and_standings_are_complete() -> None:
    assert set(OUTCOMES) == set(ReportKind)
    assert set(STANDINGS) == set(MailStatus)


def test_severities_of_reports_are_distinct() -> None:
    assert len({outcome.severity for outcome in OUTCOMES.values()}) == len(ReportKind)


@pytest.mark.parametrize("status", [status for status in MailStatus if STANDINGS[status].is_message])
@pytest.mark.parametrize(("less", "worse"), list(combinations(BY_SEVERITY, 2)))
def test_more_severe_report_wins(less: ReportKind, worse: ReportKind, status: MailStatus) -> None:
    known = after(less, worse, mail=replace(SENT, status=status))
    stands_for = STANDINGS[status].stands_for
    if stands_for is None or OUTCOMES[worse].severity > OUTCOMES[stands_for].severity:
        assert known == after(worse, less, mail=replace(SENT, status=status))
        assert known.status is OUTCOMES[worse].status
    else:
        assert known == replace(SENT, status=status)


@pytest.mark.parametrize("kinds", list(permutations([ReportKind.DELAY, ReportKind.DELIVERY, ReportKind.BOUNCE])))
def test_bounce_wins_over_delay_and_delivery_in_any_order(kinds: tuple[ReportKind, ...]) -> None:
    assert after(*kinds).status is MailStatus.BOUNCED


@pytest.mark.parametrize("kinds", list(permutations([ReportKind.DELAY, ReportKind.DELIVERY, ReportKind.SOFT_BOUNCE])))
def test_mail_with_a_transient_bounce_and_a_delivery_is_delivered_in_any_order(kinds: tuple[ReportKind, ...]) -> None:
    known = after(*kinds)
    assert (known.status, known.delivered_at, known.failure) == (MailStatus.DELIVERED, START, None)


def test_earlier_of_two_bounces_gives_the_reason() -> None:
    early, late = Report(ReportKind.BOUNCE, START, "b"), Report(ReportKind.BOUNCE, START + timedelta(hours=1), "a")
    assert reported(reported(SENT, late), early).failure == "b"
    assert reported(reported(SENT, early), late).failure == "b"


@pytest.mark.parametrize("kind", [ReportKind.DELIVERY, ReportKind.DELAY, ReportKind.SOFT_BOUNCE])
def test_mail_given_up_locally_can_still_be_reported_as_accepted(kind: ReportKind) -> None:
    given_up = replace(SENT, status=MailStatus.DEAD, failure="ReadTimeout")
    assert after(kind, mail=given_up) == replace(after(kind), attempts=given_up.attempts)


def test_rejected_mail_stays_dead_despite_a_delivery_report() -> None:
    for kinds in permutations([ReportKind.REJECT, ReportKind.DELIVERY]):
        assert after(*kinds).status is MailStatus.DEAD


def test_mail_waiting_for_a_retry_is_not_resent_after_a_report() -> None:
    waiting = replace(SENT, status=MailStatus.DUE, due_at=START, failure="ReadTimeout")
    for kind in ReportKind:
        known = after(kind, mail=waiting)
        assert (known.status, known.due_at) == (OUTCOMES[kind].status, None)


def test_mail_counts_as_delayed_until_it_is_delivered() -> None:
    assert is_delayed(after(ReportKind.DELAY))
    assert not is_delayed(after(ReportKind.DELAY, ReportKind.DELIVERY))
    assert not is_delayed(None)


@pytest.mark.parametrize("status", [MailStatus.OBSOLETE, MailStatus.EXPANDED])
def test_report_does_not_change_a_row_that_was_never_sent(status: MailStatus) -> None:
    row = replace(SENT, status=status)
    assert after(*ReportKind, mail=row) == row


def test_requester_gets_one_notice_per_undelivered_nomination() -> None:
    bounced = after(ReportKind.BOUNCE)
    notice = notice_to_requester(REQUEST, bounced, [bounced], START)
    assert notice is not None
    assert (notice.draft.kind, notice.draft.to) == (MailKind.UNDELIVERABLE, REQUEST.requester.email)
    assert notice_to_requester(REQUEST, bounced, [bounced, notice], START) is None


def test_dropped_notice_is_replaced_by_a_new_one() -> None:
    bounced = after(ReportKind.BOUNCE)
    first = notice_to_requester(REQUEST, bounced, [bounced], START)
    assert first is not None
    dropped = replace(first, status=MailStatus.OBSOLETE)
    second = notice_to_requester(REQUEST, bounced, [bounced, dropped], START)
    assert second is not None
    assert (first.mail_id, second.mail_id) == ("undeliverable-1", "undeliverable-1-2")
    assert notice_to_requester(REQUEST, bounced, [bounced, dropped, second], START) is None


def test_link_delivered_later_is_not_undelivered() -> None:
    passing = after(ReportKind.SOFT_BOUNCE)
    assert is_undelivered(REQUEST, "1", [passing])
    assert not is_undelivered(REQUEST, "1", [after(ReportKind.DELIVERY, mail=passing)])
    assert not is_undelivered(REQUEST, "2", [passing])


@pytest.mark.parametrize("kind", [ReportKind.DELIVERY, ReportKind.DELAY, ReportKind.COMPLAINT])
def test_requester_gets_no_notice_of_reports_that_need_no_action(kind: ReportKind) -> None:
    assert notice_to_requester(REQUEST, after(kind), [], START) is None


def test_newest_mail_decides_whether_an_approver_is_unreachable() -> None:
    bounced = after(ReportKind.BOUNCE)
    newest = replace(SENT, mail_id="0002-01", draft=replace(SENT.draft, generation=2))
    assert unreachable(REQUEST, [bounced]) == {"1"}
    assert unreachable(REQUEST, [newest, bounced]) == frozenset()
    assert unreachable(REQUEST, []) == frozenset()


def test_what_became_of_a_link_is_read_from_its_own_mails() -> None:
    other = replace(SENT, draft=replace(SENT.draft, nomination_id="2", generation=7))
    waiting = replace(SENT, draft=replace(SENT.draft, generation=7), status=MailStatus.DUE)
    of_other = {"2": LinkDelivery(7, MailStatus.SENT, None)}
    assert link_deliveries(REQUEST, [SENT, other]) == {"1": LinkDelivery(1, MailStatus.SENT, None)} | of_other
    assert link_deliveries(REQUEST, [waiting, other]) == of_other
