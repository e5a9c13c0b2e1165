"""What a dry run shows: the mails and the warnings, with no address but those of the customer's people."""

from chalicelib.domain.mails import Audience, MailDraft
from chalicelib.domain.transitions import RequestStatus
from chalicelib.rendering.warning_texts import DryRunWarning, warning_text
from chalicelib.services.submitting import Preview, distinct_administrators
from chalicelib.web.calls import Call
from chalicelib.web.shapes import requests


def dry_run(call: Call, preview: Preview) -> requests.DryRun:
    """The answer to a dry run, warnings in the caller's language, mails in their recipients'."""
    status = preview.step.request.status
    shown = [mail for draft in preview.step.mails for mail in _mails(call, preview, draft)]
    return requests.DryRun(status=status.value, mails=shown, warnings=_warnings(call, preview))  # type: ignore[arg-type]


def _mails(call: Call, preview: Preview, draft: MailDraft) -> list[requests.PreviewedMail]:
    if draft.audience is Audience.ADMINISTRATORS:
        recipients = [f"administrators of {account.account_name}" for account in preview.accounts_nearby]
    else:
        recipients = [draft.to or draft.audience.value]
    return [_mail(call, preview, draft, recipient) for recipient in recipients]


def _mail(call: Call, preview: Preview, draft: MailDraft, recipient: str) -> requests.PreviewedMail:
    text = call.container.mail_renderer.preview(draft, preview.step.request)
    return requests.PreviewedMail(
        kind=draft.kind.value,
        to=recipient,
        language=text.language,
        subject=text.subject,
        text=text.text,
    )


def _warnings(call: Call, preview: Preview) -> list[requests.WarningView]:
    found: dict[DryRunWarning, dict[str, str | int]] = {}
    if preview.step.request.status is RequestStatus.PENDING_REVIEW:
        found[DryRunWarning.GOES_TO_REVIEW] = {}
    told = len(distinct_administrators(preview.accounts_nearby))
    if told:
        found[DryRunWarning.ADMINISTRATORS_WILL_BE_TOLD] = {"count": told}
    return [
        requests.WarningView(code=code.value, detail=warning_text(code, facts, call.language))
        for code, facts in found.items()
    ]
