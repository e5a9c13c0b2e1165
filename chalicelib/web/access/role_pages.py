"""Pages for listing, granting and withdrawing the roles on an account."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import GIVEN_ACCOUNT_ROLES, VIRTUAL_ACCOUNT_ROLES, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.services.access.roles import (
    give_role,
    open_offers_of,
    role_to_withdraw,
    roles_on,
    withdraw_role,
)
from chalicelib.services.accounts.read import account_file
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.form import MOST_OFFERED, with_labels
from chalicelib.web.accounts.hierarchy import Place, ways
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
ROLES = "/accounts/{account_id}/roles"
WITHDRAW = ROLES + "/{role_id}/withdraw"


@value_class
class RoleRow:
    """A grant, the path of its Virtual Account (empty for the whole account), and when it ends if it is an offer."""

    grant: Grant
    where: str
    offered_until: datetime | None = None


@pages.page(Page("GET", ROLES, "roles_page", Guard.ROLE, ("cursor", "done", "part")))
def show_roles(context: PageContext, account_id: str) -> PageResponse:
    """List the roles that the reader may administer."""
    return _roles(context, account_id)


@pages.page(Page("POST", ROLES, "give_role_form", Guard.ROLE))
def give(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Grant a role to a mail address, or offer it."""
    role_form = RoleForm(form.get("email", ""), form.get("role", ""), form.get("virtual_account_id", ""))
    try:
        given = give_role(context.container.ports, context.caller, account_id, role_form)
    except Refused as refused:
        return _roles(context, account_id, form, with_labels(refused, context.language_for(None)))
    return redirect(context.urls.account_roles(account_id, "offered" if isinstance(given, Offer) else "granted"))


@pages.page(Page("GET", WITHDRAW, "withdraw_role_page", Guard.ROLE))
def show_withdraw(context: PageContext, account_id: str, role_id: str) -> PageResponse:
    """Ask for confirmation."""
    return _role(context, account_id, role_id)


@pages.page(Page("POST", WITHDRAW, "withdraw_role_form", Guard.ROLE))
def withdraw(context: PageContext, account_id: str, role_id: str, form: Form) -> HandlerResult:
    """Withdraw the role; redirect to the list, or to the account if the reader may no longer see the list."""
    del form
    try:
        withdraw_role(context.container.ports, context.caller, account_id, role_id)
    except Refused as refused:
        return _role(context, account_id, role_id, refused)
    remaining = Rights.of([grant for grant in context.grants if grant.grant_id != role_id], account_id)
    url = context.urls.account_roles if remaining.decides else context.urls.account
    return redirect(url(account_id, "withdrawn"))


def _roles(
    context: PageContext, account_id: str, form: Form | None = None, refused: Refused | None = None
) -> PageResponse:
    caller = context.caller
    with collect_unreadable() as unreadable:
        file = account_file(context.container.ports, caller, account_id)
        ports = context.container.ports
        given: list[Grant | Offer] = [*roles_on(ports, caller, account_id), *open_offers_of(ports, caller, account_id)]
        given.sort(key=_by_person)
    rights, known = context.caller.rights_on(account_id), ways(file.virtual_accounts)
    own = _administered(rights, known)
    form = {"virtual_account_id": context.parameters.get("part", "")} if form is None else form
    listing = Listing(context, is_shared=True)
    start = listing.position()
    end = start + listing.size
    values = {
        "account": file.account,
        "rows": [_row(one, known) for one in given[start:end]],
        "next_cursor": listing.cursor(str(end) if end < len(given) else None),
        "administers": rights.administers,
        "roles": (*(GIVEN_ACCOUNT_ROLES if rights.administers else ()), *VIRTUAL_ACCOUNT_ROLES),
        "places": _offered(own, form.get("virtual_account_id", "")),
        "is_cut": len(own) > MOST_OFFERED,
        "form": form,
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("roles", values, refused=refused, unreadable=unreadable.entries)


def _role(context: PageContext, account_id: str, role_id: str, refused: Refused | None = None) -> PageResponse:
    file = account_file(context.container.ports, context.caller, account_id)
    grant = role_to_withdraw(context.container.ports, context.caller, account_id, role_id)
    values = {
        "account": file.account,
        "row": _row(grant, ways(file.virtual_accounts)),
        "is_own": role_id in {grant.grant_id for grant in context.grants},
    }
    return PageResponse("withdraw_role", values, refused=refused)


def _by_person(given: Grant | Offer) -> tuple[str, datetime]:
    grant = given.grant if isinstance(given, Offer) else given
    return grant.email.casefold(), grant.granted_at


def _administered(rights: Rights, known: Mapping[str, Place]) -> Sequence[Place]:
    """Return the Virtual Accounts on which the reader may grant roles."""
    ids = rights.administered_virtual_accounts
    return [place for place in known.values() if rights.administers or place.virtual_account_id in ids]


def _offered(own: Sequence[Place], chosen: str) -> Sequence[Place]:
    """Return as many Virtual Accounts as a form shows, always including the chosen one."""
    return [*own[:MOST_OFFERED], *(place for place in own[MOST_OFFERED:] if place.virtual_account_id == chosen)]


def _row(given: Grant | Offer, known: Mapping[str, Place]) -> RoleRow:
    grant, offered_until = (given.grant, given.ends_at) if isinstance(given, Offer) else (given, None)
    virtual_account_id = grant.virtual_account_id or ""
    where = known[virtual_account_id].path if virtual_account_id in known else virtual_account_id
    return RoleRow(grant, where, offered_until)
