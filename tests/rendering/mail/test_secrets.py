"""Confidentiality: notes, reasons, addresses and links reach only those they are meant for."""

from dataclasses import replace

import pytest

from chalicelib.domain.languages import LANGUAGES
from chalicelib.domain.mails import ABOUT_ACCESS, ABOUT_REVIEWS, ASKING_FOR_ACCESS, DECIDING, Audience, MailKind
from chalicelib.domain.requests import approval, review
from chalicelib.domain.requests.request import ReasonCode
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from chalicelib.rendering.pages.text_fields import TEXT_FIELD_WORDS
from tests import builders
from tests.builders import DraftedMail, every_mail
from tests.domain.requests import stories
from tests.domain.requests.stories import REVIEWER, START
from tests.rendering.mail.reading import ABOUT_REQUESTS, IN_EVERY_LANGUAGE, MAILS, SITE, name_of, read

for_every_mail = pytest.mark.parametrize("drafted", IN_EVERY_LANGUAGE, ids=name_of)
for_every_mail_about_requests = pytest.mark.parametrize("drafted", ABOUT_REQUESTS, ids=name_of)


def declined(code: str, reason: str) -> DraftedMail:
    """Return the mail to the requester after the customer declined."""
    request = stories.pending()
    transition = approval.decline(request, stories.nominated(request), code, reason, START)
    return DraftedMail(
        transition.request, next(mail for mail in transition.mails if mail.audience is Audience.REQUESTER)
    )


@for_every_mail_about_requests
def test_only_reviewers_read_the_note_to_reviewers(drafted: DraftedMail) -> None:
    is_there = drafted.request.note_to_reviewer in read(drafted).everything
    assert is_there == (drafted.draft.kind in ABOUT_REVIEWS)


@pytest.mark.parametrize("field", [one for one in TextField if TEXT_FIELD_WORDS[one].heading])
def test_a_text_is_mailed_to_reviewers_and_with_what_the_customer_sees_to_customer_and_requester(
    field: TextField,
) -> None:
    text = f"Said in {field}."
    mailed = {key for key, posted in every_mail(**{field.value: text}).items() if text in read(posted).everything}
    to_customer = {(kind, Audience.APPROVER) for kind in DECIDING} | {(MailKind.REQUEST_SENT, Audience.REQUESTER)}
    assert {key for key in mailed if key[0] not in ASKING_FOR_ACCESS} == {
        *((kind, Audience.REVIEWERS) for kind in ABOUT_REVIEWS),
        *(to_customer if TEXT_FIELDS[field].shown_to_customer else ()),
    }


def test_the_order_reference_is_in_every_mail_to_the_requester_and_in_no_other() -> None:
    others = {*ABOUT_ACCESS, MailKind.INQUIRY_ENDED}
    drafted = [mail for mail in every_mail(order_reference="PO-4711/a").items() if mail[0][0] not in others]
    mailed = {key for key, mail in drafted if "PO-4711/a" in read(mail).everything}
    assert mailed == {key for key, _ in drafted if key[1] is Audience.REQUESTER}
    assert (
        "Order reference: PO-4711/a"
        in read(dict(drafted)[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("en")).text
    )


def test_without_an_order_reference_no_mail_names_one() -> None:
    assert "Order reference" not in read(MAILS[MailKind.REQUEST_SENT, Audience.REQUESTER].in_language("en")).text


@for_every_mail
def test_only_the_requester_and_whoever_wrote_it_read_the_reason_of_a_decline(drafted: DraftedMail) -> None:
    everything = read(drafted).everything
    declines = {
        (MailKind.DECLINED, ""): builders.DECLINE_REASON,
        (MailKind.REVIEW_DECLINED, ""): builders.REVIEW_REASON,
        (MailKind.ACCESS_DECIDED, "declined"): builders.REFUSAL_REASON,
    }
    for kind_and_variant, reason in declines.items():
        is_recipient = (
            drafted.draft.kind,
            drafted.variant,
        ) == kind_and_variant and drafted.draft.audience is Audience.REQUESTER
        is_receipt = reason == builders.DECLINE_REASON and drafted.draft.kind is MailKind.YOU_DECLINED
        assert (reason in everything) == (is_recipient or is_receipt)


@for_every_mail_about_requests
def test_only_the_requester_reads_the_deciders_full_name(drafted: DraftedMail) -> None:
    decision = drafted.request.decision
    if decision and decision.by not in {drafted.draft.to, drafted.request.requester.name}:
        assert (decision.by in read(drafted).text) == (drafted.draft.audience is Audience.REQUESTER)


def test_other_approvers_read_outcome_time_and_masked_decider() -> None:
    text = read(MAILS[MailKind.APPROVED, Audience.APPROVER].in_language("en")).text
    for fact in (
        "Decision: Approved",
        "Decided by: i•••@univ.example",
        "Decided on: 22 November 2026, 09:00 UTC",
    ):
        assert fact in text


def test_approver_does_not_read_the_reviewers_name() -> None:
    transition = review.decline(stories.pending(), REVIEWER, builders.REVIEW_REASON, START)
    draft = next(mail_draft for mail_draft in transition.mails if mail_draft.audience is Audience.APPROVER)
    mail = read(DraftedMail(transition.request, replace(draft, language="en")))
    assert "Decided by: a reviewer of Smart Accounts" in mail.text
    assert REVIEWER.name not in mail.everything
    assert builders.REVIEW_REASON not in mail.everything


@pytest.mark.parametrize("kind", [MailKind.ADMINISTRATORS_NOTICE, MailKind.APPROVED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_administrators_read_name_domain_and_requester_without_a_link(kind: MailKind, language: str) -> None:
    drafted = MAILS[kind, Audience.ADMINISTRATORS].in_language(language)
    mail = read(drafted)
    for known in ("University of Example", "univ.example", "Pat Partner <partner@reseller.example>"):
        assert known in mail.text
    for secret in (drafted.request.note_to_customer, *(nomination.email for nomination in drafted.request.nominations)):
        assert secret not in mail.everything
    assert mail.targets == frozenset()
    assert mail.links == (frozenset(), frozenset())


def test_approvers_do_not_read_the_reason_of_a_withdrawal() -> None:
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
def test_each_decline_reason_links_to_the_next_step(code: ReasonCode, target: str) -> None:
    mail = read(declined(code, "Because."))
    assert mail.targets == {SITE + target}
    assert "> Because." in mail.text


def test_decline_without_a_reason_text_shows_no_empty_quotation() -> None:
    assert ">" not in read(declined(ReasonCode.NOT_NEEDED, "")).text


def test_requester_reads_both_addresses_of_a_forward_but_not_the_message() -> None:
    mail = read(MAILS[MailKind.REQUEST_FORWARDED, Audience.REQUESTER].in_language("en"))
    assert "Forwarded by: it@univ.example" in mail.text
    assert "Forwarded to: head@univ.example" in mail.text
    assert builders.FORWARD_MESSAGE not in mail.everything


def test_forwarder_reads_their_own_message() -> None:
    mail = read(MAILS[MailKind.YOU_FORWARDED, Audience.APPROVER].in_language("en"))
    assert "Forwarded to: head@univ.example" in mail.text
    assert f"> {builders.FORWARD_MESSAGE}" in mail.text


def test_new_approver_reads_the_forwarder_and_their_message() -> None:
    text = read(MAILS[MailKind.FORWARDED_TO_YOU, Audience.APPROVER].in_language("en")).text
    assert "it@univ.example was asked to decide" in text
    assert f"Message from it@univ.example:\n> {builders.FORWARD_MESSAGE}" in text


def test_expiry_mail_links_to_a_new_request() -> None:
    drafted = MAILS[MailKind.EXPIRED, Audience.REQUESTER]
    assert read(drafted).targets == {f"{SITE}/requests/new?from_request={drafted.request.request_id}"}


def test_expiry_mail_of_a_request_in_review_names_the_missing_review() -> None:
    draft = MAILS[MailKind.EXPIRED, Audience.REQUESTER].draft
    drafted = DraftedMail(stories.expired(stories.in_review()), draft).in_language("en")
    assert "No reviewer decided" in read(drafted).text
