"""`/v1/accounts` and `/v1/domains/check`: find and show accounts, and check whether a domain is free."""

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.domain.errors import Problem
from chalicelib.domain.programs.client import ProgramScope
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts.read import check_domain, contacts_of, known_account, virtual_accounts_of
from chalicelib.services.accounts.search import search_accounts
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.accounts.serializers import account_view, contact_view, tree
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import ACCOUNT_STATUS, CURSOR, DOMAIN, LIMIT, QUERY, SEPARATOR
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas import accounts

api = Api(__name__)
PATH = "/v1/accounts"
ONE = "/v1/accounts/{account_id}"


@api.operation(
    Operation(
        "GET",
        PATH,
        "search_accounts",
        Guard.ROLE,
        msgid("Search any Smart Account by name or domain"),
        accounts.AccountPage,
        parameters=(QUERY, ACCOUNT_STATUS, LIMIT, CURSOR),
        scope=ProgramScope.ACCOUNTS_READ,
    )
)
def search(context: RequestContext) -> ApiResponse:
    """Search accounts. A page may have fewer entries than the limit, even none, and still have a next page."""
    ports, given = context.container.ports, context.parameters
    query = given.get(QUERY.name, "")
    # Both statuses that accounts are found by leave none out.
    statuses = set(given[ACCOUNT_STATUS.name].split(SEPARATOR)) if ACCOUNT_STATUS.name in given else set()
    status = AccountStatus(statuses.pop()) if len(statuses) == 1 else None
    listing = Listing(context, is_shared=True)
    now, start = ports.clock.now(), listing.start()
    with collect_unreadable() as unreadable:
        page = search_accounts(ports.index, now, query, listing.size, start, status)
    return listing.response_both_ways(
        accounts.AccountPage,
        [account_view(one, ports.rules, now, context.access_to(one.account_id)) for one in page.items],
        page.next_start,
        page.previous_start,
        count_at_least=page.count_at_least,
        did_you_mean=page.did_you_mean or None,
        unreadable=unreadable.entries,
    )


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_account",
        Guard.ROLE,
        msgid("One Smart Account, for whoever knows its id"),
        accounts.Account,
        problems=(Problem.ACCOUNT_UNKNOWN,),
        scope=ProgramScope.ACCOUNTS_READ,
    )
)
def show(context: RequestContext, account_id: str) -> ApiResponse:
    """Return the summary of an account."""
    ports = context.container.ports
    return account_response(context, known_account(ports, context.person, account_id))


def account_response(context: RequestContext, account: SmartAccount) -> ApiResponse:
    """Return the account as the caller sees it."""
    ports, my_access = context.container.ports, context.access_to(account.account_id)
    view = account_view(account, ports.rules, ports.clock.now(), my_access)
    return ApiResponse(view, revision=account.revision)


@api.operation(
    Operation(
        "GET",
        f"{ONE}/contacts",
        "list_contacts",
        Guard.ROLE,
        msgid("Who administers an account and its Virtual Accounts"),
        accounts.ContactList,
        problems=(Problem.ACCOUNT_UNKNOWN, Problem.ACCESS_REQUIRED),
    )
)
def contacts(context: RequestContext, account_id: str) -> ApiResponse:
    """List who administers the account and its Virtual Accounts. For a restricted account the caller needs access."""
    with collect_unreadable() as unreadable:
        found = contacts_of(context.container.ports, context.caller, account_id)
    items = [contact_view(one) for one in found]
    return ApiResponse(accounts.ContactList(items=items, unreadable=unreadable.entries))


@api.operation(
    Operation(
        "GET",
        f"{ONE}/virtual-accounts",
        "list_virtual_accounts",
        Guard.ROLE,
        msgid("The Virtual Accounts of an account, as a tree"),
        accounts.VirtualAccountTree,
        problems=(Problem.ACCOUNT_UNKNOWN, Problem.ACCESS_REQUIRED),
    )
)
def virtual_accounts(context: RequestContext, account_id: str) -> ApiResponse:
    """Return the hierarchy. For a restricted account the caller needs access."""
    caller = context.caller
    with collect_unreadable() as unreadable:
        found = virtual_accounts_of(context.container.ports, caller, account_id)
    return ApiResponse(accounts.VirtualAccountTree(items=tree(found), unreadable=unreadable.entries))


@api.operation(
    Operation(
        "GET",
        "/v1/domains/check",
        "check_domain",
        Guard.ROLE,
        msgid("What a domain comes to, before a request is made"),
        accounts.DomainCheck,
        parameters=(DOMAIN,),
        problems=tuple(problem for problem in Problem if problem.value.startswith("domain-")),
        scope=ProgramScope.ACCOUNTS_READ,
    )
)
def check(context: RequestContext) -> ApiResponse:
    """Return the domain identifier parsed from the input, the account that holds it, and what is near it."""
    checked = check_domain(context.container.ports, context.parameters.get(DOMAIN.name, ""))
    taken = checked.taken
    return ApiResponse(
        accounts.DomainCheck(
            domain_identifier=checked.identifier.value,
            domain_display=checked.identifier.display,
            registrable_domain=checked.identifier.registrable_domain,
            account=accounts.TakenAccount(account_id=taken.account_id, status=checked.status) if taken else None,
            administrators_to_be_told=checked.administrators_to_be_told,
            matching_mail_domains=list(checked.matching_mail_domains),
            always_reviewed=checked.identifier.always_reviewed,
        )
    )
