"""The mailbox decodes mails."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from infra.local.clock import AdjustableClock
from infra.local.tools.mailbox import Mail, Mailbox, RawMail, read

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def a_message() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Smart Accounts <no-reply@vendor.example>"
    message["To"] = "Élodie <dsi@univ.example>"
    message["Reply-To"] = "Paula Partner <partner@reseller.example>"
    message["Subject"] = "Créer le compte « Université » ✓"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("Bonjour,\nça va ?\n")
    message.add_alternative("<p>ça va ?</p>", subtype="html")
    return message


def received(message: EmailMessage, *envelope: str) -> Mail:
    return read(RawMail("m1", envelope or ("dsi@univ.example",), message.as_string()), NOON)


def test_mail_headers_and_parts_are_decoded() -> None:
    mail = received(a_message())
    assert mail.subject == "Créer le compte « Université » ✓"
    assert mail.text == "Bonjour,\nça va ?\n"
    assert mail.html.strip() == "<p>ça va ?</p>"
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert mail.headers["To"] == "Élodie <dsi@univ.example>"


def test_eight_bit_mail_parts_are_decoded() -> None:
    message = EmailMessage()
    message.set_content("ça va ?\n", cte="8bit")
    raw = RawMail("m1", (), message.as_bytes().decode())
    assert read(raw, NOON).text == "ça va ?\n"


def test_mail_addresses_have_no_names_or_duplicates() -> None:
    mail = received(a_message(), "dsi@univ.example", "Élodie <dsi@univ.example>", "it@univ.example")
    assert mail.to == ("dsi@univ.example", "it@univ.example")
    assert mail.sender == "no-reply@vendor.example"
    assert mail.reply_to == "partner@reseller.example"


def test_receiver_gets_message_id_and_date_of_ses() -> None:
    source = "message-id:\r\n <own@vendor.example>\r\nSubject: one\r\ndate: now\r\n\r\nDate: in the text\r\n"
    mail = read(RawMail("m1", (), source), NOON)
    assert mail.headers["Message-ID"] == "<m1@email.amazonses.com>"
    assert mail.headers["Date"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert (mail.subject, mail.text) == ("one", "Date: in the text\r\n")
    assert "own@vendor.example" not in mail.raw


def test_missing_parts_of_mail_are_empty() -> None:
    mail = read(RawMail("m1", (), "Subject: bare\n\nhello\n"), NOON)
    assert (mail.to, mail.sender, mail.reply_to, mail.html) == ((), "", None, "")


def test_mail_json_has_documented_members() -> None:
    members = received(a_message()).as_json()
    names = {"id", "to", "from", "reply_to", "subject", "text", "html", "headers", "raw", "sent_at"}
    assert set(members) == names
    assert members["sent_at"] == "2026-03-01T12:00:00.000Z"


def test_mail_keeps_time_when_first_seen(tmp_path: Path) -> None:
    clock = AdjustableClock(tmp_path / "clock")
    sent = [RawMail("m1", (), "Subject: one\n\n")]
    mailbox = Mailbox(lambda: sent, clock)
    (first,) = mailbox.look()
    clock.advance(timedelta(days=3))
    sent.append(RawMail("m2", (), "Subject: two\n\n"))
    again, second = mailbox.look()
    assert again == first
    assert second.sent_at - first.sent_at >= timedelta(days=3)
