"""How each page of signed-in people is reached: what they did before, and what they requested."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions
from tests.ses import report
from tests.web.browser_without_script import Response, Site
from tests.world import REVIEWER, person

State = Callable[[Site], Response]
OUTSIDE: Mapping[str, Any] = {"customer_emails": ("head@elsewhere.example",)}
FILLED = {
    "account_name": "University of Example",
    "domain_identifier": "HTTPS://WWW.univ.example/path",
    "customer_emails/0": "it@univ.example",
    "customer_emails/2": "cio@univ.example",
    "customer_language": "fr",
    "note_to_customer": "For order 4711.",
    "note_to_reviewer": "Long-standing customer.",
    "order_reference": "PO-4711",
}
WRONG = {**FILLED, "account_name": "", "domain_identifier": "com", "customer_emails/2": "not an address"}
ADMINISTRATOR = ("it@univ.example",)


def directory_of_many(site: Site) -> Response:
    """Open a directory of more than one page, with accounts that are there for different reasons."""
    for number in range(23):
        site.world.import_account(f"Campus {number}", f"campus{number}.example", ("partner@reseller.example",))
    for number in range(22):
        site.world.submit(domain_identifier=f"univ{number}.example", customer_emails=(f"it@univ{number}.example",))
        site.world.clock.advance(days=1)
    site.world.import_account("Reseller", "reseller.example", ("a@reseller.example", "b@reseller.example"))
    return site.signed_in().get("/directory")


def further_directory(site: Site) -> Response:
    """Open the second page of the directory."""
    first = directory_of_many(site)
    (more,) = [link["href"] for link in first.page.elements_of("a") if link.get("rel") == "next"]
    return site.signed_in().get(more.removeprefix("/api"))


def found(query: str, **imported: Any) -> State:
    """Search for an existing account."""

    def state(site: Site) -> Response:
        site.world.import_account("University of Example", "univ.example", ADMINISTRATOR, **imported)
        return site.signed_in().get(f"/accounts?q={query}")

    return state


def found_what_was_meant(site: Site) -> Response:
    """Search for a word that is mistyped, once the words of all names are known."""
    site.world.submit(account_name="University of Example")
    site.world.minute()
    return site.signed_in().get("/accounts?q=univercity")


def page_of_results(*followed: str, restricted: range = range(0)) -> State:
    """Follow the links of these relations from the first of two pages; some accounts are restricted before that."""

    def state(site: Site) -> Response:
        for number in range(30):
            site.world.import_account(f"Campus {number:02}", f"c{number}.example", ADMINISTRATOR)
        visitor = site.signed_in()
        page = visitor.get("/accounts?q=campus")
        for number in restricted:
            site.world.import_account(f"Campus {number:02}", f"c{number}.example", ADMINISTRATOR, "restricted")
        for relation in followed:
            (link,) = [one["href"] for one in page.page.elements_of("a") if one.get("rel") == relation]
            page = visitor.get(link.removeprefix("/api"))
        return page

    return state


def account_page(visibility: str = "", *administrators: str) -> State:
    """Open the page of an account."""

    def state(site: Site) -> Response:
        site.world.import_account("University of Example", "univ.example", administrators, visibility)
        page = site.signed_in().get("/accounts?q=univ.example").page
        (link,) = [candidate["href"] for candidate in page.elements_of("a") if "/accounts/" in candidate["href"]]
        return site.signed_in().get(link.removeprefix("/api"))

    return state


PROPOSED = {"proposed_viewers": "vera@reseller.example, vic@reseller.example", "proposed_users": "una@univ.example"}
TOO_MANY_PROPOSED = {"proposed_users": ", ".join(f"p{number}@univ.example" for number in range(6))}


def checked(site: Site, **typed: str) -> Response:
    """Send the request form."""
    visitor = site.signed_in()
    return visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **{**FILLED, **typed})


def sent(site: Site) -> Response:
    """Send a request and follow the redirect to the directory."""
    visitor = site.signed_in()
    response = visitor.fill_in(visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **FILLED), "/requests")
    return visitor.followed(response)


def sent_too_late(site: Site) -> Response:
    """Send a request after another person has requested the same domain since the check."""
    visitor = site.signed_in()
    checked_page = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **FILLED)
    site.world.submit(by=person("other@rival.example"))
    return visitor.fill_in(checked_page, "/requests")


def changed(site: Site) -> Response:
    """Go back from the check page."""
    visitor = site.signed_in()
    response = visitor.fill_in(visitor.get("/requests/new"), "/requests/check", **FILLED)
    return visitor.fill_in(response, "/requests/new")


def of_request(action: str = "", before: Callable[[Site, AccountRequest], object] | None = None, **form: Any) -> State:
    """Open a page of a request, after `before` has happened to it."""

    def state(site: Site) -> Response:
        request = site.world.submit(**form)
        if before is not None:
            before(site, request)
        return site.signed_in().get(f"/requests/{request.request_id}{action}")

    return state


def my_requests(site: Site) -> Response:
    """Open the list of one's own requests, which has more than one page."""
    for number in range(26):
        site.world.submit(domain_identifier=f"univ{number}.example", customer_emails=(f"it@univ{number}.example",))
        site.world.clock.advance(days=1)
        if number == 20:
            site.world.clock.advance(days=90)
    return site.signed_in().get("/requests")


def of_the_team(path: str) -> State:
    """Open a list in which there is a request of the person's team."""

    def state(site: Site) -> Response:
        site.world.submit()
        return site.signed_in().get(path)

    return state


def after_the_share(site: Site) -> Response:
    """Send the form once the team has used its share of the organisation's mails."""
    for number in range(site.world.ports.policy.mails_per_team):
        site.world.submit(domain_identifier=f"d{number}.univ.example", customer_emails=(f"p{number}@univ.example",))
    return checked(site, domain_identifier="last.univ.example", **{"customer_emails/0": "last@univ.example"})


def sending(action: str, page: str = "", **typed: str) -> State:
    """Send a form on a page of a request."""

    def state(site: Site) -> Response:
        request = site.world.submit()
        visitor = site.signed_in()
        return visitor.fill_in(visitor.get(f"/requests/{request.request_id}{page}"), action, **typed)

    return state


def sent_again(site: Site) -> Response:
    """Send a new link and follow the redirect."""
    request = site.world.submit()
    visitor = site.signed_in()
    return visitor.followed(visitor.fill_in(visitor.get(f"/requests/{request.request_id}"), "/resend"))


def in_review(act: Callable[[Site, AccountRequest], Response]) -> State:
    """Let a reviewer without any role act on a request in review."""

    def state(site: Site) -> Response:
        request = site.world.submit(**OUTSIDE)
        return act(site.signed_in(REVIEWER, role=None), request)

    return state


def declined_in_review(site: Site, request: AccountRequest) -> Response:
    """Decline without the required reason."""
    page = site.get(f"/requests/{request.request_id}")
    return site.post(f"/requests/{request.request_id}/review", {**page.page.forms[-1].values, "reason": " "})


def decided(site: Site, request: AccountRequest) -> Response:
    """Accept the request, and see what is next."""
    page = site.get(f"/requests/{request.request_id}")
    return site.followed(site.followed(site.fill_in(page, "/review", decision="accept")))


def decided_with_another_waiting(site: Site, request: AccountRequest) -> Response:
    """Accept the request while another one waits."""
    site.world.submit(**OUTSIDE, domain_identifier="second.example")
    return decided(site, request)


def approved(site: Site, request: AccountRequest) -> None:
    """Approve as the customer."""
    link_actions.approve(site.world.ports, site.world.token(request), True)


def declined(site: Site, request: AccountRequest) -> None:
    """Decline as the customer, who has an account already."""
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", "Look closer.")


def mail_with_report(event_type: str) -> Callable[[Site, AccountRequest], None]:
    """Let the mail service report on the approver's mail."""

    def reports(site: Site, request: AccountRequest) -> None:
        site.world.work()
        found = site.world.ports.store.request_file(request.request_id)
        assert found is not None
        (mail,) = [mail for mail in found.mails if mail.draft.nomination_id == "1"]
        report(site.world, mail, event_type)

    return reports


def expired(site: Site, request: AccountRequest) -> None:
    """Move the clock beyond the end of the request."""
    site.world.clock.advance(days=(request.expires_at - request.created_at).days + 1)


def without_session(site: Site) -> Response:
    """Send a form whose session has ended."""
    return site.post("/requests/check", FILLED)
