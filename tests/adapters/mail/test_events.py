"""SES events parsed into reports: types of bounces and complaints."""

import json
from datetime import UTC, datetime

import pytest

from chalicelib.adapters.mail.events import KINDS, report_of
from chalicelib.domain.mails import Report, ReportKind
from chalicelib.services.unit_of_work.ports import MailKey
from tests.ses import ses_event

AT = datetime(2026, 11, 22, 9, 0, 1, tzinfo=UTC)


def read(event_type: str, **details: str) -> Report | None:
    found = report_of(ses_event(event_type, "request-1", "0001-01", **details))
    assert found is None or found[0] == MailKey("request-1", "0001-01")
    return found and found[1]


@pytest.mark.parametrize(("event_type", "kind"), [(name, kind) for name, (_, kind) in KINDS.items()])
def test_each_event_type_gives_a_report(event_type: str, kind: ReportKind) -> None:
    found = read(event_type)
    assert found is not None
    assert (found.kind, found.at) == (kind, AT)


@pytest.mark.parametrize("bounce_type", ["Transient", "Undetermined", "Deferred"])
def test_only_a_permanent_bounce_is_reported_as_final(bounce_type: str) -> None:
    assert read("Bounce", bounceType=bounce_type) == Report(ReportKind.SOFT_BOUNCE, AT, f"bounce {bounce_type} General")
    assert read("Bounce", bounceType="Permanent") == Report(ReportKind.BOUNCE, AT, "bounce Permanent General")


@pytest.mark.parametrize("feedback", ["abuse", "auth-failure", "fraud", "other", "virus", ""])
def test_complaint_of_any_type_but_not_spam_is_reported(feedback: str) -> None:
    found = read("Complaint", complaintFeedbackType=feedback)
    assert found is not None
    assert found.kind is ReportKind.COMPLAINT


@pytest.mark.parametrize("feedback", ["not-spam", "Not-Spam"])
def test_not_spam_feedback_gives_no_report(feedback: str) -> None:
    assert read("Complaint", complaintFeedbackType=feedback) is None


def test_reason_contains_no_diagnostic_text_of_a_mail_server() -> None:
    event = json.loads(ses_event("Bounce", "request-1", "0001-01"))
    event["bounce"]["bouncedRecipients"] = [{"emailAddress": "it@univ.example", "diagnosticCode": "550 it@univ"}]
    found = report_of(json.dumps(event))
    assert found is not None
    assert found[1].reason == "bounce Permanent General"
