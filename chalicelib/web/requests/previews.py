"""The result of a dry run: mails and warnings. The only addresses shown are those of the customer's people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from chalicelib.bootstrap import Container
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.mails import Audience, MailDraft
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.problems.warnings import DryRunWarning, warning_text
from chalicelib.services.accounts.contacts import distinct_administrators
from chalicelib.services.requests.submission import Preview
from chalicelib.web.api.request_context import RequestContext
from chalicelib.web.requests.similar import similar_to, similar_warnings
from chalicelib.web.schemas import requests

if TYPE_CHECKING:
    from chalicelib.rendering.mail.renderer import MailPreview


@value_class
class MailToCome:
    """A mail that would be sent to `count` people; of one to administrators, the `accounts` that they administer."""

    draft: MailDraft
    preview: "MailPreview"
    count: int = 1
    accounts: Sequence[SmartAccount] = ()


def mails_to_come(container: Container, preview: Preview) -> list[MailToCome]:
    """Return the mails that submitting would send: each text once, with the number of its recipients.

    Administrators of restricted accounts are mailed too, and neither shown nor counted.
    """
    nearby, reviewers = preview.accounts_nearby, container.settings.reviewer_addresses
    told: Mapping[Audience, tuple[int, Sequence[SmartAccount]]] = {
        Audience.ADMINISTRATORS: (len(distinct_administrators(nearby)), nearby),
        Audience.REVIEWERS: (len(reviewers), ()),
    }
    return [
        MailToCome(draft, container.mail_renderer.preview(draft, preview.transition.request), count, accounts)
        for draft in preview.transition.mails
        for count, accounts in [told.get(draft.audience, (1, ()))]
    ]


def warnings_of(preview: Preview, language: str) -> list[requests.WarningView]:
    """Return what the requester should know before sending, apart from the accounts that there are."""
    found: dict[DryRunWarning, dict[str, str | int]] = {}
    if preview.transition.request.state.in_review:
        found[DryRunWarning.GOES_TO_REVIEW] = {}
    told = len(distinct_administrators(preview.accounts_nearby))
    if told:
        found[DryRunWarning.ADMINISTRATORS_WILL_BE_TOLD] = {"count": told}
    return [
        requests.WarningView(code=code.value, detail=warning_text(code, facts, language))
        for code, facts in found.items()
    ]


def dry_run(context: RequestContext, preview: Preview) -> requests.DryRun:
    """Return the response to a dry run: warnings in the caller's language, mails in those of their recipients."""
    similar = similar_to(context.container, preview.transition.request)
    return requests.DryRun(
        status=preview.transition.request.status.value,  # type: ignore[arg-type]
        mails=[view for one in mails_to_come(context.container, preview) for view in _views(one)],
        warnings=[
            *warnings_of(preview, context.language),
            *similar_warnings(context.container, similar, context.language),
        ],
    )


def _views(one: MailToCome) -> Iterator[requests.PreviewedMail]:
    """Yield the mail as the API shows it: one to administrators once for each account near the domain."""
    of_accounts = [f"administrators of {account.account_name}" for account in one.accounts]
    is_to_administrators = one.draft.audience is Audience.ADMINISTRATORS
    for to in of_accounts if is_to_administrators else [one.draft.to or one.draft.audience.value]:
        yield requests.PreviewedMail(
            kind=one.draft.kind.value,
            to=to,
            language=one.preview.language,
            subject=one.preview.subject,
            text=one.preview.text,
        )
