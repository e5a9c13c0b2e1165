"""The raw message: headers that no typed text can alter, and the same bytes for every attempt."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.digests import DIGESTS
from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.mails import ABOUT_ACCOUNTS, ABOUT_RECOVERIES, Audience, Mail, MailKind
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.mail.renderer import MailRenderer
from chalicelib.rendering.urls import Urls
from infra.local.tools.mailbox import RawMail, received
from tests.builders import DraftedMail
from tests.rendering.mail.reading import (
    IN_EVERY_LANGUAGE,
    MAILS,
    RENDERER,
    SITE,
    SUPPORT,
    TOKEN,
    name_of,
    read,
    rendered,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

for_every_mail = pytest.mark.parametrize("drafted", IN_EVERY_LANGUAGE, ids=name_of)
SENT = MAILS[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("en")
APPROVAL_NEEDED = MAILS[MailKind.APPROVAL_NEEDED, Audience.APPROVER].in_language("en")

WORDS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(',;"<>@()\\=?éø漢'), min_size=1)
LINES = st.lists(WORDS, min_size=1).map(" ".join)
BREAKS = st.sampled_from(["\r\n", "\n", "\r", "\r\nBcc: all@univ.example\r\n\r\n", "\x00", "\u2028", "\x85"])


def decoded(raw: bytes, header: str) -> str:
    """Return what a mail program shows of a header, by the older of the library's two parsers."""
    value = str(message_from_bytes(raw)[header])
    return str(make_header(decode_header(re.sub(r"\r?\n", "", value))))


def named(drafted: DraftedMail, account: str = "University of Example", requester: str = "Pat Partner") -> DraftedMail:
    """Return the same mail about a request with other names."""
    assert isinstance(drafted.mail_subject, AccountRequest | AccessRequest | Offer | Inquiry)
    requester_person = replace(drafted.mail_subject.requester, name=requester)
    if isinstance(drafted.mail_subject, Inquiry):
        return replace(drafted, mail_subject=replace(drafted.mail_subject, requester=requester_person, account=account))
    return replace(
        drafted, mail_subject=replace(drafted.mail_subject, requester=requester_person, account_name=account)
    )


@for_every_mail
def test_rendering_twice_gives_the_same_bytes(drafted: DraftedMail) -> None:
    assert rendered(drafted) == rendered(drafted)


@for_every_mail
def test_mail_headers_declare_automation_and_language(drafted: DraftedMail) -> None:
    message = read(drafted).message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == drafted.draft.language
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@for_every_mail
def test_replies_go_to_the_requester_or_to_support(drafted: DraftedMail) -> None:
    message = read(drafted).message
    is_news = drafted.draft.kind in ABOUT_ACCOUNTS | ABOUT_RECOVERIES | DIGESTS.keys()
    themselves = (Audience.REQUESTER, Audience.PERSON, Audience.WATCHERS)
    concerns_the_reader = is_news or drafted.draft.audience in themselves
    is_offer = drafted.draft.audience is Audience.RECEIVER
    writer = "Ada Admin <ada@univ.example>" if is_offer else "Pat Partner <partner@reseller.example>"
    assert message["Reply-To"] == (SUPPORT if concerns_the_reader else writer)
    assert message["From"] == "Smart Accounts <no-reply@vendor.example>"
    assert message["To"] == drafted.draft.to


@for_every_mail
def test_message_lines_are_ascii_and_short(drafted: DraftedMail) -> None:
    raw = rendered(drafted)
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def as_received(row: Mail, message_id: str) -> Message:
    """Return the mail as SES hands it to the receiver."""
    raw = RawMail(message_id, (), RENDERER.render(row, SENT.request, TOKEN).message.decode())
    return message_from_string(received(raw, NOON))


def test_mails_of_a_request_share_a_thread_by_what_ses_leaves() -> None:
    first, second = SENT.row(mail_id="0001-01"), APPROVAL_NEEDED.row(mail_id="0001-02")
    messages = [as_received(first, "m1"), as_received(second, "m2"), as_received(second, "m3")]
    threads = {message[header] for message in messages for header in ("References", "In-Reply-To")}
    own = {message["Message-ID"] for message in messages}
    assert len(threads) == 1
    assert len(own - threads) == len(messages)


def test_receiver_gets_repeated_mail_with_another_message_id() -> None:
    once, again = (as_received(SENT.row(), message_id) for message_id in ("m1", "m2"))
    assert {name for name in (*once, *again) if once[name] != again[name]} == {"Message-ID"}
    assert once.as_string().partition("\n\n")[2] == again.as_string().partition("\n\n")[2]


@for_every_mail
def test_headers_contain_no_request_id(drafted: DraftedMail) -> None:
    head = rendered(drafted).partition(b"\r\n\r\n")[0].decode()
    assert drafted.mail_subject_id not in head


def test_senders_own_name_and_long_domain_are_kept() -> None:
    domain = f"{'long-' * 12}name.example"
    renderer = MailRenderer(f"Accounts desk <no-reply@{domain}>", Brand("Smart Accounts", SUPPORT, Urls(SITE)))
    message = read(APPROVAL_NEEDED, renderer).message
    assert message["From"].addresses[0].display_name == "Accounts desk"
    for header in ("References", "In-Reply-To"):
        assert re.fullmatch(rf"<[0-9a-f]{{32}}@{domain}>", message[header])


def test_longest_address_is_not_folded() -> None:
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example"
    drafted = replace(APPROVAL_NEEDED, draft=replace(APPROVAL_NEEDED.draft, to=address))
    assert f"\r\nTo: {address}\r\n".encode() in rendered(drafted)


# The library folds and parses long headers slowly.
@settings(max_examples=50)
@given(name=LINES, account=LINES)
def test_names_arrive_unchanged_in_headers(name: str, account: str) -> None:
    drafted = named(SENT, account=account)
    assert decoded(rendered(drafted), "Subject") == f"Request sent: {account} (SAR-0000-0001)".replace("=?", "= ?")
    message = message_from_bytes(rendered(named(APPROVAL_NEEDED, requester=name)))
    ((shown, address),) = getaddresses([re.sub(r"\r?\n", "", message["Reply-To"])])
    assert address == "partner@reseller.example"
    assert str(make_header(decode_header(shown))) == stored_name(name, address).replace("=?", "= ?")


# Each example renders and parses four messages.
@settings(max_examples=50)
@given(before=LINES, middle=BREAKS, after=LINES)
def test_name_cannot_inject_a_header(before: str, middle: str, after: str) -> None:
    broken = f"{before}{middle}{after}"
    for drafted in (SENT, APPROVAL_NEEDED):
        message = message_from_bytes(rendered(named(drafted, requester=broken, account=broken)))
        assert message.keys() == message_from_bytes(rendered(drafted)).keys()


@pytest.mark.parametrize("name", ["Westfälische Wilhelms-Universität Münster", "Technology–Ropar (IIT–Ropar) créé"])
def test_spaces_between_encoded_words_are_kept(name: str) -> None:
    assert decoded(rendered(named(SENT, account=name)), "Subject") == f"Request sent: {name} (SAR-0000-0001)"


def test_name_that_looks_like_an_encoded_word_is_not_decoded() -> None:
    drafted = named(SENT, account="=?utf-8?q?=E2=80=AEevil?=")
    assert "\u202e" not in decoded(rendered(drafted), "Subject")
