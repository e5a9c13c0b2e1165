"""Undecided requests: seven reminders, expiry after 90 days; and delivery reports of the mail service."""

from collections.abc import Sequence

import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Json, Run
from tests.contract.steps import (
    act_on_request,
    approve,
    events_of,
    mails_to,
    pending,
    shown,
    submit,
    token_of,
    tokens_in,
)

pytestmark = pytest.mark.slow

DAYS = (3, 8, 13, 18, 30, 60, 83)


class UndecidedRequest:
    """The mails of an undecided request by day."""

    def __init__(self, run: Run, cast: Cast) -> None:
        self.run, self.by, self.domain = run, cast.requester(), cast.domain()
        self.request, _ = pending(run, self.by, self.domain)
        self.mails: dict[int, list[Json]] = {}
        self.works: dict[int, bool] = {}
        today = 0
        for day in (*DAYS, 90):
            run.advance(days=day - today)
            today = day
            self.mails[day] = self._since()
            if day in DAYS:
                token = token_of(run, f"it@{self.domain}", self.request)
                self.works[day] = run.call("GET", f"/v1/approvals/{token}").status_code == 200

    def _since(self) -> list[Json]:
        seen = sum(len(mails) for mails in self.mails.values())
        everything = [*mails_to(self.run, f"it@{self.domain}"), *mails_to(self.run, self.by, self.request)]
        first = 2
        return sorted(everything, key=lambda mail: str(mail["sent_at"]))[first + seen :]


@pytest.fixture(scope="module")
def undecided(run: Run, cast: Cast) -> UndecidedRequest:
    return UndecidedRequest(run, cast)


def subjects(mails: Sequence[Json]) -> list[str]:
    return [mail["subject"].partition(":")[0] for mail in mails]


def test_each_reminder_day_brings_one_mail_with_working_link(undecided: UndecidedRequest) -> None:
    assert {day: subjects(undecided.mails[day]) for day in DAYS} == {day: ["Reminder"] for day in DAYS}
    assert undecided.works == dict.fromkeys(DAYS, True)


def test_expiry_after_90_days_notifies_both_sides_and_frees_domain(undecided: UndecidedRequest) -> None:
    assert sorted(mail["to"][0] for mail in undecided.mails[90]) == sorted([f"it@{undecided.domain}", undecided.by])
    assert shown(undecided.run, undecided.by, undecided.request)["status"] == "expired"
    again = next(mail for mail in undecided.mails[90] if mail["to"] == [undecided.by])
    assert f"/requests/new?from_request={undecided.request['request_id']}" in again["text"]
    assert submit(undecided.run, undecided.by, undecided.domain)["status"] == "pending"


def test_trail_records_reminders_and_expiry(undecided: UndecidedRequest) -> None:
    kinds = [event["kind"] for event in events_of(undecided.run, undecided.by, undecided.request)]
    assert kinds == ["submitted", *["reminded"] * len(DAYS), "expired"]


def test_bounce_is_shown_and_mailed_once_and_fixed_by_reassignment(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request, token = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    for kind in ("delay", "bounce", "bounce", "delivery"):
        run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == "bounced"
    notices = [mail for mail in mails_to(run, by, request) if mail["subject"].startswith("Not delivered")]
    assert len(notices) == 1
    assert f"/requests/{request['request_id']}/reassign?nomination=1" in notices[0]["text"]
    repaired = act_on_request(run, by, request, "reassign", nomination_id="1", email=f"head@{domain}")
    assert repaired.status_code == 200
    assert slug_of(run.call("GET", f"/v1/approvals/{token}")) == "link-superseded"
    (new,) = mails_to(run, f"head@{domain}")
    assert approve(run, tokens_in(new["text"])[0]).status_code == 200


@pytest.mark.parametrize(
    ("kind", "delivery"),
    [
        ("delivery", "delivered"),
        ("passing-bounce", "bounced"),
        ("complaint", "complained"),
        ("not-spam", "sent"),
        ("reject", "failed"),
        ("delay", "sent"),
    ],
)
def test_delivery_report_is_shown_on_request(run: Run, cast: Cast, kind: str, delivery: str) -> None:
    by, domain = cast.requester(), cast.domain()
    request, _ = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == delivery
    assert (nomination["delivered_at"] is not None) is (delivery == "delivered")


def test_delivery_after_transient_bounce_is_shown_as_delivered(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request, _ = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    for kind in ("passing-bounce", "delivery", "passing-bounce", "not-spam"):
        run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == "delivered"
