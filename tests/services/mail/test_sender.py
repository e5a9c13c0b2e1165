"""No mail is lost when a process dies; a mail that is sent twice is the same message."""

from dataclasses import replace

import pytest

from chalicelib.domain.mails import Mail, MailKind, MailStatus
from chalicelib.services.mail.rate_limiter import RateLimiter
from chalicelib.services.mail.sender import LEASE, Mailer, MailSender, OutgoingMail, deliver
from chalicelib.services.mail.sending_failures import TRIES, SendingFailed, Verdict
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.scheduled_job import SENDING_SECONDS, sweep
from chalicelib.services.unit_of_work.ports import MailKey
from tests.world import PARTNER, World


class KilledError(BaseException):
    """The process dies here."""


class DiesBeforeNudge:
    """Queue whose process dies before the nudge."""

    def nudge(self, mails: object) -> None:
        raise KilledError


class DiesAfterSending:
    """Mailer that sends the message and dies before the result is recorded."""

    def __init__(self, real: Mailer) -> None:
        self._real = real

    def send(self, mail: OutgoingMail) -> str:
        self._real.send(mail)
        raise KilledError


class FailsWithVerdict:
    """Mailer that always fails with this verdict."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict

    def send(self, mail: OutgoingMail) -> str:
        raise SendingFailed(self._verdict, "as-told")


def mails_of(world: World, request_id: str) -> list[Mail]:
    found = world.ports.store.request_file(request_id)
    assert found is not None
    return list(found.mails)


def sender_with(world: World, mailer: Mailer) -> MailSender:
    return replace(world.container.mail_sender, mailer=mailer)


def test_crash_between_commit_and_nudge_loses_no_mail(world: World) -> None:
    dying = replace(world.container, ports=replace(world.ports, queue=DiesBeforeNudge()))
    with pytest.raises(KilledError):
        replace(world, container=dying).submit()
    assert world.mailbox() == []
    assert sweep(world.ports, world.container.mail_sender) == 2
    assert sorted(str(mail["To"]) for mail in world.mailbox()) == ["it@univ.example", "partner@reseller.example"]


def test_crash_between_sending_and_recording_sends_the_same_bytes_again(world: World) -> None:
    request = world.submit()
    dying = sender_with(world, DiesAfterSending(world.container.mail_sender.mailer))
    first = MailKey(request.request_id, mails_of(world, request.request_id)[0].mail_id)
    with pytest.raises(KilledError):
        deliver(world.ports, dying, [first])
    assert deliver(world.ports, world.container.mail_sender, [first]) == 0
    world.clock.advance(seconds=LEASE.total_seconds())
    assert deliver(world.ports, world.container.mail_sender, [first]) == 1
    first_copy, second_copy = world.mailbox()
    assert first_copy.as_bytes() == second_copy.as_bytes()


def test_mail_is_sent_once_despite_repeated_nudges_and_sweeps(world: World) -> None:
    request = world.submit()
    keys = [MailKey(request.request_id, mail.mail_id) for mail in mails_of(world, request.request_id)]
    sent = deliver(world.ports, world.container.mail_sender, [*keys, *keys])
    sent += sweep(world.ports, world.container.mail_sender)
    assert sent == len(world.mailbox()) == 2


def test_throttled_mail_is_retried_later(world: World) -> None:
    request = world.submit()
    assert sweep(world.ports, sender_with(world, FailsWithVerdict(Verdict.RETRY))) == 0
    assert sweep(world.ports, world.container.mail_sender) == 0
    world.clock.advance(seconds=45)
    assert sweep(world.ports, world.container.mail_sender) == 2
    assert {mail.status for mail in mails_of(world, request.request_id)} == {MailStatus.SENT, MailStatus.EXPANDED}


def test_mail_is_dead_with_its_reason_after_the_last_attempt(world: World) -> None:
    request = world.submit()
    sender = sender_with(world, FailsWithVerdict(Verdict.RETRY))
    for _ in range(TRIES):
        sweep(world.ports, sender)
        world.clock.advance(hours=2)
    approval = mails_of(world, request.request_id)[0]
    assert (approval.status, approval.failure, approval.due_at) == (MailStatus.DEAD, "as-told", None)


def test_mail_to_a_rejected_address_is_not_retried(world: World) -> None:
    request = world.submit()
    sweep(world.ports, sender_with(world, FailsWithVerdict(Verdict.GIVE_UP)))
    assert mails_of(world, request.request_id)[0].status is MailStatus.DEAD


def test_paused_sending_account_stops_all_mails_without_using_an_attempt(world: World) -> None:
    request = world.submit()
    sweep(world.ports, sender_with(world, FailsWithVerdict(Verdict.STOP_SENDING)))
    first, second = mails_of(world, request.request_id)[:2]
    assert (first.attempts, first.status, second.attempts) == (0, MailStatus.DUE, 0)


def test_superseded_link_is_not_sent(world: World) -> None:
    request = world.submit()
    requester_actions.resend(world.ports, world.caller(PARTNER), request.request_id, None)
    sent = [mail for mail in world.work() if mail["To"] == "it@univ.example"]
    statuses = {mail.draft.kind: mail.status for mail in mails_of(world, request.request_id)}
    assert len(sent) == 1
    assert statuses[MailKind.APPROVAL_NEEDED] is MailStatus.OBSOLETE
    assert statuses[MailKind.NEW_LINK] is MailStatus.SENT


def test_link_in_the_mail_opens_the_request(world: World) -> None:
    request = world.submit()
    (mail,) = [message for message in world.work() if message["To"] == "it@univ.example"]
    body = mail.get_body(("plain",))
    assert body is not None
    (link,) = {word for word in body.get_content().split() if "/approvals/" in word}
    view = link_actions.look(world.ports, link.rpartition("/")[2])
    assert view.request.request_id == request.request_id


def test_administrators_of_nearby_accounts_get_one_mail_each_without_a_link(world: World) -> None:
    first = world.submit()
    link_actions.approve(world.ports, world.token(first), True)
    world.work()
    world.submit(domain_identifier="labs.univ.example", customer_emails=("head@labs.univ.example",))
    notices = [mail for mail in world.work() if mail["To"] == "it@univ.example"]
    assert len(notices) == 1
    assert "/approvals/" not in notices[0].as_string()


def test_low_sending_rate_does_not_use_up_the_scheduled_job(world: World) -> None:
    for number in range(8):
        world.submit(domain_identifier=f"u{number}.example", customer_emails=(f"it@u{number}.example",))
    pauses: list[float] = []
    limiter = RateLimiter(1, lambda: sum(pauses), pauses.append)
    sender = replace(world.container.mail_sender, rate_limiter=limiter)
    assert sweep(world.ports, sender) < 16
    assert sum(pauses) <= SENDING_SECONDS
    for _ in range(3):
        sweep(world.ports, sender)
    assert len(world.mailbox()) == 16
