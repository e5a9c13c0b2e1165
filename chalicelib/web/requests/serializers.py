"""Serialize requests to the schemas of the API, with what each kind of reader may see."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.accounts.proposed_access import ProposedAccess
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.delivery import LinkDelivery, link_delivery
from chalicelib.domain.requests.derived_rows import account_of
from chalicelib.domain.requests.link_status import approver_actions
from chalicelib.domain.requests.request import AccountRequest, Decision, Nomination
from chalicelib.domain.requests.team import TeamRole, member_of
from chalicelib.domain.requests.text_fields import TEXT_FIELDS, TextField
from chalicelib.domain.requests.transitions import Action, RequestStatus, allowed_actions
from chalicelib.services.requests.link_actions import LinkView
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.web.accounts.serializers import account_view
from chalicelib.web.schemas import approvals, requests

# Statuses of mails that carry a link; the other statuses are of rows that are not messages.
DELIVERY: Mapping[MailStatus, str] = {
    MailStatus.DUE: "queued",
    MailStatus.SENT: "sent",
    MailStatus.DELIVERED: "delivered",
    MailStatus.BOUNCED: "bounced",
    MailStatus.COMPLAINED: "complained",
    MailStatus.DEAD: "failed",
}


def request_view(
    request: AccountRequest, links: Mapping[str, LinkDelivery], reader: Caller, rules: DomainRules, now: datetime
) -> requests.AccountRequestView:
    """Serialize a request for its requester, their team, or a reviewer."""
    status = request.status_at(now)
    return requests.AccountRequestView(
        request_id=request.request_id,
        reference=request.reference,
        status=status.value,
        account=account_view(account_of(request), rules, now),
        requester=requests.RequesterView(name=request.requester.name, email=request.requester.email),
        team_account_id=request.team_account_id or None,
        nominations=[nomination_view(one, links) for one in request.nominations],
        proposed_access=_proposed(request.proposed_access),
        decision=_full_decision(request.decision) if request.decision else None,
        allowed_actions=list(actions_of(request, reader, status)),
        created_at=request.created_at,
        expires_at=request.expires_at,
        end_reason=request.end_reason.value if request.end_reason else None,
        updated_at=request.changed_at if status is request.status else request.expires_at,
        **{field.value: request.text(field) for field in TextField},
    )


def actions_of(request: AccountRequest, reader: Caller, status: RequestStatus) -> Sequence[Action]:
    """Return what the reader may do with the request in this status: by their team, else as a reviewer."""
    member = member_of(request, reader.person, reader.grants)
    if member.role is TeamRole.NONE and reader.person.is_reviewer:
        return allowed_actions(status, Role.REVIEWER)
    return member.actions(request, status)


def nomination_view(nomination: Nomination, links: Mapping[str, LinkDelivery]) -> requests.NominationView:
    """Serialize a nomination with the delivery status of the newest mail that carried its link."""
    newest = link_delivery(nomination, links)
    return requests.NominationView(
        nomination_id=nomination.nomination_id,
        email=nomination.email,
        state=nomination.state.value,
        hops=nomination.hops,
        delivery=DELIVERY[newest.status] if newest else "queued",  # type: ignore[arg-type]
        delivered_at=newest.delivered_at if newest else None,
    )


def _proposed(proposals: Sequence[ProposedAccess]) -> list[requests.ProposedAccessView]:
    return [
        requests.ProposedAccessView(
            proposal_id=one.proposal_id, email=one.email, role=one.role.value, granted=one.is_granted
        )
        for one in proposals
    ]


def approval_view(view: LinkView, rules: DomainRules, now: datetime) -> approvals.ApprovalView:
    """Serialize a request for the holder of a link."""
    request = view.request
    shown = approvals.LinkRequestView(
        reference=request.reference,
        account_name=request.account_name,
        domain_identifier=request.domain_identifier,
        domain_display=rules.display(request.domain_identifier),
        requester=requests.RequesterView(name=request.requester.name, email=request.requester.email),
        proposed_access=_proposed(request.proposed_to(view.nomination)),
        created_at=request.created_at,
        expires_at=request.expires_at,
        **{field.value: request.text(field) for field, rule in TEXT_FIELDS.items() if rule.shown_to_customer},
    )
    return approvals.ApprovalView(
        request=shown,
        link_expires_at=view.nomination.link_expires_at,
        status=request.status_at(now).value,  # type: ignore[arg-type]
        decision=masked_decision(view),
        allowed_actions=list(approver_actions(request, now)),
    )


def masked_decision(view: LinkView) -> requests.DecisionView | None:
    """Return outcome, time and masked decider; the reason only for the link by which it was given."""
    decision = view.request.decision
    if decision is None:
        return None
    own = decision.nomination_id == view.nomination.nomination_id
    shown = requests.DecisionView(outcome=decision.outcome.value, by=_masked(decision), at=decision.at)
    if own:
        shown.reason_code = decision.reason_code.value if decision.reason_code else None
        shown.reason = decision.reason
    return shown


def _full_decision(decision: Decision) -> requests.DecisionView:
    return requests.DecisionView(
        outcome=decision.outcome.value,
        by=decision.by,
        at=decision.at,
        reason_code=decision.reason_code.value if decision.reason_code else None,
        reason=decision.reason,
    )


def _masked(decision: Decision) -> str:
    if decision.role is Role.APPROVER:
        return MailAddress.parse(decision.by).masked
    return decision.role.value
