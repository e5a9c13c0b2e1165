"""The tables of mails: which words belong to which kind and audience."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.mails import Audience, MailKind
from chalicelib.rendering import mail_words_access, mail_words_approver, mail_words_house, mail_words_requester
from chalicelib.rendering.access_letter import AccessLetter
from chalicelib.rendering.letter import Letter
from chalicelib.rendering.mail_content import MailContent

WORDS: Mapping[tuple[MailKind, Audience], Callable[[Letter], MailContent]] = {
    (MailKind.APPROVAL_NEEDED, Audience.APPROVER): mail_words_approver.approval_needed,
    (MailKind.NEW_LINK, Audience.APPROVER): mail_words_approver.new_link,
    (MailKind.REMINDER, Audience.APPROVER): mail_words_approver.reminder,
    (MailKind.FORWARDED_TO_YOU, Audience.APPROVER): mail_words_approver.forwarded_to_you,
    (MailKind.YOU_FORWARDED, Audience.APPROVER): mail_words_approver.you_forwarded,
    (MailKind.WELCOME_ADMINISTRATOR, Audience.APPROVER): mail_words_approver.welcome_administrator,
    (MailKind.APPROVED, Audience.APPROVER): mail_words_approver.approved,
    (MailKind.DECLINED, Audience.APPROVER): mail_words_approver.declined,
    (MailKind.WITHDRAWN, Audience.APPROVER): mail_words_approver.withdrawn,
    (MailKind.EXPIRED, Audience.APPROVER): mail_words_approver.expired,
    (MailKind.REQUEST_SENT, Audience.REQUESTER): mail_words_requester.request_sent,
    (MailKind.REQUEST_FORWARDED, Audience.REQUESTER): mail_words_requester.request_forwarded,
    (MailKind.UNDELIVERABLE, Audience.REQUESTER): mail_words_requester.undeliverable,
    (MailKind.APPROVED, Audience.REQUESTER): mail_words_requester.approved,
    (MailKind.DECLINED, Audience.REQUESTER): mail_words_requester.declined,
    (MailKind.REVIEW_DECLINED, Audience.REQUESTER): mail_words_requester.review_declined,
    (MailKind.EXPIRED, Audience.REQUESTER): mail_words_requester.expired,
    (MailKind.REVIEW_NEEDED, Audience.REVIEWERS): mail_words_house.review_needed,
    (MailKind.ADMINISTRATORS_NOTICE, Audience.ADMINISTRATORS): mail_words_house.administrators_notice,
    (MailKind.APPROVED, Audience.ADMINISTRATORS): mail_words_house.approved,
}
WORDS_OF_ACCESS: Mapping[tuple[MailKind, Audience], Callable[[AccessLetter], MailContent]] = {
    (MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS): mail_words_access.requested,
    (MailKind.ACCESS_DECIDED, Audience.REQUESTER): mail_words_access.decided,
}


def content_of(letter: Letter | AccessLetter) -> MailContent:
    """What this mail says, down to the lines that every mail ends with."""
    footer = (letter.signature, letter.say("Questions? Write to {support}."))
    return replace(_said(letter), footer=footer)


def _said(letter: Letter | AccessLetter) -> MailContent:
    key = letter.draft.kind, letter.draft.audience
    return WORDS_OF_ACCESS[key](letter) if isinstance(letter, AccessLetter) else WORDS[key](letter)
