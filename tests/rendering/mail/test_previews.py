"""What a dry run shows of the mails, before there is a request."""

from dataclasses import replace

from chalicelib.domain.mails import Audience, MailKind
from tests.domain.requests import stories
from tests.rendering.mail.reading import MAILS, RENDERER, SITE, read


def test_a_dry_run_shows_where_links_will_lead_and_that_they_are_still_to_be_made() -> None:
    transition = stories.submission_step(by=replace(stories.PARTNER, language="en"))
    unnamed = replace(transition.request, request_id="", reference="")
    first, _, sent, notice = (RENDERER.preview(draft, unnamed) for draft in transition.mails)
    assert f"{SITE}/approvals/… (a personal link, made on sending)" in first.text
    assert f"{SITE}/requests/…\n" in sent.text
    assert "SAR-…" in first.subject
    assert "University of Example" in notice.subject


def test_whoever_has_no_language_yet_is_shown_the_requesters() -> None:
    transition = stories.submission_step(by=replace(stories.PARTNER, language="fr"))
    shown = RENDERER.preview(transition.mails[-1], transition.request)
    assert shown.language == "fr"
    assert shown.text.startswith("Bonjour")


def test_a_dry_run_shows_the_very_text_that_is_sent() -> None:
    posted = MAILS[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("fr")
    shown = RENDERER.preview(posted.draft, posted.request)
    mail = read(posted)
    assert (shown.subject, shown.text) == (mail.subject, mail.text)
