"""Pages for the administrators of an account: change its name, its visibility and its Virtual Accounts."""

from chalicelib.domain.accounts.account import SmartAccount, VirtualAccount, Visibility
from chalicelib.domain.accounts.administration import DEEPEST, Alteration, NewVirtualAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.read import AccountFile, account_file, known_account
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.hierarchy import on_one_page, ways
from chalicelib.web.accounts.serializers import tree
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import CURSOR
from chalicelib.web.api.request_context import Guard
from chalicelib.web.page.forms import Form
from chalicelib.web.page.pages import HandlerResult, Page, PageResponse, Pages, redirect
from chalicelib.web.page.request_context import PageContext

pages = Pages(__name__)
CHANGE = "/accounts/{account_id}/change"
PARTS = "/accounts/{account_id}/virtual-accounts"
PART = PARTS + "/{virtual_account_id}"
# Limit of Virtual Accounts per page, to keep the page small.
PARTS_ON_A_PAGE = 100


@pages.page(Page("GET", CHANGE, "change_account_page", Guard.ROLE))
def show_change(context: PageContext, account_id: str) -> PageResponse:
    """Show the form, filled in with the current values."""
    account = _own_account(context, account_id)
    form = {"account_name": account.account_name, "search_visibility": account.search_visibility.value}
    return _change(account, form)


@pages.page(Page("POST", CHANGE, "change_account_form", Guard.ROLE))
def change(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Change the account; the search finds it under its new name at once."""
    wanted = Alteration(form.get("account_name"), form.get("search_visibility"))
    try:
        administration.change_account(context.container.ports, context.caller, account_id, wanted)
    except Refused as refused:
        return _change(_own_account(context, account_id), form, refused)
    return redirect(context.urls.account(account_id, "changed"))


@pages.page(Page("GET", PARTS, "virtual_accounts_page", Guard.ROLE, ("cursor", "done")))
def show_parts(context: PageContext, account_id: str) -> PageResponse:
    """Show the complete tree, page by page, and the form for a new Virtual Account."""
    return _parts(context, account_id, {"search_visibility": Visibility.UNRESTRICTED.value})


@pages.page(Page("POST", PARTS, "create_virtual_account_form", Guard.ROLE, ("cursor",)))
def create_part(context: PageContext, account_id: str, form: Form) -> HandlerResult:
    """Create a Virtual Account, below another one or at the top."""
    wanted = NewVirtualAccount(form.get("name", ""), form.get("parent_id"), form.get("search_visibility", ""))
    try:
        administration.create_part(context.container.ports, context.caller, account_id, wanted)
    except Refused as refused:
        return _parts(context, account_id, form, refused)
    return redirect(context.urls.virtual_accounts(account_id, "created"))


@pages.page(Page("GET", PART, "virtual_account_page", Guard.ROLE))
def show_part(context: PageContext, account_id: str, virtual_account_id: str) -> PageResponse:
    """Show the form, filled in with the current values."""
    return _part(context, account_id, virtual_account_id)


@pages.page(Page("POST", PART, "change_virtual_account_form", Guard.ROLE))
def change_part(context: PageContext, account_id: str, virtual_account_id: str, form: Form) -> HandlerResult:
    """Change a Virtual Account; those below it stay below it."""
    wanted = Alteration(form.get("name"), form.get("search_visibility"))
    try:
        administration.change_part(context.container.ports, context.caller, account_id, virtual_account_id, wanted)
    except Refused as refused:
        return _part(context, account_id, virtual_account_id, form, refused)
    return redirect(context.urls.virtual_accounts(account_id, "changed"))


def _change(account: SmartAccount, form: Form, refused: Refused | None = None) -> PageResponse:
    values = {"account": account, "form": form, "visibilities": tuple(Visibility)}
    return PageResponse("change_account", values, refused=refused)


def _parts(context: PageContext, account_id: str, form: Form, refused: Refused | None = None) -> PageResponse:
    found, unreadable = _own_file(context, account_id)
    known = ways(found.virtual_accounts)
    listing = Listing(context, is_shared=True)
    start = listing.position()
    end = start + PARTS_ON_A_PAGE
    shown = on_one_page(found.virtual_accounts, known, start, end)
    values = {
        "account": found.account,
        "parts": tree(shown),
        "places": [known[one.virtual_account_id] for one in shown if known[one.virtual_account_id].depth < DEEPEST],
        "cursor": context.parameters.get(CURSOR.name, ""),
        "next_cursor": listing.cursor(str(end) if end < len(known) else None),
        "visibilities": tuple(Visibility),
        "form": form,
        "done": context.parameters.get("done", "") if refused is None else "",
    }
    return PageResponse("virtual_accounts", values, refused=refused, unreadable=unreadable)


def _part(
    context: PageContext,
    account_id: str,
    part_id: str,
    form: Form | None = None,
    refused: Refused | None = None,
) -> PageResponse:
    found, _ = _own_file(context, account_id)
    part = _among(found, part_id)
    holds = {"name": part.name, "search_visibility": part.search_visibility.value}
    values = {
        "account": found.account,
        "part": part,
        "path": ways(found.virtual_accounts)[part_id].path,
        "visibilities": tuple(Visibility),
        "form": holds if form is None else form,
    }
    return PageResponse("virtual_account", values, refused=refused)


def _own_account(context: PageContext, account_id: str) -> SmartAccount:
    """The account, if the reader administers it. Otherwise raises what a change of it would raise."""
    account = known_account(context.container.ports, context.person, account_id)
    context.caller.rights_on(account_id).refuse_unless_administrator()
    return account


def _own_file(context: PageContext, account_id: str) -> tuple[AccountFile, int]:
    """Like `_own_account`, with all Virtual Accounts, which administrators see, and how many cannot be read."""
    caller = context.caller
    with collect_unreadable() as unreadable:
        found = account_file(context.container.ports, caller, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    return found, unreadable.entries


def _among(found: AccountFile, part_id: str) -> VirtualAccount:
    part = next((one for one in found.virtual_accounts if one.virtual_account_id == part_id), None)
    if part is None:
        raise Refused(Problem.VIRTUAL_ACCOUNT_UNKNOWN)
    return part
