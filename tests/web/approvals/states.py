"""Every page that a link can show, each reached as in production."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.services.requests import requester_actions
from chalicelib.web.site.api_pages import PARTS
from tests.web.browser_without_script import Response, Site
from tests.web.requests.similar_accounts import approver_page_with_similar
from tests.world import PARTNER

TICKED = {"authority_confirmed": "true"}
REASON = {"reason_code": "other", "reason": "We were never asked."}
OUTSIDE = {"email": "boss@holding.example", "message": "Please look at this."}
PROPOSED = {"proposed_viewers": ("vera@reseller.example",), "proposed_users": ("una@univ.example",)}
State = Callable[[Site], Response]


def link(site: Site, nomination_id: str = "1", **changed: Any) -> str:
    """Submit a request with two approvers and return the page of the first one's link."""
    form: dict[str, Any] = {"customer_emails": ("it@univ.example", "cio@univ.example"), **changed}
    return f"/approvals/{site.world.token(site.world.submit(**form), nomination_id)}"


def opened(path: str) -> State:
    """Open a page that everybody may read."""
    return lambda site: site.get(path)


def two_links(site: Site) -> tuple[str, str]:
    """Submit a request and return the links of both approvers."""
    request = site.world.submit(customer_emails=("it@univ.example", "cio@univ.example"))
    return tuple(f"/approvals/{site.world.token(request, nomination_id)}" for nomination_id in ("1", "2"))  # type: ignore[return-value]


def shown(action: str = "") -> State:
    """Open a page."""
    return lambda site: site.get(link(site) + action)


def sent(action: str, form: Mapping[str, str]) -> State:
    """Send a form."""
    return lambda site: site.post(link(site) + action, form)


def after(action: str, form: Mapping[str, str]) -> State:
    """Send a form and follow the redirect."""
    return lambda site: site.followed(site.post(link(site) + action, form))


def for_other_approver(action: str, form: Mapping[str, str]) -> State:
    """Open the other approver's link after this one has decided."""

    def state(site: Site) -> Response:
        link_path, other_path = two_links(site)
        site.post(link_path + action, form)
        return site.get(other_path)

    return state


def too_late(site: Site) -> Response:
    """Decline after the other approver has approved."""
    link_path, other_path = two_links(site)
    site.post(link_path + "/approve", TICKED)
    return site.post(other_path + "/decline", REASON)


def superseded(site: Site) -> Response:
    """Open a link after the requester has reassigned the nomination."""
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}"
    replacement = Replacement("1", MailAddress.parse("head@univ.example"), "en")
    requester_actions.reassign(site.world.ports, site.world.caller(PARTNER), request.request_id, replacement)
    return site.get(link_path)


def withdrawn(site: Site) -> Response:
    """Open a link after the requester has withdrawn the request."""
    request = site.world.submit()
    link_path = f"/approvals/{site.world.token(request)}"
    requester_actions.withdraw(site.world.ports, site.world.caller(PARTNER), request.request_id, "")
    return site.get(link_path)


def later(days: int, action: str = "") -> State:
    """Open the link after some days."""

    def state(site: Site) -> Response:
        link_path = link(site)
        site.world.clock.advance(days=days)
        return site.followed(site.post(link_path + action)) if action else site.get(link_path)

    return state


STATES: Mapping[str, tuple[int, State]] = {
    "pending": (200, shown()),
    "pending with similar accounts": (200, approver_page_with_similar),
    "approve": (200, shown("/approve")),
    "decline": (200, shown("/decline")),
    "forward": (200, shown("/forward")),
    "cancelled": (200, shown("/cancel")),
    "renew": (200, shown("/renew")),
    "not confirmed": (422, sent("/approve", {})),
    "proposed access": (200, lambda site: site.get(link(site, proposed=PROPOSED))),
    "proposed access, not confirmed": (
        422,
        lambda site: site.post(link(site, proposed=PROPOSED) + "/approve", {"granted_access/1": "true"}),
    ),
    "no reason": (422, sent("/decline", {})),
    "no words": (422, sent("/decline", {"reason_code": "other"})),
    "unheard-of reason": (422, sent("/decline", {"reason_code": "boredom", "reason": "x" * 1001})),
    "no address": (422, sent("/forward", {"message": "see https://elsewhere.example"})),
    "outside": (422, sent("/forward", OUTSIDE)),
    "to the requester": (422, sent("/forward", {"email": "partner@reseller.example"})),
    "to oneself": (422, sent("/forward", {"email": "it@univ.example"})),
    "approved": (200, after("/approve", TICKED)),
    "declined": (200, after("/decline", REASON)),
    "approved by another": (200, for_other_approver("/approve", TICKED)),
    "declined by another": (200, for_other_approver("/decline", REASON)),
    "too late": (409, too_late),
    "forwarded": (410, after("/forward", {"email": "head@univ.example"})),
    "superseded": (410, superseded),
    "withdrawn": (410, withdrawn),
    "link expired": (410, later(15)),
    "renewed": (200, later(15, "/renew")),
    "request expired": (410, later(91)),
    "unknown": (404, lambda site: site.get("/approvals/nothing")),
    "form of another site": (
        403,
        lambda site: site.post(link(site) + "/approve", TICKED, Origin="https://evil.example"),
    ),
    "help": (200, lambda site: site.get("/help")),
    "link again": (200, opened("/link-again")),
    "link mailed again": (200, lambda site: site.followed(site.post("/link-again", {"reference": "", "email": ""}))),
    "accessibility": (200, lambda site: site.get("/accessibility")),
    "a problem": (200, lambda site: site.get("/problems/validation-failed")),
    "documentation of the API": (200, lambda site: site.get("/docs/api")),
    **{f"documentation of the API: {part}": (200, opened(f"/docs/api/{part}")) for part in PARTS if part},
    "nowhere": (404, lambda site: site.get("/nowhere", Accept="text/html")),
    "wrong method": (405, lambda site: site.send("DELETE", link(site), {"Accept": "text/html"})),
    "wrong kind": (415, lambda site: site.send("POST", link(site) + "/approve", {"Accept": "text/html"}, b"{}")),
    "too much": (413, lambda site: site.post(link(site) + "/decline", {"reason": "x" * 70_000})),
}
