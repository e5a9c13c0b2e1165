"""The result of a dry run: mails and warnings. The only addresses shown are those of the customer's people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
    from chalicelib.rendering.mail.renderer import MailPreview, MailRenderer


@value_class
class MailToCome:
    """A mail that would be sent; for a mail to administrators, `account` is the account that they administer."""

    draft: MailDraft
    preview: "MailPreview"
    account: SmartAccount | None = None


def mails_to_come(renderer: "MailRenderer", preview: Preview) -> list[MailToCome]:
    """Return every mail that submitting would send; a mail to administrators once for each account near the domain."""
    request = preview.transition.request
    shown: list[MailToCome] = []
    for draft in preview.transition.mails:
        to_administrators = draft.audience is Audience.ADMINISTRATORS
        accounts: Sequence[SmartAccount | None] = preview.accounts_nearby if to_administrators else (None,)
        shown += (MailToCome(draft, renderer.preview(draft, request), account) for account in accounts)
    return shown


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
        mails=[_view(one) for one in mails_to_come(context.container.mail_renderer, preview)],
        warnings=[
            *warnings_of(preview, context.language),
            *similar_warnings(context.container, similar, context.language),
        ],
    )


def _view(one: MailToCome) -> requests.PreviewedMail:
    named = f"administrators of {one.account.account_name}" if one.account else one.draft.audience.value
    return requests.PreviewedMail(
        kind=one.draft.kind.value,
        to=one.draft.to or named,
        language=one.preview.language,
        subject=one.preview.subject,
        text=one.preview.text,
    )
