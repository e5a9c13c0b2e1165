"""A request that nobody decides: seven reminders and the end at 90 days; and what the mail service reports."""

from collections.abc import Sequence

import pytest

from tests.contract.cast import Cast
from tests.contract.conventions import slug_of
from tests.contract.local_run import Json, Run
from tests.contract.steps import approve, events_of, mails_to, own, pending, shown, submit, token_of, tokens_in

DAYS = (3, 8, 13, 18, 30, 60, 83)


class LeftAlone:
    """What came on which day."""

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
def alone(run: Run, cast: Cast) -> LeftAlone:
    return LeftAlone(run, cast)


def subjects(mails: Sequence[Json]) -> list[str]:
    return [mail["subject"].partition(":")[0] for mail in mails]


def test_each_of_seven_days_brings_one_reminder_with_a_link_that_works(alone: LeftAlone) -> None:
    assert {day: subjects(alone.mails[day]) for day in DAYS} == {day: ["Reminder"] for day in DAYS}
    assert alone.works == dict.fromkeys(DAYS, True)


def test_at_90_days_both_sides_are_told_and_the_domain_is_free(alone: LeftAlone) -> None:
    assert sorted(mail["to"][0] for mail in alone.mails[90]) == sorted([f"it@{alone.domain}", alone.by])
    assert shown(alone.run, alone.by, alone.request)["status"] == "expired"
    again = next(mail for mail in alone.mails[90] if mail["to"] == [alone.by])
    assert f"/requests/new?from_request={alone.request['request_id']}" in again["text"]
    assert submit(alone.run, alone.by, alone.domain)["status"] == "pending"


def test_the_trail_tells_of_every_reminder_and_the_end(alone: LeftAlone) -> None:
    kinds = [event["kind"] for event in events_of(alone.run, alone.by, alone.request)]
    assert kinds == ["submitted", *["reminded"] * len(DAYS), "expired"]


def test_a_bounce_shows_within_one_event_is_mailed_once_and_reassigning_repairs_it(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request, token = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    for kind in ("delay", "bounce", "bounce", "delivery"):
        run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == "bounced"
    told = [one for one in mails_to(run, by, request) if one["subject"].startswith("Not delivered")]
    assert len(told) == 1
    assert f"/requests/{request['request_id']}/reassign?nomination=1" in told[0]["text"]
    repaired = own(run, by, request, "reassign", nomination_id="1", email=f"head@{domain}")
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
def test_what_the_mail_service_reports_shows_on_the_request(run: Run, cast: Cast, kind: str, delivery: str) -> None:
    by, domain = cast.requester(), cast.domain()
    request, _ = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == delivery
    assert (nomination["delivered_at"] is not None) is (delivery == "delivered")


def test_a_mail_that_arrives_after_an_out_of_office_answer_shows_as_delivered(run: Run, cast: Cast) -> None:
    by, domain = cast.requester(), cast.domain()
    request, _ = pending(run, by, domain)
    (mail,) = mails_to(run, f"it@{domain}")
    for kind in ("passing-bounce", "delivery", "passing-bounce", "not-spam"):
        run.report(mail, kind)
    (nomination,) = shown(run, by, request)["nominations"]
    assert nomination["delivery"] == "delivered"
