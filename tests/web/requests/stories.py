"""How the pages of people who have signed in come about: what they did before, and what they asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.requests import link_actions
from tests.ses import report
from tests.web.browser_without_script import Answer, Site
from tests.world import REVIEWER, person

State = Callable[[Site], Answer]
OUTSIDE: Mapping[str, Any] = {"customer_emails": ("head@elsewhere.example",)}
FILLED = {
    "account_name": "University of Example",
    "domain_identifier": "HTTPS://WWW.univ.example/path",
    "customer_emails/0": "it@univ.example",
    "customer_emails/2": "cio@univ.example",
    "customer_language": "fr",
    "note_to_customer": "For order 4711.",
    "note_to_reviewer": "Long-standing customer.",
}
WRONG = {**FILLED, "account_name": "", "domain_identifier": "com", "customer_emails/2": "not an address"}
ADMINISTRATOR = ("it@univ.example",)


def directory_of_many(site: Site) -> Answer:
    """All groups have rows, more than one page of them."""
    for number in range(23):
        site.world.import_account(f"Campus {number}", f"campus{number}.example", ("partner@reseller.example",))
    for number in range(22):
        site.world.submit(domain_identifier=f"univ{number}.example", customer_emails=(f"it@univ{number}.example",))
        site.world.clock.advance(days=1)
    site.world.import_account("Reseller", "reseller.example", ("a@reseller.example", "b@reseller.example"))
    return site.signed_in().get("/directory")


def further_directory(site: Site) -> Answer:
    """The second page of the accounts one has access to."""
    first = directory_of_many(site)
    (more,) = [one["href"] for one in first.page.all("a") if "cursor=" in one["href"]]
    return site.signed_in().get(more.removeprefix("/api"))


def found(query: str, **imported: Any) -> State:
    """The search for an account that is there."""

    def state(site: Site) -> Answer:
        site.world.import_account("University of Example", "univ.example", ADMINISTRATOR, **imported)
        return site.signed_in().get(f"/accounts?q={query}")

    return state


def an_account(visibility: str = "", *administrators: str) -> State:
    """The page of an account."""

    def state(site: Site) -> Answer:
        site.world.import_account("University of Example", "univ.example", administrators, visibility)
        page = site.signed_in().get("/accounts?q=univ.example").page
        (link,) = [one["href"] for one in page.all("a") if "/accounts/" in one["href"]]
        return site.signed_in().get(link.removeprefix("/api"))

    return state


def checked(site: Site, **typed: str) -> Answer:
    """What the form answers."""
    own = site.signed_in()
    return own.fill_in(own.get("/requests/new"), "/requests/check", **{**FILLED, **typed})


def sent(site: Site) -> Answer:
    """The directory after sending."""
    own = site.signed_in()
    answer = own.fill_in(own.fill_in(own.get("/requests/new"), "/requests/check", **FILLED), "/requests")
    return own.followed(answer)


def sent_too_late(site: Site) -> Answer:
    """Somebody else has asked for the same domain between checking and sending."""
    own = site.signed_in()
    checked_page = own.fill_in(own.get("/requests/new"), "/requests/check", **FILLED)
    site.world.submit(by=person("other@rival.example"))
    return own.fill_in(checked_page, "/requests")


def changed(site: Site) -> Answer:
    """Back from the check page."""
    own = site.signed_in()
    answer = own.fill_in(own.get("/requests/new"), "/requests/check", **FILLED)
    return own.fill_in(answer, "/requests/new")


def of_request(action: str = "", before: Callable[[Site, AccountRequest], object] | None = None, **form: Any) -> State:
    """A page of a request, after what happened to it."""

    def state(site: Site) -> Answer:
        request = site.world.submit(**form)
        if before is not None:
            before(site, request)
        return site.signed_in().get(f"/requests/{request.request_id}{action}")

    return state


def my_requests(site: Site) -> Answer:
    """More than a page of them."""
    for number in range(26):
        site.world.submit(domain_identifier=f"univ{number}.example", customer_emails=(f"it@univ{number}.example",))
        site.world.clock.advance(days=1)
        if number == 20:
            site.world.clock.advance(days=90)
    return site.signed_in().get("/requests")


def sending(action: str, page: str = "", **typed: str) -> State:
    """What a form on a page of a request answers."""

    def state(site: Site) -> Answer:
        request = site.world.submit()
        own = site.signed_in()
        return own.fill_in(own.get(f"/requests/{request.request_id}{page}"), action, **typed)

    return state


def sent_again(site: Site) -> Answer:
    """The requester has sent a new link."""
    request = site.world.submit()
    own = site.signed_in()
    return own.followed(own.fill_in(own.get(f"/requests/{request.request_id}"), "/resend"))


def in_review(act: Callable[[Site, AccountRequest], Answer]) -> State:
    """What a reviewer without any role sees."""

    def state(site: Site) -> Answer:
        request = site.world.submit(**OUTSIDE)
        return act(site.signed_in(REVIEWER, role=None), request)

    return state


def declined_in_review(site: Site, request: AccountRequest) -> Answer:
    """Without a reason, which is asked for."""
    page = site.get(f"/requests/{request.request_id}")
    return site.post(f"/requests/{request.request_id}/review", {**page.page.forms[-1].values, "reason": " "})


def approved(site: Site, request: AccountRequest) -> None:
    """By the customer."""
    link_actions.approve(site.world.ports, site.world.token(request), True)


def declined(site: Site, request: AccountRequest) -> None:
    """By the customer, who has an account already."""
    link_actions.decline(site.world.ports, site.world.token(request), "already_have_account", "Look closer.")


def mail_that(event_type: str) -> Callable[[Site, AccountRequest], None]:
    """The mail service reports on the approver's mail."""

    def reports(site: Site, request: AccountRequest) -> None:
        site.world.work()
        found = site.world.ports.store.request_file(request.request_id)
        assert found is not None
        (mail,) = [one for one in found.mails if one.draft.nomination_id == "1"]
        report(site.world, mail, event_type)

    return reports


def forgotten(site: Site, request: AccountRequest) -> None:
    """Until its end."""
    site.world.clock.advance(days=(request.expires_at - request.created_at).days + 1)


def without_session(site: Site) -> Answer:
    """A form of somebody whose session ended while they typed."""
    return site.post("/requests/check", FILLED)
