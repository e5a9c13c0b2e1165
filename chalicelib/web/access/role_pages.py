"""Pages for listing, granting and withdrawing the roles on an account."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from chalicelib.domain.access.ask import LEAST_ROLES
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.request import AccessScope
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import GIVEN_ACCOUNT_ROLES, VIRTUAL_ACCOUNT_ROLES, AccessRole, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid
from chalicelib.rendering.pages.formatting import shown_address
from chalicelib.services.access.roles import (
    RolesFile,
    RoleState,
    give_role,
    role_to_withdraw,
    roles_file,
    withdraw_role,
)
from chalicelib.services.accounts.read import account_file
from chalicelib.services.unit_of_work.paging import Page as PageOf
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.access.form import MOST_OFFERED, with_labels
from chalicelib.web.accounts.hierarchy import Place, ways
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.checked_forms import CHANGE, check_page, is_for_check_page, ports_for
from chalicelib.web.page.forms import Form
from chalicelib.web.page.list_pages import as_file, asked_list
from chalicelib.web.page.lists import Choice, ListKind, Order, Sort
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

    @property
    def state(self) -> RoleState:
        """Whether the role is in use."""
        if self.offered_until:
            return RoleState.OFFERED
        return RoleState.ACTIVE if self.grant.claimed_by else RoleState.UNCLAIMED


PEOPLE: ListKind[RoleRow] = ListKind(
    (
        Choice("status", msgid("Status"), tuple(RoleState), lambda row: (row.state,)),
        Choice("role", msgid("With the role"), tuple(AccessRole), lambda row: (row.grant.role,)),
    ),
    lambda row: (row.grant.name, shown_address(row.grant.email), row.where),
    (
        Sort("person", msgid("Person"), lambda row: row.grant.email),
        Sort("role", msgid("Role"), lambda row: list(AccessRole).index(row.grant.role)),
        Sort("since", msgid("Since"), lambda row: row.grant.granted_at, Order.TIME),
    ),
    "person",
)
# The names of the API.
COLUMNS: Mapping[str, Callable[[RoleRow], str]] = {
    "name": lambda row: row.grant.name,
    "email": lambda row: row.grant.email,
    "role": lambda row: row.grant.role.value,
    "virtual_account": lambda row: row.where,
    "status": lambda row: row.state.value,
    "origin": lambda row: row.grant.origin.value,
    "granted_at": lambda row: row.grant.granted_at.isoformat(),
    "offered_until": lambda row: row.offered_until.isoformat() if row.offered_until else "",
}


@pages.page(Page("GET", ROLES, "roles_page", Guard.ROLE, (*PEOPLE.parameters, "done", "part")))
def show_roles(context: PageContext, account_id: str) -> HandlerResult:
    """List the roles that the reader may administer."""
    return _roles(context, account_id)


@pages.page(Page("POST", ROLES, "give_role_form", Guard.ROLE))
def give(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Grant a role to a mail address, or offer it; more than the least is asked once more."""
    if CHANGE in form:
        return _roles(context, account_id, form)
    role_form = RoleForm(form.get("email", ""), form.get("role", ""), form.get("virtual_account_id", ""))
    ports = ports_for(context, form, lambda: role_form.role not in LEAST_ROLES.values())
    try:
        given = give_role(ports, context.caller, account_id, role_form)
    except Refused as refused:
        if is_for_check_page(context, form, ports):
            return _check(context, account_id, form, role_form)
        return _roles(context, account_id, form, with_labels(refused, context.language_for(None)))
    return redirect(context.urls.account_roles(account_id, "offered" if isinstance(given, Offer) else "granted"))


def _check(context: PageContext, account_id: str, form: Form, role_form: RoleForm) -> PageResponse:
    file = account_file(context.container.ports, context.caller, account_id)
    place = ways(file.virtual_accounts).get(role_form.virtual_account_id)
    values = {
        "account": file.account,
        "action": context.urls.account_roles(account_id),
        "request": None,
        "email": role_form.email.strip(),
        "role": AccessRole(role_form.role),
        "places": [place.path] if place else [],
    }
    return check_page("check_access", form, values)


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
) -> HandlerResult:
    asked = asked_list(context, PEOPLE, context.urls.account_roles(account_id), is_shared=True)
    with collect_unreadable() as unreadable:
        file = roles_file(context.container.ports, context.caller, account_id, asked.state.most, asked.start)
    known = ways(file.virtual_accounts)
    shown = asked.show(PageOf([_row(one, known) for one in file.given.items], file.given.next_start))
    if asked.state.as_file:
        return as_file("roles", COLUMNS, shown.found)
    form = _proposed(context, account_id) if form is None else form
    values = {
        "list": shown,
        "rows": shown.entries,
        **_form_values(context, file, known, form),
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("roles", values, refused=refused, unreadable=unreadable.entries)


def _proposed(context: PageContext, account_id: str) -> Form:
    """Return the form before anything is typed: it proposes the least."""
    part = context.parameters.get("part", "")
    is_whole = context.caller.rights_on(account_id).administers and not part
    scope = AccessScope.ACCOUNT if is_whole else AccessScope.VIRTUAL_ACCOUNTS
    return {"virtual_account_id": part, "role": LEAST_ROLES[scope].value}


def _form_values(context: PageContext, file: RolesFile, known: Mapping[str, Place], form: Form) -> Mapping[str, object]:
    """Return what the form for another role offers."""
    rights = context.caller.rights_on(file.account.account_id)
    own = _administered(rights, known)
    return {
        "account": file.account,
        "administers": rights.administers,
        "roles": (*(GIVEN_ACCOUNT_ROLES if rights.administers else ()), *VIRTUAL_ACCOUNT_ROLES),
        "places": _offered(own, form.get("virtual_account_id", "")),
        "is_cut": len(own) > MOST_OFFERED,
        "form": form,
    }


def _role(context: PageContext, account_id: str, role_id: str, refused: Refused | None = None) -> PageResponse:
    file = account_file(context.container.ports, context.caller, account_id)
    grant = role_to_withdraw(context.container.ports, context.caller, account_id, role_id)
    values = {
        "account": file.account,
        "row": _row(grant, ways(file.virtual_accounts)),
        "is_own": role_id in {grant.grant_id for grant in context.grants},
    }
    return PageResponse("withdraw_role", values, refused=refused)


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
