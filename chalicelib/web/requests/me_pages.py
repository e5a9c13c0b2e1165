"""`/me`: the reader's roles and teams, and what is left of their limits."""

from chalicelib.rendering.problems.limits import LIMITS
from chalicelib.services.requests.own_limits import own_standing
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.pages import Page, PageResponse, Pages
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
# As many accounts as one batch reads; whoever has roles on more finds them in the directory.
MOST_NAMED = 100


@pages.page(Page("GET", "/me", "me_page", Guard.SIGNED_IN))
def show(context: PageContext) -> PageResponse:
    """Show what the reader has here, also without any role."""
    ports, ids = context.container.ports, dict.fromkeys(grant.account_id for grant in context.grants)
    with collect_unreadable() as unreadable:
        standing = own_standing(ports, context.caller)
        named = list(ids)[:MOST_NAMED]
        accounts = {one.account_id: one for one in ports.store.accounts(named)} if named else {}
    roles = [(grant, accounts[grant.account_id]) for grant in context.grants if grant.account_id in accounts]
    limits = [(one, LIMITS[one.name]) for one in standing.limits]
    values = {"roles": roles, "teams": standing.teams, "limits": limits}
    return PageResponse("me", values, unreadable=unreadable.entries)
