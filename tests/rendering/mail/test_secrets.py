"""Who reads what: notes, reasons, addresses and links reach those they are meant for and nobody else."""

from dataclasses import replace

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import DECIDING, Audience, MailKind
from chalicelib.domain.requests import approval, review
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from tests import builders
from tests.builders import Posted, every_mail
from tests.domain.requests import stories
from tests.domain.requests.stories import REVIEWER, START
from tests.rendering.mail.reading import ABOUT_REQUESTS, IN_EVERY_LANGUAGE, MAILS, SITE, name_of, read

for_every_mail = pytest.mark.parametrize("posted", IN_EVERY_LANGUAGE, ids=name_of)
for_every_mail_about_requests = pytest.mark.parametrize("posted", ABOUT_REQUESTS, ids=name_of)


def declined(code: str, reason: str) -> Posted:
    """What the requester is told when the customer declines."""
    request = stories.pending()
    transition = approval.decline(request, stories.nominated(request), code, reason, START)
    return Posted(transition.request, next(one for one in transition.mails if one.audience is Audience.REQUESTER))


@for_every_mail_about_requests
def test_only_reviewers_read_the_note_to_the_reviewer(posted: Posted) -> None:
    is_there = posted.request.note_to_reviewer in read(posted).everything
    assert is_there == (posted.draft.kind is MailKind.REVIEW_NEEDED)


@pytest.mark.parametrize("field", TextField)
def test_a_text_is_mailed_to_reviewers_and_with_what_the_customer_sees_to_customer_and_requester(
    field: TextField,
) -> None:
    text = f"Said in {field}."
    mailed = {key for key, posted in every_mail(**{field.value: text}).items() if text in read(posted).everything}
    to_customer = {(kind, Audience.APPROVER) for kind in DECIDING} | {(MailKind.REQUEST_SENT, Audience.REQUESTER)}
    of_access = (MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS)
    assert mailed - {of_access} == {
        (MailKind.REVIEW_NEEDED, Audience.REVIEWERS),
        *(to_customer if TEXT_FIELDS[field].shown_to_customer else ()),
    }


@for_every_mail
def test_only_the_requester_reads_why_a_request_was_declined(posted: Posted) -> None:
    everything = read(posted).everything
    declines = {
        (MailKind.DECLINED, ""): builders.DECLINE_REASON,
        (MailKind.REVIEW_DECLINED, ""): builders.REVIEW_REASON,
        (MailKind.ACCESS_DECIDED, "declined"): builders.REFUSAL_REASON,
    }
    for said, reason in declines.items():
        is_for_them = (posted.draft.kind, posted.variant) == said and posted.draft.audience is Audience.REQUESTER
        assert (reason in everything) == is_for_them


@for_every_mail_about_requests
def test_only_the_requester_reads_the_decider_in_full(posted: Posted) -> None:
    decision = posted.request.decision
    if decision and decision.by not in {posted.draft.to, posted.request.requester.name}:
        assert (decision.by in read(posted).text) == (posted.draft.audience is Audience.REQUESTER)


def test_other_approvers_read_the_outcome_its_time_and_a_masked_decider() -> None:
    text = read(MAILS[MailKind.APPROVED, Audience.APPROVER].in_language("en")).text
    for fact in (
        "Decision: Approved",
        "Decided by: i•••@univ.example",
        "Decided on: 22 November 2026, 09:00 UTC",
    ):
        assert fact in text


def test_an_approver_does_not_read_which_reviewer_declined() -> None:
    transition = review.decline(stories.pending(), REVIEWER, builders.REVIEW_REASON, START)
    draft = next(one for one in transition.mails if one.audience is Audience.APPROVER)
    mail = read(Posted(transition.request, replace(draft, language="en")))
    assert "Decided by: a reviewer of Smart Accounts" in mail.text
    assert REVIEWER.name not in mail.everything
    assert builders.REVIEW_REASON not in mail.everything


@pytest.mark.parametrize("kind", [MailKind.ADMINISTRATORS_NOTICE, MailKind.APPROVED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_administrators_read_name_domain_and_requester_and_get_no_link(kind: MailKind, language: str) -> None:
    posted = MAILS[kind, Audience.ADMINISTRATORS].in_language(language)
    mail = read(posted)
    for known in ("University of Example", "univ.example", "Pat Partner <partner@reseller.example>"):
        assert known in mail.text
    for secret in (posted.request.note_to_customer, *(one.email for one in posted.request.nominations)):
        assert secret not in mail.everything
    assert mail.targets == frozenset()
    assert mail.links == (frozenset(), frozenset())


def test_approvers_are_not_told_why_a_request_was_withdrawn() -> None:
    assert builders.WITHDRAWAL_REASON not in read(MAILS[MailKind.WITHDRAWN, Audience.APPROVER]).everything


@pytest.mark.parametrize(
    ("code", "target"),
    [
        (ReasonCode.ALREADY_HAVE_ACCOUNT, "/accounts?q=univ.example"),
        (ReasonCode.WRONG_DOMAIN, "/requests/new?from_request=request-1"),
        (ReasonCode.WRONG_PERSON, "/requests/new?from_request=request-1"),
        (ReasonCode.NOT_NEEDED, "/requests/request-1"),
        (ReasonCode.SUSPICIOUS, "/requests/request-1"),
        (ReasonCode.OTHER, "/requests/new?from_request=request-1"),
    ],
)
def test_each_reason_leads_the_requester_to_the_next_step(code: ReasonCode, target: str) -> None:
    mail = read(declined(code, "Because."))
    assert mail.targets == {SITE + target}
    assert "> Because." in mail.text


def test_a_decline_without_words_shows_no_empty_quotation() -> None:
    assert ">" not in read(declined(ReasonCode.NOT_NEEDED, "")).text


def test_the_requester_reads_both_addresses_of_a_forward_and_not_the_message() -> None:
    mail = read(MAILS[MailKind.REQUEST_FORWARDED, Audience.REQUESTER].in_language("en"))
    assert "Forwarded by: it@univ.example" in mail.text
    assert "Forwarded to: head@univ.example" in mail.text
    assert builders.FORWARD_MESSAGE not in mail.everything


def test_the_forwarder_reads_what_they_typed() -> None:
    mail = read(MAILS[MailKind.YOU_FORWARDED, Audience.APPROVER].in_language("en"))
    assert "Forwarded to: head@univ.example" in mail.text
    assert f"> {builders.FORWARD_MESSAGE}" in mail.text


def test_the_new_approver_reads_who_forwarded_and_their_message() -> None:
    text = read(MAILS[MailKind.FORWARDED_TO_YOU, Audience.APPROVER].in_language("en")).text
    assert "it@univ.example was asked to decide" in text
    assert f"Message from it@univ.example:\n> {builders.FORWARD_MESSAGE}" in text


def test_an_expired_request_can_be_asked_again_from_the_mail() -> None:
    posted = MAILS[MailKind.EXPIRED, Audience.REQUESTER]
    assert read(posted).targets == {f"{SITE}/requests/new?from_request={posted.request.request_id}"}


def test_a_request_that_ended_in_review_blames_no_customer() -> None:
    draft = MAILS[MailKind.EXPIRED, Audience.REQUESTER].draft
    posted = Posted(stories.expired(stories.in_review()), draft).in_language("en")
    assert "No reviewer decided" in read(posted).text
