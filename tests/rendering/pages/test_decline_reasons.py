"""Everybody who reads a decline reason also reads what to do next."""

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import Audience, MailKind
from chalicelib.domain.requests import approval
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.rendering.languages import translator
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS, NextPage
from chalicelib.rendering.pages.labels import label
from tests.builders import DraftedMail
from tests.domain.requests import stories
from tests.domain.requests.stories import START
from tests.rendering.mail.reading import read

LEADS_TO = {
    NextPage.SEARCH: "/accounts?q=univ.example",
    NextPage.REQUEST: "/requests/request-1",
    NextPage.NEW_REQUEST: "/requests/new?from_request=request-1",
}


def mail_of(code: ReasonCode, language: str) -> DraftedMail:
    """Return the mail to the requester after an approver declined for this reason."""
    request = stories.pending()
    transition = approval.decline(request, stories.nominated(request), code, "In our own words.", START)
    (draft,) = [mail for mail in transition.mails if mail.audience is Audience.REQUESTER]
    assert draft.kind is MailKind.DECLINED
    return DraftedMail(transition.request, draft).in_language(language)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ReasonCode)
def test_requester_reads_the_decline_reason_and_the_next_step(code: ReasonCode, language: str) -> None:
    reason = DECLINE_REASONS[code]
    mail = read(mail_of(code, language))
    text = one_line(mail.text)
    assert one_line(label(code, language)) in text
    assert one_line(translator(language).gettext(reason.next_step)) in text
    assert any(LEADS_TO[reason.next_page] in link for link in mail.links[0])


def test_decline_reasons_have_distinct_texts() -> None:
    assert set(DECLINE_REASONS) == set(ReasonCode)
    assert len({reason.label for reason in DECLINE_REASONS.values()}) == len(ReasonCode)
    assert len({reason.next_step for reason in DECLINE_REASONS.values()}) == len(ReasonCode)
