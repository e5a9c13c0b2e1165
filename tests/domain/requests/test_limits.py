"""Mail limits: a rolling window that is never exceeded, and a waiting time that is exact."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import LimitName, Problem, Refused
from chalicelib.domain.mails import COUNTED, DECIDING, Audience, MailDraft, MailKind
from chalicelib.domain.requests.limits import OpenRequests, RateWindow, counted, counted_keys, refuse_too_many_open
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests.stories import FORM, MICROSECOND, POLICY, START, pending, refuses, submission_transition

DAY = POLICY.mail_window
TIGHT = replace(POLICY, mails_per_recipient=2, mails_per_organisation=4, mails_per_requester=6)
REQUEST = pending()
ANOTHER_ORGANISATION = replace(REQUEST, registrable_domain="other.example")
PEOPLE = ("a@univ.example", "b@univ.example", "A+x@univ.example")

gaps = st.integers(0, 30).map(lambda hours: timedelta(hours=hours))
acts = st.lists(
    st.tuples(
        gaps,
        st.sampled_from([REQUEST, ANOTHER_ORGANISATION]),
        st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3),
    ),
    max_size=40,
)


def link_mails(*people: str) -> list[MailDraft]:
    return [MailDraft(MailKind.NEW_LINK, Audience.APPROVER, "en", to=email) for email in people]


def sent(
    request: AccountRequest, people: list[str], rate_windows: Mapping[str, RateWindow], now: datetime
) -> dict[str, RateWindow]:
    """Return the rate windows afterwards, unchanged if a limit refused the mails."""
    try:
        added = counted(request, link_mails(*people), rate_windows, TIGHT, now)
    except Refused:
        return dict(rate_windows)
    return {**rate_windows, **{window.key: window for window in added}}


def wait_for(
    request: AccountRequest, people: list[str], rate_windows: Mapping[str, RateWindow], now: datetime
) -> timedelta | None:
    """Return the value for `Retry-After`, or None if the mails are admitted."""
    try:
        counted(request, link_mails(*people), rate_windows, TIGHT, now)
    except Refused as refusal:
        return refusal.retry_after
    return None


def limit_of(key: str) -> int:
    kind = key.partition("#")[0]
    return {"recipient": 2, "organisation": 4, "requester": 6}[kind]


@given(acts)
def test_no_window_of_24_hours_exceeds_a_limit(
    sequence: list[tuple[timedelta, AccountRequest, list[str]]],
) -> None:
    rate_windows: dict[str, RateWindow] = {}
    sent_at: dict[str, list[datetime]] = {}
    now = START
    for gap, request, people in sequence:
        now += gap
        before, rate_windows = rate_windows, sent(request, people, rate_windows, now)
        if rate_windows != before:
            for key, add in counted_keys(request, link_mails(*people), TIGHT).items():
                sent_at.setdefault(key, []).extend([now] * add)
    for key, times in sent_at.items():
        assert all(sum(first <= instant < first + DAY for instant in times) <= limit_of(key) for first in times)


@given(acts, st.sampled_from([REQUEST, ANOTHER_ORGANISATION]), st.sampled_from([PEOPLE[:1], PEOPLE[:2], PEOPLE[1:]]))
def test_waiting_time_is_exact(
    sequence: list[tuple[timedelta, AccountRequest, list[str]]], request: AccountRequest, people: tuple[str, ...]
) -> None:
    rate_windows: dict[str, RateWindow] = {}
    now = START
    for gap, counted_request, recipients in sequence:
        now += gap
        rate_windows = sent(counted_request, recipients, rate_windows, now)
    wait = wait_for(request, list(people), rate_windows, now)
    if wait is not None:
        assert timedelta(0) < wait <= DAY
        assert wait_for(request, list(people), rate_windows, now + wait) is None
        assert wait_for(request, list(people), rate_windows, now + wait - MICROSECOND) == MICROSECOND


def test_several_mails_wait_until_all_of_them_fit() -> None:
    key = "organisation#univ.example"
    rate_windows = {key: RateWindow(key, tuple(START - timedelta(hours=age) for age in (20, 15, 10, 5)))}
    assert wait_for(REQUEST, ["a@univ.example"], rate_windows, START) == timedelta(hours=4)
    assert wait_for(REQUEST, ["a@univ.example", "b@univ.example"], rate_windows, START) == timedelta(hours=9)


def test_spellings_of_one_person_count_as_one_recipient() -> None:
    assert counted_keys(REQUEST, link_mails("a@univ.example", "A+x@univ.example"), POLICY) == {
        "recipient#a@univ.example": 2,
        "organisation#univ.example": 2,
        "requester#person-1": 2,
    }


@pytest.mark.parametrize("kind", MailKind)
def test_only_mails_with_a_deciding_link_are_counted(kind: MailKind) -> None:
    mail = MailDraft(kind, Audience.APPROVER, "en", to="a@univ.example")
    counts = kind.value in {"approval_needed", "forwarded_to_you", "new_link"}
    assert bool(counted_keys(REQUEST, [mail], POLICY)) is counts
    assert (kind in COUNTED) is counts
    assert (kind in DECIDING) is (counts or kind is MailKind.REMINDER)


def test_submission_counts_only_mails_to_customers() -> None:
    transition = submission_transition()
    assert counted_keys(transition.request, transition.mails, POLICY) == {
        **{f"recipient#{email}": 1 for email in FORM.customer_emails},
        "organisation#univ.example": 2,
        "requester#person-1": 2,
    }


@pytest.mark.parametrize(
    ("key", "most"),
    [("recipient#a@univ.example", 3), ("organisation#univ.example", 20), ("requester#person-1", 200)],
)
def test_default_limits_are_3_20_and_200(key: str, most: int) -> None:
    almost = {key: RateWindow(key, (START,) * (most - 1), version=7)}
    added = {window.key: window for window in counted(REQUEST, link_mails("a@univ.example"), almost, POLICY, START)}
    assert (len(added[key].times), added[key].version) == (most, 7)
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(REQUEST, link_mails("a@univ.example"), added, POLICY, START)
    assert refusal.value.retry_after == DAY


def test_longest_of_several_waiting_times_is_reported() -> None:
    person, organisation = "recipient#a@univ.example", "organisation#univ.example"
    rate_windows = {
        person: RateWindow(person, (START - timedelta(hours=1),) * 3),
        organisation: RateWindow(organisation, (START - timedelta(hours=9),) * 20),
    }
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(REQUEST, link_mails("a@univ.example"), rate_windows, POLICY, START)
    assert refusal.value.retry_after == timedelta(hours=23)


def test_operation_that_alone_exceeds_a_limit_waits_the_whole_window() -> None:
    tiny = replace(POLICY, mails_per_organisation=1)
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(REQUEST, link_mails("a@univ.example", "b@univ.example"), {}, tiny, START)
    assert refusal.value.retry_after == DAY


def ends(*days: int) -> OpenRequests:
    return OpenRequests("person-1", {f"request-{day}": START + timedelta(days=day) for day in days})


def test_26th_open_request_is_refused_with_its_numbers_and_is_not_to_be_retried() -> None:
    refuse_too_many_open(ends(*range(1, 25)), POLICY, START, LimitName.OPEN_REQUESTS)
    with refuses(Problem.TOO_MANY_OPEN_REQUESTS) as refusal:
        refuse_too_many_open(ends(*range(1, 26)), POLICY, START, LimitName.OPEN_REQUESTS)
    free_at = (START + timedelta(days=1)).isoformat()
    numbers = {"open_requests": 25, "limit": 25, "free_at": free_at}
    assert refusal.value.facts == {"limit_name": LimitName.OPEN_REQUESTS, **numbers}
    assert refusal.value.retry_after is None


def test_expired_request_is_not_counted_from_its_end_on() -> None:
    with refuses(Problem.TOO_MANY_OPEN_REQUESTS):
        refuse_too_many_open(
            ends(*range(1, 26)), POLICY, START + timedelta(days=1) - MICROSECOND, LimitName.OPEN_REQUESTS
        )
    refuse_too_many_open(ends(*range(1, 26)), POLICY, START + timedelta(days=1), LimitName.OPEN_REQUESTS)


def test_time_of_new_room_is_exact_after_the_limit_was_lowered() -> None:
    fewer = replace(POLICY, open_requests=2)
    with refuses(Problem.TOO_MANY_OPEN_REQUESTS) as refusal:
        refuse_too_many_open(ends(1, 2, 3), fewer, START, LimitName.OPEN_REQUESTS)
    free_at = datetime.fromisoformat(str(refusal.value.facts["free_at"]))
    refuse_too_many_open(ends(1, 2, 3), fewer, free_at, LimitName.OPEN_REQUESTS)
    with refuses(Problem.TOO_MANY_OPEN_REQUESTS):
        refuse_too_many_open(ends(1, 2, 3), fewer, free_at - MICROSECOND, LimitName.OPEN_REQUESTS)
