"""What somebody without a role sees who asks for access to an account that they name."""

from chalicelib.domain.access.decide import Choice
from chalicelib.services.access import requests
from chalicelib.services.access.lists import to_decide
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.access.stories import REASON
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site
from tests.world import person

NEWCOMER = person("new@univ.example", name="Nora Newcomer")


def inquiring(**typed: str) -> State:
    """What somebody without a role sees: the form, or the page after sending it."""

    def state(site: Site) -> Response:
        visitor = site.signed_in(NEWCOMER, role=None)
        page = visitor.get("/inquiries")
        if not typed:
            return page
        response = visitor.fill_in(page, "/inquiries", **typed)
        return visitor.followed(response) if response.status == 303 else response

    return state


def inquiry_decided(choice: Choice | None) -> State:
    """An inquiry for an account after its administrator has decided."""

    def state(site: Site) -> Response:
        account, ports = Account.of(site.world), site.world.ports
        inquiring(account="univ.example")(site)
        site.world.work()
        caller = account.caller(ADMINISTRATOR)
        (file,) = to_decide(ports, caller, frozenset(), 10, None).items
        if choice is None:
            requests.decline(ports, caller, file.request.access_request_id, REASON)
        else:
            requests.approve(ports, caller, file.request.access_request_id, choice)
        return site.signed_in(NEWCOMER, role=None).get("/inquiries")

    return state


def inquiry_over(site: Site) -> Response:
    """An inquiry that nobody has decided within its time."""
    inquiring(account="nowhere.example")(site)
    site.world.clock.advance(days=61)
    return site.signed_in(NEWCOMER, role=None).get("/inquiries")


def fourth_inquiry(site: Site) -> Response:
    """One more than a day has."""
    for number in range(3):
        inquiring(account=f"nowhere{number}.example")(site)
    return inquiring(account="nowhere.example")(site)
