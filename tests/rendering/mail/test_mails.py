"""What every mail says, in every language, as text and as HTML."""

import re

import pytest

from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import ABOUT_ACCESS, DECIDING, Audience, MailKind
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.texts import WORDS, WORDS_OF_ACCESS
from infra.catalogues import TRANSLATED
from tests.builders import Posted, every_mail
from tests.rendering.mail.reading import IN_EVERY_LANGUAGE, MAILS, RENDERER, SITE, SUPPORT, TOKEN, name_of, read

for_every_mail = pytest.mark.parametrize("posted", IN_EVERY_LANGUAGE, ids=name_of)
for_every_deciding_mail = pytest.mark.parametrize(
    "posted", [one for one in IN_EVERY_LANGUAGE if one.draft.kind in DECIDING], ids=name_of
)
MARKUP = '<b onclick="x()">&amp; {brand}</b>'


def bare(text: str) -> str:
    """The words without the layout's own marks."""
    return re.sub(r"[\s:>]+", "", text)


def test_there_are_words_for_exactly_the_mails_that_the_domain_drafts() -> None:
    assert {*WORDS, *WORDS_OF_ACCESS} == set(MAILS)
    assert {kind for kind, _ in WORDS} == set(MailKind) - ABOUT_ACCESS
    assert {kind for kind, _ in WORDS_OF_ACCESS} == ABOUT_ACCESS


@for_every_mail
def test_text_and_html_say_the_same_in_the_same_order(posted: Posted) -> None:
    mail = read(posted)
    title, *body = mail.pieces
    assert title == mail.subject
    assert bare(mail.text) == bare("".join(body))


@for_every_mail
def test_text_and_html_have_the_same_links(posted: Posted) -> None:
    mail = read(posted)
    in_text, in_html = mail.links
    assert in_text == in_html
    assert mail.targets <= in_text


@for_every_mail
def test_no_placeholder_is_left_and_nothing_is_loaded_from_anywhere(posted: Posted) -> None:
    mail = read(posted)
    assert "{" not in mail.text + mail.html + mail.subject
    assert not mail.tags & {"img", "style", "script", "link", "table", "form"}
    assert f'<html lang="{posted.draft.language}">' in mail.html


@for_every_mail
def test_every_mail_names_brand_and_support_and_the_reference_that_a_request_has(posted: Posted) -> None:
    text = read(posted).text
    has_reference = isinstance(posted.matter, AccountRequest)
    for fact in ("Smart Accounts", SUPPORT, *([posted.request.reference] if has_reference else [])):
        assert fact in text
    assert ("SAR-" in text) == has_reference


@pytest.mark.parametrize("key", MAILS, ids=str)
def test_the_languages_say_it_in_their_own_words(key: tuple[MailKind, Audience]) -> None:
    english = read(MAILS[key].in_language(DEFAULT_LANGUAGE))
    assert "Hello" in english.text
    for language in TRANSLATED:
        translated = read(MAILS[key].in_language(language))
        assert english.subject != translated.subject, language
        assert "Hello" not in translated.text, language


@for_every_deciding_mail
def test_a_mail_that_decides_says_who_asks_for_what_and_until_when(posted: Posted) -> None:
    mail = read(posted)
    nomination = posted.request.nomination(posted.draft.nomination_id or "")
    assert nomination is not None
    assert nomination.link_expires_at is not None
    language = posted.draft.language
    for fact in (
        "Pat Partner <partner@reseller.example>",
        ": reseller.example",
        ": University of Example",
        ": univ.example",
        "> For the licences of order 4711.",
        instant(nomination.link_expires_at, language),
        instant(posted.request.expires_at, language),
    ):
        assert fact in mail.text
    assert mail.targets == {f"{SITE}/approvals/{TOKEN}"}


@for_every_deciding_mail
def test_a_mail_that_decides_says_that_nothing_happens_by_itself_and_how_to_trust_it(posted: Posted) -> None:
    text = read(posted).text
    words = {
        "en": ("Nothing happens unless you", "decline, or forward", "In a genuine mail from Smart Accounts"),
        "fr": ("Rien ne se passe sans votre décision", "la transférer", "Dans un e-mail authentique"),
    }
    for phrase in (*words[posted.draft.language], f"{SITE}/ "):
        assert phrase in text


def test_a_mail_that_decides_is_never_sent_without_its_link() -> None:
    posted = MAILS[MailKind.APPROVAL_NEEDED, Audience.APPROVER]
    with pytest.raises(ValueError, match="needs a link"):
        RENDERER.render(posted.row(), posted.request, None)


@pytest.mark.parametrize("key", MAILS, ids=str)
def test_markup_and_placeholders_that_people_write_show_as_they_wrote_them(
    key: tuple[MailKind, Audience],
) -> None:
    written = every_mail(account_name=MARKUP, note_to_customer=MARKUP, note_to_reviewer=MARKUP)[key]
    mail = read(written)
    assert "b" not in mail.tags
    assert MARKUP in mail.pieces
    assert f": {MARKUP}\n" in mail.text


@pytest.mark.parametrize("key", MAILS, ids=str)
def test_the_longest_texts_make_no_mail_too_heavy(key: tuple[MailKind, Audience]) -> None:
    note = "<" * 1000
    written = every_mail(account_name="<" * 200, note_to_customer=note, note_to_reviewer=note)[key]
    assert len(read(written).html.encode()) < 50_000


def test_every_line_of_a_note_is_marked_as_quoted() -> None:
    written = every_mail(note_to_customer="First.\n\nApprove here: now")[MailKind.APPROVAL_NEEDED, Audience.APPROVER]
    assert "> First.\n> \n> Approve here: now\n" in read(written).text


def test_a_domain_in_another_script_is_shown_as_people_write_it() -> None:
    address = {"customer_emails": ("it@univ-münster.example",)}
    written = every_mail(domain_identifier="univ-münster.example", **address)[
        MailKind.APPROVED, Audience.ADMINISTRATORS
    ]
    assert ": univ-münster.example\n" in read(written).text
