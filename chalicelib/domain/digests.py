"""Digests: which mails are collected for their reader, and how many of them go alone before."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class


@value_class
class DigestRule:
    """So many mails within `period` go `alone` to one recipient, of each team with `by_team`.

    The others wait for the end of the hour or day (UTC), and are one mail to this audience.
    """

    audience: Audience
    period: timedelta
    alone: int = 0
    by_team: bool = False


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# The rule of each digest.
DIGESTS: Mapping[MailKind, Callable[[Policy], DigestRule]] = {
    MailKind.ENDED_NEARBY: lambda _: DigestRule(Audience.ADMINISTRATORS, DAY),
    MailKind.INQUIRY_DIGEST: lambda _: DigestRule(Audience.ADMINISTRATORS, DAY),
    MailKind.REVIEW_DIGEST: lambda policy: DigestRule(Audience.REVIEWERS, HOUR, policy.mails_per_reviewer),
    MailKind.OUTCOME_DIGEST: lambda policy: DigestRule(
        Audience.APPROVER, DAY, policy.outcomes_per_recipient, by_team=True
    ),
}
TO_REVIEWERS = (
    MailKind.REVIEW_NEEDED,
    MailKind.REVIEW_REMINDER,
    MailKind.EXPIRED,
    MailKind.ACCESS_REMINDER,
    MailKind.ACCESS_ESCALATED,
    MailKind.ACCESS_WITHDRAWN,
    MailKind.ACCESS_EXPIRED,
)
OUTCOMES = (MailKind.APPROVED, MailKind.DECLINED, MailKind.WITHDRAWN, MailKind.EXPIRED)
OF_INQUIRIES = (
    MailKind.ACCESS_REQUESTED,
    MailKind.ACCESS_REMINDER,
    MailKind.ACCESS_WITHDRAWN,
    MailKind.ACCESS_EXPIRED,
)
# The digest in which a mail may be collected. Requesters wait for an outcome, and hear of each at once.
COLLECTED: Mapping[tuple[MailKind, Audience], MailKind] = {
    (MailKind.ENDED_NEARBY, Audience.ADMINISTRATORS): MailKind.ENDED_NEARBY,
    (MailKind.APPROVED, Audience.ADMINISTRATORS): MailKind.OUTCOME_DIGEST,
    **{(kind, Audience.APPROVER): MailKind.OUTCOME_DIGEST for kind in OUTCOMES},
    **{(kind, Audience.REVIEWERS): MailKind.REVIEW_DIGEST for kind in TO_REVIEWERS},
    **{(kind, Audience.ADMINISTRATORS): MailKind.INQUIRY_DIGEST for kind in OF_INQUIRIES},
}


def digest_for(draft: MailDraft, about: AccountRequest | AccessRequest) -> MailKind | None:
    """Return the digest that may have the mail, if any; what is of inquiries is collected of askers from elsewhere."""
    digest = COLLECTED.get((draft.kind, draft.audience))
    if isinstance(about, AccessRequest) and digest is MailKind.INQUIRY_DIGEST:
        return digest if about.inquiry_id and not about.address_matches else None
    return digest


def sender_of(about: AccountRequest | AccessRequest) -> str:
    """Return the team whose mails are counted together; without one, the person."""
    team = about.team_account_id if isinstance(about, AccountRequest) else None
    return team or about.requester.person_id
