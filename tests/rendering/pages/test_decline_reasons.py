"""Whatever reason is given for declining, everybody who hears of it hears what to do next."""

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import Audience, MailKind
from chalicelib.domain.requests import approval
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.rendering.languages import translator
from chalicelib.rendering.pages.decline_reasons import DECLINE_REASONS, NextPage
from chalicelib.rendering.pages.labels import label
from tests.builders import Posted
from tests.domain.requests import stories
from tests.domain.requests.stories import START
from tests.rendering.mail.reading import read

LEADS_TO = {
    NextPage.SEARCH: "/accounts?q=univ.example",
    NextPage.REQUEST: "/requests/request-1",
    NextPage.NEW_REQUEST: "/requests/new?from_request=request-1",
}


def mail_of(code: ReasonCode, language: str) -> Posted:
    """What the requester is told when an approver declines for this reason."""
    request = stories.pending()
    transition = approval.decline(request, stories.nominated(request), code, "In our own words.", START)
    (draft,) = [one for one in transition.mails if one.audience is Audience.REQUESTER]
    assert draft.kind is MailKind.DECLINED
    return Posted(transition.request, draft).in_language(language)


def one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ReasonCode)
def test_the_requester_is_told_the_reason_and_what_to_do_next(code: ReasonCode, language: str) -> None:
    reason = DECLINE_REASONS[code]
    mail = read(mail_of(code, language))
    said = one_line(mail.text)
    assert one_line(label(code, language)) in said
    assert one_line(translator(language).gettext(reason.next_step)) in said
    assert any(LEADS_TO[reason.next_page] in link for link in mail.links[0])


def test_no_two_reasons_say_the_same() -> None:
    assert set(DECLINE_REASONS) == set(ReasonCode)
    assert len({one.label for one in DECLINE_REASONS.values()}) == len(ReasonCode)
    assert len({one.next_step for one in DECLINE_REASONS.values()}) == len(ReasonCode)
