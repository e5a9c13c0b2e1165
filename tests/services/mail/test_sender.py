"""No mail is lost, whatever dies when; what is sent twice is the same message."""

from dataclasses import replace

import pytest

from chalicelib.domain.mails import Mail, MailKind, MailStatus
from chalicelib.services.mail.sender import LEASE, Mailer, MailSender, OutgoingMail, deliver
from chalicelib.services.mail.sending_failures import TRIES, SendingFailed, Verdict
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.scheduled_job import sweep
from chalicelib.services.unit_of_work.ports import MailKey
from tests.world import PARTNER, World


class KilledError(BaseException):
    """The process ended at this line."""


class NoQueue:
    """The process died before the nudge."""

    def nudge(self, mails: object) -> None:
        raise KilledError


class DiesAfterSending:
    """The message went out, and the process died before it could say so."""

    def __init__(self, real: Mailer) -> None:
        self._real = real

    def send(self, mail: OutgoingMail) -> str:
        self._real.send(mail)
        raise KilledError


class Failing:
    """The mail service says no."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(self._verdict, "as-told")


def mails_of(world: World, request_id: str) -> list[Mail]:
    found = world.ports.store.request_file(request_id)
    assert found is not None
    return list(found.mails)


def office_with(world: World, mailer: Mailer) -> MailSender:
    return replace(world.container.mail_sender, mailer=mailer)


def test_a_death_between_commit_and_nudge_loses_no_mail(world: World) -> None:
    dying = replace(world.container, ports=replace(world.ports, queue=NoQueue()))
    with pytest.raises(KilledError):
        World(dying, world.clock).submit()
    assert world.mailbox() == []
    assert sweep(world.ports, world.container.mail_sender) == 2
    assert sorted(str(mail["To"]) for mail in world.mailbox()) == ["it@univ.example", "partner@reseller.example"]


def test_a_death_between_sending_and_recording_sends_the_same_bytes_again(world: World) -> None:
    request = world.submit()
    dying = office_with(world, DiesAfterSending(world.container.mail_sender.mailer))
    first = MailKey(request.request_id, mails_of(world, request.request_id)[0].mail_id)
    with pytest.raises(KilledError):
        deliver(world.ports, dying, [first])
    assert deliver(world.ports, world.container.mail_sender, [first]) == 0
    world.clock.advance(seconds=LEASE.total_seconds())
    assert deliver(world.ports, world.container.mail_sender, [first]) == 1
    one, two = world.mailbox()
    assert one.as_bytes() == two.as_bytes()
    assert one["Message-ID"]


def test_a_mail_is_sent_once_however_often_it_is_nudged_or_swept(world: World) -> None:
    request = world.submit()
    keys = [MailKey(request.request_id, mail.mail_id) for mail in mails_of(world, request.request_id)]
    sent = deliver(world.ports, world.container.mail_sender, [*keys, *keys])
    sent += sweep(world.ports, world.container.mail_sender)
    assert sent == len(world.mailbox()) == 2


def test_a_throttled_mail_is_tried_again_later_and_again(world: World) -> None:
    request = world.submit()
    assert sweep(world.ports, office_with(world, Failing(Verdict.RETRY))) == 0
    assert sweep(world.ports, world.container.mail_sender) == 0
    world.clock.advance(seconds=45)
    assert sweep(world.ports, world.container.mail_sender) == 2
    assert {mail.status for mail in mails_of(world, request.request_id)} == {MailStatus.SENT, MailStatus.EXPANDED}


def test_after_the_last_try_a_mail_is_dead_and_names_its_reason(world: World) -> None:
    request = world.submit()
    office = office_with(world, Failing(Verdict.RETRY))
    for _ in range(TRIES):
        sweep(world.ports, office)
        world.clock.advance(hours=2)
    approval = mails_of(world, request.request_id)[0]
    assert (approval.status, approval.failure, approval.due_at) == (MailStatus.DEAD, "as-told", None)


def test_a_rejected_address_is_not_tried_again(world: World) -> None:
    request = world.submit()
    sweep(world.ports, office_with(world, Failing(Verdict.GIVE_UP)))
    assert mails_of(world, request.request_id)[0].status is MailStatus.DEAD


def test_a_paused_account_stops_the_line_and_uses_up_no_try(world: World) -> None:
    request = world.submit()
    sweep(world.ports, office_with(world, Failing(Verdict.STOP_SENDING)))
    first, second = mails_of(world, request.request_id)[:2]
    assert (first.attempts, first.status, second.attempts) == (0, MailStatus.DUE, 0)


def test_a_link_that_was_superseded_meanwhile_is_not_sent(world: World) -> None:
    request = world.submit()
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    sent = [mail for mail in world.work() if mail["To"] == "it@univ.example"]
    statuses = {mail.draft.kind: mail.status for mail in mails_of(world, request.request_id)}
    assert len(sent) == 1
    assert statuses[MailKind.APPROVAL_NEEDED] is MailStatus.OBSOLETE
    assert statuses[MailKind.NEW_LINK] is MailStatus.SENT


def test_the_link_in_the_mail_opens_the_request(world: World) -> None:
    request = world.submit()
    (mail,) = [one for one in world.work() if one["To"] == "it@univ.example"]
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = {word for word in body.get_content().split() if "/approvals/" in word}
    view = link_actions.look(world.ports, link.rpartition("/")[2])
    assert view.request.request_id == request.request_id


def test_administrators_nearby_are_told_once_each_and_get_no_link(world: World) -> None:
    first = world.submit()
    link_actions.approve(world.ports, world.token(first), True)
    world.work()
    world.submit(domain_identifier="labs.univ.example", customer_emails=("head@labs.univ.example",))
    told = [mail for mail in world.work() if mail["To"] == "it@univ.example"]
    assert len(told) == 1
    assert "/approvals/" not in told[0].as_string()
