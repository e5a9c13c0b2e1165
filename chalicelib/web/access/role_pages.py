"""Who has access to an account and why, as pages: roles are given there, and withdrawn after one more question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import ACCOUNT_ROLES, VIRTUAL_ACCOUNT_ROLES, Grant
from chalicelib.domain.accounts.rights import Rights
from chalicelib.domain.errors import Refused
from chalicelib.services.access.roles import give_role, role_to_withdraw, roles_on, withdraw_role
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


@dataclass(frozen=True)
class RoleRow:
    """A role with the way to its Virtual Account; on the whole account there is none."""

    grant: Grant
    where: str


@pages.page(Page("GET", ROLES, "roles_page", Guard.ROLE, ("cursor", "done", "part")))
def show_roles(context: PageContext, account_id: str) -> PageResponse:
    """Every role, for administrators; for those of Virtual Accounts, the roles on theirs."""
    return _roles(context, account_id)


@pages.page(Page("POST", ROLES, "give_role_form", Guard.ROLE))
def give(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Whoever first signs in with the address claims the role."""
    typed = RoleForm(form.get("email", ""), form.get("role", ""), form.get("virtual_account_id", ""))
    try:
        give_role(context.container.ports, context.caller, account_id, typed)
    except Refused as refused:
        return _roles(context, account_id, form, with_labels(refused, context.language_for(None)))
    return redirect(context.urls.account_roles(account_id, "granted"))


@pages.page(Page("GET", WITHDRAW, "withdraw_role_page", Guard.ROLE))
def show_withdraw(context: PageContext, account_id: str, role_id: str) -> PageResponse:
    """Whose role it is, and whether they are sure."""
    return _role(context, account_id, role_id)


@pages.page(Page("POST", WITHDRAW, "withdraw_role_form", Guard.ROLE))
def withdraw(context: PageContext, account_id: str, role_id: str, form: Form) -> HandlerResult:
    """Back to the list, or to the account for whoever may no longer see the list."""
    del form
    try:
        withdraw_role(context.container.ports, context.caller, account_id, role_id)
    except Refused as refused:
        return _role(context, account_id, role_id, refused)
    left = Rights.of([one for one in context.grants if one.grant_id != role_id], account_id)
    led_to = context.urls.account_roles if left.decides else context.urls.account
    return redirect(led_to(account_id, "withdrawn"))


def _roles(
    context: PageContext, account_id: str, form: Form | None = None, refused: Refused | None = None
) -> PageResponse:
    caller = context.caller
    with collect_unreadable() as unreadable:
        found = account_file(context.container.ports, caller, account_id)
        given = sorted(roles_on(context.container.ports, caller, account_id), key=_by_person)
    rights, known = context.caller.rights_on(account_id), ways(found.virtual_accounts)
    own = _within(rights, known)
    form = {"virtual_account_id": context.parameters.get("part", "")} if form is None else form
    listing = Listing(context, is_shared=True)
    start = listing.position()
    end = start + listing.size
    values = {
        "account": found.account,
        "rows": [_row(one, known) for one in given[start:end]],
        "next_cursor": listing.cursor(str(end) if end < len(given) else None),
        "administers": rights.administers,
        "roles": (*(ACCOUNT_ROLES if rights.administers else ()), *VIRTUAL_ACCOUNT_ROLES),
        "places": _offered(own, form.get("virtual_account_id", "")),
        "is_cut": len(own) > MOST_OFFERED,
        "form": form,
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("roles", values, refused=refused, unreadable=unreadable.entries)


def _role(context: PageContext, account_id: str, role_id: str, refused: Refused | None = None) -> PageResponse:
    found = account_file(context.container.ports, context.caller, account_id)
    grant = role_to_withdraw(context.container.ports, context.caller, account_id, role_id)
    values = {
        "account": found.account,
        "row": _row(grant, ways(found.virtual_accounts)),
        "is_own": role_id in {one.grant_id for one in context.grants},
    }
    return PageResponse("withdraw_role", values, refused=refused)


def _by_person(grant: Grant) -> tuple[str, datetime]:
    return grant.email.casefold(), grant.granted_at


def _within(rights: Rights, known: Mapping[str, Place]) -> Sequence[Place]:
    """The Virtual Accounts whose roles are theirs to give."""
    parts = rights.administered_virtual_accounts
    return [one for one in known.values() if rights.administers or one.virtual_account_id in parts]


def _offered(own: Sequence[Place], chosen: str) -> Sequence[Place]:
    """As many as a form holds, and the chosen one in any case."""
    return [*own[:MOST_OFFERED], *(one for one in own[MOST_OFFERED:] if one.virtual_account_id == chosen)]


def _row(grant: Grant, known: Mapping[str, Place]) -> RoleRow:
    part = grant.virtual_account_id or ""
    return RoleRow(grant, known[part].path if part in known else part)
