"""The raw message: headers that no text of people can bend, and the same bytes at every try."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.identity.display_name import stored_name
from chalicelib.domain.mails import Audience, MailKind
from chalicelib.rendering.mail.renderer import MailRenderer
from chalicelib.rendering.urls import Urls
from tests.builders import Posted
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

for_every_mail = pytest.mark.parametrize("posted", IN_EVERY_LANGUAGE, ids=name_of)
SENT = MAILS[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("en")
ASKED = MAILS[MailKind.APPROVAL_NEEDED, Audience.APPROVER].in_language("en")

WORDS = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(',;"<>@()\\=?éø漢'), min_size=1)
LINES = st.lists(WORDS, min_size=1).map(" ".join)
BREAKS = st.sampled_from(["\r\n", "\n", "\r", "\r\nBcc: all@univ.example\r\n\r\n", "\x00", "\u2028", "\x85"])


def decoded(raw: bytes, header: str) -> str:
    """What a mail program shows of a header, by the older of the library's two parsers."""
    value = str(message_from_bytes(raw)[header])
    return str(make_header(decode_header(re.sub(r"\r?\n", "", value))))


def named(posted: Posted, account: str = "University of Example", requester: str = "Pat Partner") -> Posted:
    """The same mail about a request with other names."""
    somebody = replace(posted.matter.requester, name=requester)
    return replace(posted, matter=replace(posted.matter, requester=somebody, account_name=account))


@for_every_mail
def test_two_renderings_are_the_same_bytes(posted: Posted) -> None:
    assert rendered(posted) == rendered(posted)


@for_every_mail
def test_a_mail_says_that_a_machine_wrote_it_and_in_which_language(posted: Posted) -> None:
    message = read(posted).message
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == posted.draft.language
    assert message["Date"].datetime == posted.row().created_at
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


@for_every_mail
def test_answers_go_to_the_requester_and_the_requesters_own_to_support(posted: Posted) -> None:
    message = read(posted).message
    is_requester = posted.draft.audience is Audience.REQUESTER
    assert message["Reply-To"] == (SUPPORT if is_requester else "Pat Partner <partner@reseller.example>")
    assert message["From"] == "Smart Accounts <no-reply@vendor.example>"
    assert message["To"] == posted.draft.to


@for_every_mail
def test_every_line_is_one_that_all_mail_servers_take(posted: Posted) -> None:
    raw = rendered(posted)
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_all_mails_of_a_request_belong_to_one_thread_and_each_has_its_own_id() -> None:
    rows = (SENT.row(mail_id="0001-01"), ASKED.row(mail_id="0001-02"))
    messages = [message_from_bytes(RENDERER.render(row, SENT.request, TOKEN).message) for row in rows]
    threads = {message[header] for message in messages for header in ("References", "In-Reply-To")}
    own = {message["Message-ID"] for message in messages}
    assert len(threads) == 1
    assert len(own - threads) == len(messages)


@for_every_mail
def test_ids_of_requests_do_not_travel_in_headers(posted: Posted) -> None:
    head = rendered(posted).partition(b"\r\n\r\n")[0].decode()
    assert posted.matter_id not in head


def test_a_sender_with_a_name_of_its_own_keeps_it_and_a_long_domain_stays_whole() -> None:
    domain = f"{'long-' * 12}name.example"
    renderer = MailRenderer(f"Accounts desk <no-reply@{domain}>", "Smart Accounts", SUPPORT, Urls(SITE))
    message = read(ASKED, renderer).message
    assert message["From"].addresses[0].display_name == "Accounts desk"
    for header in ("Message-ID", "References", "In-Reply-To"):
        assert re.fullmatch(rf"<[0-9a-f]{{32}}@{domain}>", message[header])


def test_the_longest_address_stays_whole() -> None:
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 50}.example"
    posted = replace(ASKED, draft=replace(ASKED.draft, to=address))
    assert f"\r\nTo: {address}\r\n".encode() in rendered(posted)


# The library folds and parses long headers slowly now and then; what counts here is what arrives.
@settings(deadline=None)
@given(name=LINES, account=LINES)
def test_names_arrive_in_headers_letter_by_letter(name: str, account: str) -> None:
    posted = named(SENT, account=account)
    assert decoded(rendered(posted), "Subject") == f"Request sent: {account} (SAR-0000-0001)".replace("=?", "= ?")
    asked = message_from_bytes(rendered(named(ASKED, requester=name)))
    ((shown, address),) = getaddresses([re.sub(r"\r?\n", "", asked["Reply-To"])])
    assert address == "partner@reseller.example"
    assert str(make_header(decode_header(shown))) == stored_name(name, address).replace("=?", "= ?")


# The library folds and parses long headers slowly now and then; what counts here is what arrives.
@settings(deadline=None)
@given(before=LINES, middle=BREAKS, after=LINES)
def test_no_name_can_begin_a_header_of_its_own(before: str, middle: str, after: str) -> None:
    broken = f"{before}{middle}{after}"
    for posted in (SENT, ASKED):
        message = message_from_bytes(rendered(named(posted, requester=broken, account=broken)))
        assert message.keys() == message_from_bytes(rendered(posted)).keys()


@pytest.mark.parametrize("name", ["Westfälische Wilhelms-Universität Münster", "Technology–Ropar (IIT–Ropar) créé"])
def test_spaces_between_words_with_accents_survive(name: str) -> None:
    assert decoded(rendered(named(SENT, account=name)), "Subject") == f"Request sent: {name} (SAR-0000-0001)"


def test_a_name_that_looks_like_an_encoded_word_is_not_decoded() -> None:
    posted = named(SENT, account="=?utf-8?q?=E2=80=AEevil?=")
    assert "\u202e" not in decoded(rendered(posted), "Subject")
