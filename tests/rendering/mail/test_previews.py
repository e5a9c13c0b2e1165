"""Mails in the response of a dry run, before the request exists."""

from dataclasses import replace

from chalicelib.domain.mails import Audience, MailKind
from tests.domain.requests import stories
from tests.rendering.mail.reading import MAILS, RENDERER, SITE, read


def test_preview_shows_where_links_will_lead_before_they_exist() -> None:
    transition = stories.submission_transition(by=replace(stories.PARTNER, language="en"))
    unnamed = replace(transition.request, request_id="", reference="")
    first, _, sent, notice = (RENDERER.preview(draft, unnamed) for draft in transition.mails)
    assert f"{SITE}/approvals/… (a personal link, made on sending)" in first.text
    assert f"{SITE}/requests/…\n" in sent.text
    assert "SAR-…" in first.subject
    assert "University of Example" in notice.subject


def test_preview_for_a_recipient_without_a_language_uses_the_requesters() -> None:
    transition = stories.submission_transition(by=replace(stories.PARTNER, language="fr"))
    shown = RENDERER.preview(transition.mails[-1], transition.request)
    assert shown.language == "fr"
    assert shown.text.startswith("Bonjour")


def test_preview_equals_the_text_that_is_sent() -> None:
    drafted = MAILS[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("fr")
    shown = RENDERER.preview(drafted.draft, drafted.request)
    mail = read(drafted)
    assert (shown.subject, shown.text) == (mail.subject, mail.text)
