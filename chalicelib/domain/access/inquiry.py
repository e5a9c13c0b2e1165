"""An inquiry: somebody without a role asks for access to an account that they name, exactly, by its domain or name.

Whatever they name, the answer is the same, and so is their list until somebody has decided: nobody learns from an
inquiry whether there is such an account. It is looked up after the answer, by the scheduled job.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.domain import text
from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.errors import Facts, FieldCode, Invalid, LimitName, Problem, Refused
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.limits import NOBODY, RateWindow, within
from chalicelib.domain.validation import FieldChecks
from chalicelib.domain.value_classes import value_class

MOST_A_DAY = 3
DAY = timedelta(days=1)
# For so long an inquiry that has ended stays in its person's list.
INQUIRY_KEPT = timedelta(days=30)


class InquiryStatus(StrEnum):
    """What the person who asked is told. All but waiting are final."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@value_class
class InquiryForm:
    """Unvalidated input for an inquiry: the exact domain or name of an account, and a note to those who decide."""

    account: str
    note: str = ""


@value_class
class Inquiry:
    """What somebody asked for. `account` is what they typed, on one line.

    `access_request_id` is what became of it: None until it has been looked up, empty where there is nobody to ask.
    """

    inquiry_id: str
    requester: Requester
    account: str
    note: str
    created_at: datetime
    ends_at: datetime
    access_request_id: str | None = None
    ended_at: datetime | None = None
    withdrawn_at: datetime | None = None
    version: int = 0

    @property
    def due_at(self) -> datetime | None:
        """When the scheduled job must process the inquiry next; None once it has ended."""
        if self.ended_at:
            return None
        asked = self.created_at if self.access_request_id is None else self.ends_at
        return self.withdrawn_at or asked

    def status(self, request: AccessRequest | None, now: datetime) -> InquiryStatus:
        """Return the status, given the access request that it led to, if any."""
        if request and request.status is AccessStatus.APPROVED:
            return InquiryStatus.APPROVED
        if request and request.status is AccessStatus.DECLINED:
            return InquiryStatus.DECLINED
        if self.withdrawn_at:
            return InquiryStatus.WITHDRAWN
        return InquiryStatus.ENDED if self.ended_at or now >= self.ends_at else InquiryStatus.WAITING


def inquire(form: InquiryForm, inquiry_id: str, requester: Requester, policy: Policy, now: datetime) -> Inquiry:
    """Make an inquiry. Raises `validation-failed`."""
    checks = FieldChecks()
    account = checks.read("/account", _wanted, form.account)
    note = checks.read("/note", text.link_free_note, form.note)
    checks.done()
    return Inquiry(inquiry_id, requester, account, note, now, now + policy.access_length)


def counted_inquiry(rate_window: RateWindow, now: datetime) -> RateWindow:
    """Return the person's rate window with one more inquiry. Raises `too-many-inquiries`."""
    recent = within(rate_window, DAY, now)
    if len(recent.times) >= MOST_A_DAY:
        facts: Facts = {"limit_name": LimitName.INQUIRIES_PER_PERSON, "limit": MOST_A_DAY}
        wait = recent.times[-MOST_A_DAY] + DAY - now
        raise Refused(Problem.TOO_MANY_INQUIRIES, retry_after=wait, facts=facts)
    return recent.with_added(now, 1, NOBODY)


def inquiry_counter(person_id: str) -> str:
    """Return the key under which a person's inquiries are counted."""
    return f"inquiry#{person_id}"


def withdrawn(inquiry: Inquiry, request: AccessRequest | None, now: datetime) -> Inquiry:
    """Return the inquiry as its person takes it back. Raises `action-not-allowed` once it does not wait any more."""
    if inquiry.status(request, now) is not InquiryStatus.WAITING:
        raise Refused(Problem.ACTION_NOT_ALLOWED)
    return replace(inquiry, withdrawn_at=now)


def ended(inquiry: Inquiry, request: AccessRequest | None, now: datetime) -> tuple[Inquiry, tuple[MailDraft, ...]]:
    """End an inquiry whose time is over; its person is told, unless somebody has decided or they took it back."""
    requester = inquiry.requester
    told = MailDraft(MailKind.INQUIRY_ENDED, Audience.REQUESTER, requester.language, requester.email)
    is_over = inquiry.status(request, now) is InquiryStatus.ENDED
    return replace(inquiry, ended_at=now), (told,) if is_over else ()


def _wanted(typed: str) -> str:
    """Return a domain, a name or a pasted web address on one line. Raises `Invalid`."""
    if text.is_blank(typed):
        raise Invalid(FieldCode.REQUIRED)
    return " ".join(text.note(typed, text.NAME_MAX).split())
