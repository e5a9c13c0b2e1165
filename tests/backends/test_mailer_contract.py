"""What every mailer does, on SES (moto) or in memory."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict
from chalicelib.services.unit_of_work.ports import MailKey
from tests.backends.backend import MemoryBackend, ObservedBackend, on_moto
from tests.backends.memory_mailer import MemoryMailer
from tests.world import SETTINGS

TEXT = "From: {}\nTo: it@univ.example\nSubject: S\n\n{}\n"
MAIL = OutgoingMail("it@univ.example", TEXT.format(SETTINGS.mail_sender, "Hello").encode(), MailKey("r", "m"))


@pytest.fixture(params=["memory", "moto"])
def backend(request: pytest.FixtureRequest) -> Iterator[ObservedBackend]:
    """A backend that has sent nothing."""
    if request.param == "memory":
        yield MemoryBackend()
    else:
        with on_moto(SETTINGS) as on_ses:
            yield on_ses


@pytest.fixture(params=["memory", "moto"])
def unverified(request: pytest.FixtureRequest) -> Iterator[ObservedBackend]:
    """A backend whose sender the mail service does not know."""
    if request.param == "memory":
        yield MemoryBackend(mailer=MemoryMailer(is_verified=False))
    else:
        with on_moto(SETTINGS, is_verified=False) as on_ses:
            yield on_ses


def test_mails_are_sent_as_they_are_and_in_order(backend: ObservedBackend) -> None:
    second = replace(MAIL, message=MAIL.message.replace(b"Hello", b"Again"))
    for mail in (MAIL, second, MAIL):
        backend.mailer.send(mail)
    assert [message.encode() for message in backend.sent()] == [MAIL.message, second.message, MAIL.message]


def test_each_sending_has_an_id_of_its_own(backend: ObservedBackend) -> None:
    ids = [backend.mailer.send(MAIL) for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(ids)


def test_mail_of_an_unverified_sender_is_given_up_and_not_sent(unverified: ObservedBackend) -> None:
    with pytest.raises(SendingFailed) as failed:
        unverified.mailer.send(MAIL)
    assert (failed.value.verdict, failed.value.reason) == (Verdict.GIVE_UP, "MessageRejected")
    assert unverified.sent() == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_any_text_arrives_byte_for_byte(backend: ObservedBackend, body: str) -> None:
    mail = replace(MAIL, message=TEXT.format(SETTINGS.mail_sender, body).encode())
    backend.mailer.send(mail)
    assert backend.sent()[-1].encode() == mail.message
