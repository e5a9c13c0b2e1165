"""What every mail says, in every language, as text and as HTML."""

import re
from dataclasses import replace

import pytest

from chalicelib.domain.digests import DIGESTS
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import (
    ABOUT_ACCESS,
    ABOUT_ACCOUNTS,
    ABOUT_IDENTITIES,
    ABOUT_PROOFS,
    ABOUT_RECOVERIES,
    DECIDING,
    Audience,
    MailKind,
)
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.rendering.languages import instant
from chalicelib.rendering.mail.texts import (
    WORDS,
    WORDS_OF_ACCESS,
    WORDS_OF_ACCOUNTS,
    WORDS_OF_DIGESTS,
    WORDS_OF_IDENTITIES,
    WORDS_OF_INQUIRIES,
    WORDS_OF_OFFERS,
    WORDS_OF_PROOFS,
    WORDS_OF_RECOVERIES,
)
from infra.catalogues import TRANSLATED
from tests.builders import DraftedMail, every_mail
from tests.rendering.mail.reading import IN_EVERY_LANGUAGE, MAILS, RENDERER, SITE, SUPPORT, TOKEN, name_of, read

for_every_mail = pytest.mark.parametrize("drafted", IN_EVERY_LANGUAGE, ids=name_of)
for_every_deciding_mail = pytest.mark.parametrize(
    "drafted", [mail for mail in IN_EVERY_LANGUAGE if mail.draft.kind in DECIDING], ids=name_of
)
TO_NEWCOMERS = {MailKind.ROLE_OFFERED, MailKind.INQUIRY_ENDED}
MARKUP = '<b onclick="x()">&amp; {brand}</b>'


def without_layout(text: str) -> str:
    """Return the words without the characters of the layout."""
    return re.sub(r"[\s:>•]+", "", text)


def test_every_mail_of_the_domain_has_texts() -> None:
    others_have = {*WORDS_OF_ACCESS, *WORDS_OF_IDENTITIES, *WORDS_OF_OFFERS, *WORDS_OF_PROOFS, *WORDS_OF_ACCOUNTS}
    assert {*WORDS, *others_have, *WORDS_OF_DIGESTS, *WORDS_OF_INQUIRIES, *WORDS_OF_RECOVERIES} == set(MAILS)
    about_accounts = ABOUT_ACCESS | ABOUT_PROOFS | ABOUT_RECOVERIES | ABOUT_ACCOUNTS
    others = about_accounts | ABOUT_IDENTITIES | DIGESTS.keys() | TO_NEWCOMERS
    assert {kind for kind, _ in WORDS_OF_ACCOUNTS} == ABOUT_ACCOUNTS
    assert {kind for kind, _ in WORDS_OF_DIGESTS} == DIGESTS.keys()
    assert {kind for kind, _ in WORDS_OF_RECOVERIES} == ABOUT_RECOVERIES
    assert {kind for kind, _ in (*WORDS_OF_OFFERS, *WORDS_OF_INQUIRIES)} == TO_NEWCOMERS
    assert {kind for kind, _ in WORDS} == set(MailKind) - others
    assert {kind for kind, _ in WORDS_OF_PROOFS} == ABOUT_PROOFS
    assert {kind for kind, _ in WORDS_OF_IDENTITIES} == ABOUT_IDENTITIES
    assert {kind for kind, _ in WORDS_OF_ACCESS} == ABOUT_ACCESS


@for_every_mail
def test_text_and_html_have_the_same_words_in_the_same_order(drafted: DraftedMail) -> None:
    mail = read(drafted)
    title, *body = mail.pieces
    assert title == mail.subject
    assert without_layout(mail.text) == without_layout("".join(body))


@for_every_mail
def test_text_and_html_have_the_same_links_in_every_mail(drafted: DraftedMail) -> None:
    mail = read(drafted)
    in_text, in_html = mail.links
    assert in_text == in_html
    assert mail.targets <= in_text


@for_every_mail
def test_no_placeholder_is_left_and_nothing_is_loaded(drafted: DraftedMail) -> None:
    mail = read(drafted)
    assert "{" not in mail.text + mail.html + mail.subject
    assert not mail.tags & {"img", "style", "script", "link", "form"}
    assert mail.html.count("<table") == mail.html.count('<table role="presentation"')
    assert f'<html lang="{drafted.draft.language}">' in mail.html


@for_every_mail
def test_every_mail_contains_brand_support_and_reference(drafted: DraftedMail) -> None:
    text = read(drafted).text
    has_reference = isinstance(drafted.mail_subject, AccountRequest)
    for fact in ("Smart Accounts", SUPPORT, *([drafted.request.reference] if has_reference else [])):
        assert fact in text
    assert ("SAR-" in text) == has_reference


@pytest.mark.parametrize("key", MAILS, ids=str)
def test_mails_are_translated(key: tuple[MailKind, Audience]) -> None:
    english = read(MAILS[key].in_language(DEFAULT_LANGUAGE))
    assert "Hello" in english.text
    for language in TRANSLATED:
        translated = read(MAILS[key].in_language(language))
        assert english.subject != translated.subject, language
        assert "Hello" not in translated.text, language


@for_every_deciding_mail
def test_deciding_mail_contains_requester_request_and_dates(drafted: DraftedMail) -> None:
    mail = read(drafted)
    nomination = drafted.request.nomination(drafted.draft.nomination_id or "")
    assert nomination is not None
    assert nomination.link_expires_at is not None
    language = drafted.draft.language
    for fact in (
        "Pat Partner <partner@reseller.example>",
        ": reseller.example",
        ": University of Example",
        ": univ.example",
        "> For the licences of order 4711.",
        instant(nomination.link_expires_at, language),
        instant(drafted.request.expires_at, language),
    ):
        assert fact in mail.text
    assert mail.targets == {f"{SITE}/approvals/{TOKEN}"}


@for_every_deciding_mail
def test_deciding_mail_explains_that_nothing_happens_without_a_decision(drafted: DraftedMail) -> None:
    text = read(drafted).text
    words = {
        "en": ("Nothing happens unless you", "decline, or forward", "In a genuine mail from Smart Accounts"),
        "fr": ("Rien ne se passe sans votre décision", "la transférer", "Dans un e-mail authentique"),
    }
    for phrase in (*words[drafted.draft.language], f"{SITE}/ "):
        assert phrase in text


def test_deciding_mail_is_never_rendered_without_its_link() -> None:
    drafted = MAILS[MailKind.APPROVAL_NEEDED, Audience.APPROVER]
    with pytest.raises(ValueError, match="needs a link"):
        RENDERER.render(drafted.row(), drafted.request, None)


@pytest.mark.parametrize("key", [*WORDS, *WORDS_OF_ACCESS], ids=str)
def test_markup_and_placeholders_typed_by_people_are_shown_unchanged(
    key: tuple[MailKind, Audience],
) -> None:
    written = every_mail(account_name=MARKUP, note_to_customer=MARKUP, note_to_reviewer=MARKUP)[key]
    mail = read(written)
    assert "b" not in mail.tags
    assert MARKUP in mail.pieces
    assert f": {MARKUP}\n" in mail.text


def test_name_of_a_person_is_shown_unchanged() -> None:
    drafted = MAILS[MailKind.IDENTITY_MOVED, Audience.PERSON].in_language("en")
    assert isinstance(drafted.mail_subject, MovedIdentity)
    person = replace(drafted.mail_subject.person, name=MARKUP)
    mail = read(replace(drafted, mail_subject=replace(drafted.mail_subject, person=person)))
    assert f"Hello {MARKUP}," in mail.pieces
    assert f"Hello {MARKUP},\n" in mail.text
    assert not mail.targets


@pytest.mark.parametrize("key", MAILS, ids=str)
def test_mail_with_the_longest_texts_stays_small(key: tuple[MailKind, Audience]) -> None:
    note = "<" * 1000
    written = every_mail(account_name="<" * 200, note_to_customer=note, note_to_reviewer=note)[key]
    assert len(read(written).html.encode()) < 50_000


def test_every_line_of_a_note_is_quoted() -> None:
    written = every_mail(note_to_customer="First.\n\nApprove here: now")[MailKind.APPROVAL_NEEDED, Audience.APPROVER]
    assert "> First.\n> \n> Approve here: now\n" in read(written).text
