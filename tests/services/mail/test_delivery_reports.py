"""SES reports reach the request, repeated, early or late, and the requester is mailed once."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations

import pytest

from chalicelib.adapters.mail.events import report_of
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import Mail, MailStatus
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.mail.delivery_reports import record_report
from chalicelib.services.mail.sender import Mailer, OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.scheduled_job import sweep
from tests.ses import report, ses_event, text_of
from tests.world import PARTNER, World


def approval_mail(world: World, request: AccountRequest) -> Mail:
    """Return the mail with the first approver's link."""
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    return next(mail for mail in found.mails if mail.draft.nomination_id == "1")


def notices(world: World) -> list[str]:
    """Return the subjects of the requester's mails, without the confirmation that the request was sent."""
    to_requester = [mail for mail in world.mailbox() if mail["To"] == str(PARTNER.email)]
    return [str(mail["Subject"]).partition(":")[0] for mail in to_requester][1:]


def test_bounce_is_shown_and_mailed_once_and_can_be_fixed_by_reassigning(world: World) -> None:
    request = world.submit()
    world.work()
    mail, old_token = approval_mail(world, request), world.token(request)
    for _ in range(3):
        report(world, mail, "Bounce")
    assert world.mail(mail).status is MailStatus.BOUNCED
    world.work()
    assert notices(world) == ["Not delivered"]
    (notice,) = [message for message in world.mailbox() if "Not delivered" in str(message["Subject"])]
    assert f"/requests/{request.request_id}/reassign?nomination=1" in text_of(notice)
    replacement = Replacement("1", MailAddress.parse("head@univ.example"), "en")
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, replacement)
    world.work()
    assert world.mailbox()[-1]["To"] == "head@univ.example"
    with pytest.raises(Refused) as refused:
        link_actions.look(world.ports, old_token)
    assert refused.value.problem is Problem.LINK_SUPERSEDED


def test_report_received_before_sending_was_recorded_is_kept(world: World) -> None:
    request = world.submit()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce")
    assert world.mail(mail).status is MailStatus.BOUNCED
    world.work()
    assert world.mail(mail).status is MailStatus.BOUNCED


def test_delivery_after_a_bounce_changes_nothing(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce")
    before = world.rows()
    report(world, mail, "Delivery")
    report(world, mail, "DeliveryDelay")
    assert world.rows() == before


OUT_OF_OFFICE = ("Bounce", {"bounceType": "Transient"})
UNDETERMINED = ("Bounce", {"bounceType": "Undetermined"})
DELIVERED: tuple[str, dict[str, str]] = ("Delivery", {})


@pytest.mark.parametrize("reports", list(permutations([OUT_OF_OFFICE, UNDETERMINED, DELIVERED])))
def test_mail_with_an_out_of_office_reply_counts_as_delivered_in_any_order(
    world: World, reports: Iterable[tuple[str, dict[str, str]]]
) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    for event_type, details in reports:
        report(world, mail, event_type, **details)
    known = world.mail(mail)
    assert (known.status, known.failure) == (MailStatus.DELIVERED, None)
    world.work()
    assert notices(world) == []


def test_permanent_bounce_after_a_notice_of_a_transient_one_sends_no_second_notice(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce", bounceType="Transient")
    world.work()
    report(world, mail, "Delivery")
    report(world, mail, "Bounce")
    world.work()
    assert notices(world) == ["Not delivered"]


def test_permanent_bounce_after_a_dropped_notice_sends_a_notice(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce", bounceType="Transient")
    report(world, mail, "Delivery")
    world.work()
    assert notices(world) == []
    report(world, mail, "Bounce")
    world.work()
    assert notices(world) == ["Not delivered"]


def test_not_spam_feedback_is_no_complaint(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    before = world.rows()
    report(world, mail, "Complaint", complaintFeedbackType="not-spam")
    assert world.rows() == before
    report(world, mail, "Complaint", complaintFeedbackType="abuse")
    assert world.mail(mail).status is MailStatus.COMPLAINED


def test_report_on_unknown_mail_changes_nothing(world: World) -> None:
    request = world.submit()
    before = world.rows()
    messages = [
        "",
        "[]",
        "null",
        "not JSON",
        '{"eventType": "Open", "mail": {"tags": {}}}',
        '{"eventType": "Bounce", "mail": {"tags": {"request": []}}}',
        ses_event("Bounce", "no-such-request", "0001-01"),
        ses_event("Bounce", request.request_id, "no-such-mail"),
    ]
    for message in messages:
        named = report_of(message)
        assert named is None or record_report(world.ports, *named) is None
    assert world.rows() == before


def test_rejected_mail_sends_a_notice_to_the_requester(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Reject")
    world.work()
    assert world.mail(mail).status is MailStatus.DEAD
    assert notices(world) == ["Not delivered"]


class RefusesOneAddress:
    """Mailer that accepts every message except those to one address."""

    def __init__(self, real: Mailer) -> None:
        self._real = real

    def send(self, mail: OutgoingMail) -> str:
        if mail.recipient == "it@univ.example":
            raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")
        return self._real.send(mail)


def test_address_refused_by_the_mail_service_sends_a_notice_to_the_requester(world: World) -> None:
    request = world.submit()
    sender = world.container.mail_sender
    sweep(world.ports, replace(sender, mailer=RefusesOneAddress(sender.mailer)))
    mail = world.mail(approval_mail(world, request))
    assert (mail.status, mail.failure) == (MailStatus.DEAD, "MessageRejected")
    world.work()
    assert notices(world) == ["Not delivered"]


def test_bounce_of_a_closed_nomination_sends_no_notice(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")
    report(world, mail, "Bounce")
    world.work()
    assert notices(world) == []
