"""What SES reports reaches the request: once or twice, early or late, and the requester is told once."""

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
    """The mail with the first approver's link."""
    found = world.ports.store.request_file(request.request_id)
    assert found is not None
    return next(mail for mail in found.mails if mail.draft.nomination_id == "1")


def told(world: World) -> list[str]:
    """The subjects of what the requester was mailed beside the word that the request was sent."""
    mine = [mail for mail in world.mailbox() if mail["To"] == str(PARTNER.email)]
    return [str(mail["Subject"]).partition(":")[0] for mail in mine][1:]


def test_a_bounce_shows_at_once_is_mailed_once_and_reassigning_repairs_it(world: World) -> None:
    request = world.submit()
    world.work()
    mail, old = approval_mail(world, request), world.token(request)
    for _ in range(3):
        report(world, mail, "Bounce")
    assert world.mail(mail).status is MailStatus.BOUNCED
    world.work()
    assert told(world) == ["Not delivered"]
    (word,) = [one for one in world.mailbox() if "Not delivered" in str(one["Subject"])]
    assert f"/requests/{request.request_id}/reassign?nomination=1" in text_of(word)
    replacement = Replacement("1", MailAddress.parse("head@univ.example"), "en")
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, replacement)
    world.work()
    assert world.mailbox()[-1]["To"] == "head@univ.example"
    with pytest.raises(Refused) as refused:
        link_actions.look(world.ports, old)
    assert refused.value.problem is Problem.LINK_SUPERSEDED


def test_a_report_that_comes_before_the_row_was_written_is_kept(world: World) -> None:
    request = world.submit()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce")
    assert world.mail(mail).status is MailStatus.BOUNCED
    world.work()
    assert world.mail(mail).status is MailStatus.BOUNCED


def test_a_delivery_after_a_bounce_changes_nothing(world: World) -> None:
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
def test_a_mail_that_was_answered_from_out_of_office_is_delivered_in_any_order(
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
    assert told(world) == []


def test_word_of_a_passing_bounce_that_went_out_already_stays_the_only_one(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce", bounceType="Transient")
    world.work()
    report(world, mail, "Delivery")
    report(world, mail, "Bounce")
    world.work()
    assert told(world) == ["Not delivered"]


def test_after_a_word_that_was_dropped_a_later_failure_is_told(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Bounce", bounceType="Transient")
    report(world, mail, "Delivery")
    world.work()
    assert told(world) == []
    report(world, mail, "Bounce")
    world.work()
    assert told(world) == ["Not delivered"]


def test_a_message_taken_out_of_spam_is_no_complaint(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    before = world.rows()
    report(world, mail, "Complaint", complaintFeedbackType="not-spam")
    assert world.rows() == before
    report(world, mail, "Complaint", complaintFeedbackType="abuse")
    assert world.mail(mail).status is MailStatus.COMPLAINED


def test_a_report_on_what_is_unknown_changes_nothing(world: World) -> None:
    request = world.submit()
    before = world.rows()
    strangers = [
        "",
        "[]",
        "null",
        "not JSON",
        '{"eventType": "Open", "mail": {"tags": {}}}',
        '{"eventType": "Bounce", "mail": {"tags": {"request": []}}}',
        ses_event("Bounce", "no-such-request", "0001-01"),
        ses_event("Bounce", request.request_id, "no-such-mail"),
    ]
    for message in strangers:
        named = report_of(message)
        assert named is None or record_report(world.ports, *named) is None
    assert world.rows() == before


def test_a_mail_that_is_given_up_is_told_of_too(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    report(world, mail, "Reject")
    world.work()
    assert world.mail(mail).status is MailStatus.DEAD
    assert told(world) == ["Not delivered"]


class RefusingOne:
    """The mail service takes every message but those to one address."""

    def __init__(self, real: Mailer) -> None:
        self._real = real

    def send(self, mail: OutgoingMail) -> str:
        if mail.recipient == "it@univ.example":
            raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")
        return self._real.send(mail)


def test_an_address_that_the_mail_service_refuses_is_told_of(world: World) -> None:
    request = world.submit()
    office = world.container.mail_sender
    sweep(world.ports, replace(office, mailer=RefusingOne(office.mailer)))
    mail = world.mail(approval_mail(world, request))
    assert (mail.status, mail.failure) == (MailStatus.DEAD, "MessageRejected")
    world.work()
    assert told(world) == ["Not delivered"]


def test_nobody_is_told_of_a_nomination_that_no_longer_waits(world: World) -> None:
    request = world.submit()
    world.work()
    mail = approval_mail(world, request)
    requester_actions.withdraw(world.ports, world.caller(PARTNER), request.request_id, "")
    report(world, mail, "Bounce")
    world.work()
    assert told(world) == []
