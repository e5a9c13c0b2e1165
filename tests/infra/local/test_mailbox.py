"""The mailbox decodes mails."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from infra.local.clock import AdjustableClock
from infra.local.tools.mailbox import Mail, Mailbox, RawMail, Unreadable, read

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
    mailbox = Mailbox(lambda: sent, clock, tmp_path / "mails")
    (first,) = mailbox.look()
    clock.advance(timedelta(days=3))
    sent.append(RawMail("m2", (), "Subject: two\n\n"))
    again, second = mailbox.look()
    assert again == first
    assert second.sent_at - first.sent_at >= timedelta(days=3)


def test_mails_are_kept_with_time_and_tags(tmp_path: Path) -> None:
    clock, file = AdjustableClock(tmp_path / "clock"), tmp_path / "mails"
    first = RawMail("m1", ("dsi@univ.example",), a_message().as_string(), {"kind": ["decided"]})
    before = Mailbox(lambda: [first], clock, file).look()
    sent: list[RawMail] = []
    mailbox = Mailbox(lambda: sent, clock, file)
    assert mailbox.look() == before
    sent.append(RawMail("m2", (), "Subject: two\n\n"))
    assert [mail.id for mail in mailbox.look()] == ["m1", "m2"]
    assert Mailbox(list, clock, file).look() == mailbox.look()
    assert file.stat().st_mode & 0o077 == 0


def test_mail_that_a_kill_cut_off_is_dropped(tmp_path: Path) -> None:
    clock, file = AdjustableClock(tmp_path / "clock"), tmp_path / "mails"
    sent = [RawMail("m1", (), "Subject: one\n\n")]
    Mailbox(lambda: sent, clock, file).look()
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:-10])
    mailbox = Mailbox(lambda: [RawMail("m2", (), "Subject: two\n\n")], clock, file)
    assert [mail.id for mail in mailbox.look()] == ["m1", "m2"]
    assert [mail.id for mail in Mailbox(list, clock, file).look()] == ["m1", "m2"]


@pytest.mark.parametrize("line", ["no JSON", "{}", '{"to": [], "sent_at": "soon"}'])
def test_unreadable_mails_stay_and_the_message_says_what_to_do(tmp_path: Path, line: str) -> None:
    file = tmp_path / "mails"
    file.write_text(f"{line}\n")
    with pytest.raises(Unreadable, match=r"mails cannot be read .* Move it away"):
        Mailbox(list, AdjustableClock(tmp_path / "clock"), file)
    assert file.read_text() == f"{line}\n"
