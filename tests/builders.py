"""Mails as the domain's own steps draft them, one of each kind and audience, and rows of the outbox for them.

Of some there are variants besides: mails of a kind and audience that say something else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.access.ask import AccessTransition
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind, MailStatus
from chalicelib.domain.requests import approval, closing, nominations, reminders, review
from chalicelib.domain.requests.delivery import notice_to_requester
from chalicelib.domain.requests.nominations import deciding_mail
from chalicelib.domain.requests.request import AccountRequest, Transition
from chalicelib.services.mail.subjects import MailSubject
from tests.domain.requests import stories
from tests.domain.requests.stories import KEY, POLICY, REVIEWER, START

ADMINISTRATOR = "admin@univ.example"
FORWARD_MESSAGE = "Could you decide this?"
DECLINE_REASON = "We were never asked."
REVIEW_REASON = "This customer is unknown to us."
WITHDRAWAL_REASON = "Typed the wrong name."
REFUSAL_REASON = "Ask again once you have the order."


@dataclass(frozen=True)
class Posted:
    """A draft addressed to somebody, and what it is about as that is once the draft is committed."""

    matter: MailSubject
    draft: MailDraft
    variant: str = ""

    @property
    def request(self) -> AccountRequest:
        """The request for an account that it must be about."""
        assert isinstance(self.matter, AccountRequest)
        return self.matter

    @property
    def access_request(self) -> AccessRequest:
        """The request for access that it must be about."""
        assert isinstance(self.matter, AccessRequest)
        return self.matter

    @property
    def matter_id(self) -> str:
        """The id of what it is about."""
        return self.matter.request_id if isinstance(self.matter, AccountRequest) else self.matter.access_request_id

    def row(self, **changed: Any) -> Mail:
        """The outbox's row."""
        return replace(Mail(self.matter_id, "0001-01", self.draft, START, due_at=START), **changed)

    def in_language(self, language: str) -> "Posted":
        """The same mail to somebody who reads that language."""
        return replace(self, draft=replace(self.draft, language=language))


Postbag = Mapping[tuple[MailKind, Audience], Posted]


def every_mail(**form: Any) -> Postbag:
    """One mail of each kind and audience that the domain knows, by real steps from a form with these fields."""
    steps: tuple[Transition | AccessTransition, ...] = (
        *_of_review(**form),
        *_of_customer(**form),
        *_of_time(**form),
        *_of_access(**form),
    )
    drafted = {
        (draft.kind, draft.audience): Posted(transition.request, _addressed(draft))
        for transition in steps
        for draft in transition.mails
    }
    return {**drafted, **_of_the_mail_service(**form)}


def every_variant() -> tuple[Posted, ...]:
    """What else such mails say: of access to a whole account, given otherwise than asked for, or refused."""
    whole = stories.access_asked(scope="account", role="smart_account_user", note="")
    asked = stories.access_asked().request
    fewer = stories.access_approved(asked, role="virtual_account_viewer", virtual_account_ids=("part-1",))
    refused = stories.access_declined(asked, REFUSAL_REASON)
    steps = {"whole": whole, "lower": fewer, "declined": refused}
    return tuple(
        Posted(transition.request, _addressed(transition.mails[0]), name) for name, transition in steps.items()
    )


def _of_access(**form: Any) -> tuple[AccessTransition, ...]:
    account = replace(stories.ACCOUNT, account_name=form.get("account_name", stories.ACCOUNT.account_name))
    asked = stories.access_asked(account, note=form.get("note_to_customer", stories.WISH.note))
    return asked, stories.access_approved(asked.request)


def _of_the_mail_service(**form: Any) -> Postbag:
    request = stories.pending(**form)
    first = deciding_mail(MailKind.APPROVAL_NEEDED, stories.nominated(request))
    bounced = Mail(request.request_id, "0001-01", first, START, status=MailStatus.BOUNCED)
    word = notice_to_requester(request, bounced, [bounced], START)
    assert word is not None
    return {(word.draft.kind, word.draft.audience): Posted(request, word.draft)}


def _of_review(**form: Any) -> tuple[Transition, ...]:
    outside = {"customer_emails": ("it@univ.example", stories.OUTSIDER)}
    submitted = stories.submission_step(**form | outside)
    return (
        submitted,
        review.accept(submitted.request, REVIEWER, POLICY, KEY, START),
        review.decline(submitted.request, REVIEWER, REVIEW_REASON, START),
    )


def _of_customer(**form: Any) -> tuple[Transition, ...]:
    request = stories.pending(**form)
    first = stories.nominated(request)
    return (
        stories.forwarded(
            request,
            "head@univ.example",
            message=FORWARD_MESSAGE,
            language="fr",
            outside_domain_confirmed=True,
        ),
        approval.approve(request, first, authority_confirmed=True, now=START),
        approval.decline(request, first, "not_needed", DECLINE_REASON, START),
    )


def _of_time(**form: Any) -> tuple[Transition, ...]:
    request = stories.pending(**form)
    expired = closing.expire(request, request.expires_at)
    assert expired is not None
    reminder = reminders.remind(request, frozenset(), POLICY, KEY, START + timedelta(days=3))
    assert reminder is not None
    return (
        reminder,
        closing.withdraw(request, WITHDRAWAL_REASON, START),
        nominations.resend(request, "1", POLICY, KEY, START),
        expired,
    )


def _addressed(draft: MailDraft) -> MailDraft:
    to = {Audience.REVIEWERS: str(REVIEWER.email), Audience.ADMINISTRATORS: ADMINISTRATOR}
    return replace(draft, to=draft.to or to[draft.audience], language=draft.language or "en")
