"""No mail program that looks for links finds one in what people wrote, and all of it can still be read.

The recogniser is linkify-it, which several mail and chat programs use; its rules know hosts, addresses and schemes.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from linkify_it import LinkifyIt

from chalicelib.rendering.mail.unlinked import unlinked
from tests import builders
from tests.builders import DraftedMail
from tests.domain.requests.stories import ACCESS_FORM, FORM
from tests.rendering.mail.reading import MAILS, SITE, SUPPORT, ReadMail, name_of, read

NAME = "Booking.com & Node.js"
PERSON = "Pat.Partner.com"
WORDS = (
    "See https://evil.com/a, www.evil.com or evil.co.uk/b,\n"
    "write to me@evil.com; //evil.com ftp://evil.com:21 mailto:a@b.fr"
)
WRITTEN = {
    "University of Example": NAME,
    "Pat Partner": PERSON,
    **dict.fromkeys(
        (
            *FORM.texts.values(),
            ACCESS_FORM.note,
            builders.FORWARD_MESSAGE,
            builders.DECLINE_REASON,
            builders.REVIEW_REASON,
            builders.WITHDRAWAL_REASON,
            builders.REFUSAL_REASON,
        ),
        WORDS,
    ),
}
NON_JOINER = "\u200c"
EVERY_MAIL = (*MAILS.values(), *builders.every_variant())


def with_texts(value: Any) -> Any:
    """Return a stored object in which people wrote other texts."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: with_texts(getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, tuple):
        return tuple(map(with_texts, value))
    return WRITTEN.get(value, value) if type(value) is str else value


def mail(drafted: DraftedMail) -> ReadMail:
    return read(replace(drafted, mail_subject=with_texts(drafted.mail_subject)))


# As it comes, and with the numbers and some of the endings that its users can turn on. Domains and addresses, which are
# checked and no free text, lie under `.example` here: they are shown as they are, to be copied.
RECOGNISERS = (LinkifyIt(), LinkifyIt(options={"fuzzy_ip": True}).tlds(["zip", "app", "рф"], keep_old=True))


def links(text: str) -> set[str]:
    return {found.url for recogniser in RECOGNISERS for found in recogniser.match(text) or ()}


def test_recogniser_finds_each_link_in_text_as_people_write_it() -> None:
    assert links(WORDS.partition("\n")[0]) == {"https://evil.com/a", "http://www.evil.com", "http://evil.co.uk/b"}
    assert links(WORDS.partition("\n")[2]) == {"mailto:me@evil.com", "//evil.com", "ftp://evil.com:21", "mailto:a@b.fr"}
    assert links(NAME) == {"http://Booking.com"}
    assert links(PERSON) == {"http://Pat.Partner.com"}


@pytest.mark.parametrize("drafted", EVERY_MAIL, ids=name_of)
def test_html_of_no_mail_has_a_link_that_is_not_ours(drafted: DraftedMail) -> None:
    html = mail(drafted)
    for text in (*html.pieces, " ".join(html.pieces), "\n".join(html.pieces)):
        assert {link for link in links(text) if not link.startswith(SITE) and link != f"mailto:{SUPPORT}"} == set()


def test_texts_are_in_the_mails_with_every_dot_and_unchanged_in_text_and_headers() -> None:
    read_mails = [mail(drafted) for drafted in EVERY_MAIL]
    for written in (NAME, PERSON, WORDS):
        shown = [one for one in read_mails if written in "\n".join(one.pieces).replace(NON_JOINER, "")]
        assert shown
        assert all(written.replace("\n", "\n> ") in one.text or written in one.text for one in shown)
    assert any(NAME in one.subject for one in read_mails)
    assert not any(NON_JOINER in one.text + one.subject for one in read_mails)


def test_address_of_support_and_of_the_requester_are_shown_as_they_are() -> None:
    for drafted in MAILS.values():
        text = "\n".join(read(drafted).pieces)
        assert SUPPORT in text
        assert NON_JOINER not in text


words = st.text(st.sampled_from("abwxcom.:/@\\-。．：／＠ф1"), max_size=12)
parts = st.sampled_from(
    ["http:", "https://", "//", "www.", ".com", ".co.uk", ".рф", "@", "mailto:", "ftp:", "evil", ".xn--p1ai", " ", "é"]
)


@given(st.lists(words | parts, max_size=8).map("".join))
def test_no_text_is_recognised_and_every_text_is_readable(text: str) -> None:
    assert links(unlinked(text)) == set()
    assert unlinked(text).replace(NON_JOINER, "") == text


@pytest.mark.parametrize("text", ["and/or", "24/7", "10:30", "A: B", "Ltd.", "Ph.D. Müller", "C++", ""])
def test_text_that_no_recogniser_takes_for_a_link_is_left_alone(text: str) -> None:
    assert unlinked(text).replace("Ph\u200c.\u200cD\u200c.\u200c", "Ph.D.") == text
