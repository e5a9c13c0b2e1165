"""Values for the pages of a link that can no longer decide, and the field at which a form shows a refusal.

Does not depend on paths or forms.
"""

from collections.abc import Mapping

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.requests.link_actions import LinkRefused, LinkView, forwarded_at
from chalicelib.web.page.forms import Form, at_field
from chalicelib.web.page.pages import PageResponse
from chalicelib.web.page.request_context import PageContext
from chalicelib.web.requests.serializers import masked_decision

# The field of a form that a problem concerns.
FIELDS: Mapping[Problem, str] = {
    Problem.AUTHORITY_NOT_CONFIRMED: "/authority_confirmed",
    Problem.CONFIRM_OUTSIDE_DOMAIN: "/outside_domain_confirmed",
    Problem.FORWARD_LIMIT: "/email",
    Problem.FORWARD_LOOP: "/email",
    Problem.FORWARD_TO_REQUESTER: "/email",
    Problem.FORWARD_TO_SELF: "/email",
}


def outcome(view: LinkView, refused: Refused | None = None) -> PageResponse:
    """Page of the decision, as far as this link's holder may see it; `refused` if the decision came first."""
    decision = view.request.decision
    own = decision is not None and decision.nomination_id == view.nomination.nomination_id
    values = {
        "request": view.request,
        "decision": masked_decision(view),
        "own": own,
        "reason_code": decision.reason_code if decision and own else None,
        "by_reviewer": decision is not None and decision.role is Role.REVIEWER,
    }
    return PageResponse("decided", values, view.nomination.language, refused)


def gone(context: PageContext, token: str, refused: LinkRefused) -> PageResponse:
    """Page of a link that has ended; a forwarded link shows to whom and when."""
    view = refused.view
    successor = view.request.nomination(view.nomination.replaced_by or "")
    forwarded = refused.problem is Problem.LINK_FORWARDED
    values = {
        **link_values(view, token),
        "slug": refused.problem.value,
        "successor": MailAddress.parse(successor.email).masked if successor and forwarded else "",
        "forwarded_at": forwarded_at(context.container.ports, view) if forwarded else None,
    }
    return PageResponse("gone", values, view.nomination.language, refused)


def link_values(view: LinkView, token: str) -> Mapping[str, object]:
    """Values that every page of a link shows."""
    organisation = MailAddress.parse(view.request.requester.email).domain
    return {"token": token, "request": view.request, "nomination": view.nomination, "organisation": organisation}


def at_its_field(refused: Refused, form: Form) -> Refused:
    """Return the refusal, shown at the field it concerns, if any."""
    return at_field(refused, FIELDS.get(refused.problem))
