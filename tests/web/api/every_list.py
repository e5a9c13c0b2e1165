"""The table of lists: where each is, who reads it, and which row of the database its second entry comes from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.domain.identity.person import Person
from tests.services.access.stories import ADMINISTRATOR
from tests.web.api.listed_story import Listed
from tests.world import PARTNER, REVIEWER


@dataclass(frozen=True)
class Row:
    """A list: where it is, its reader, the row that is poisoned, and the id of its entry there.

    `account` is what the entry links to beside its own page.
    """

    api: str
    page: str
    reader: Person
    row: Callable[[Listed], Key]
    entry: Callable[[Listed], str]
    account: Callable[[Listed], str] | None = None


def account_of(name: str) -> Callable[[Listed], str]:
    return lambda listed: listed.accounts[name]


def account_row(name: str) -> Callable[[Listed], Key]:
    return lambda listed: keys.account(listed.accounts[name])


def second_request(listed: Listed) -> str:
    return listed.requests[1].request_id


def second_review(listed: Listed) -> str:
    return listed.reviews[1].request_id


def second_asked(listed: Listed) -> str:
    return listed.asked[1]


def role_of_user(listed: Listed) -> str:
    return "smart_account_viewer-all-of-user"


def search_row(listed: Listed, name: str = "Acme 2") -> Key:
    """The entry of the index by which the whole name is found."""
    account = listed.site.world.ports.store.account(listed.accounts[name])
    assert account is not None
    return next(key for key in rows_of(account) if key[1].startswith(name.lower()))


def own_grant_row(listed: Listed) -> Key:
    (grant,) = listed.site.world.ports.store.account_grants(listed.accounts["Delta 2"])
    return keys.address_grant(PARTNER.email.key, grant.account_id, grant.grant_id)


DIRECTORY = ("/v1/directory", "/directory", PARTNER)
ASKED = ("/v1/access-requests", "/access-requests?as=requester", PARTNER)
TO_DECIDE = ("/v1/access-requests?as=decider", "/access-requests", ADMINISTRATOR)
LISTS: Mapping[str, Row] = {
    "own requests": Row(
        "/v1/account-requests",
        "/requests",
        PARTNER,
        lambda listed: keys.request(second_request(listed)),
        second_request,
    ),
    "reviews": Row(
        "/v1/reviews", "/reviews", REVIEWER, lambda listed: keys.request(second_review(listed)), second_review
    ),
    "events": Row(
        "/v1/account-requests/{request}/events",
        "/requests/{request}",
        PARTNER,
        lambda listed: keys.event(second_request(listed), 2),
        lambda listed: f"{second_request(listed)}.2",
    ),
    "access asked for": Row(*ASKED, lambda listed: keys.access_request(second_asked(listed)), second_asked),
    "access asked for, by account": Row(*ASKED, account_row("Acme 2"), second_asked),
    "access to decide": Row(
        *TO_DECIDE, lambda listed: keys.access_request(second_asked(listed)), second_asked, account_of("Acme 2")
    ),
    "access to decide, by account": Row(*TO_DECIDE, account_row("Acme 2"), second_asked, account_of("Acme 2")),
    "access to decide, by desk": Row(
        *TO_DECIDE, lambda listed: keys.inbox(listed.accounts["Acme 2"]), second_asked, account_of("Acme 2")
    ),
    "roles": Row(
        "/v1/accounts/{account}/roles",
        "/accounts/{account}/roles",
        ADMINISTRATOR,
        lambda listed: keys.account_grant(listed.account.account_id, role_of_user(listed)),
        role_of_user,
    ),
    "Virtual Accounts": Row(
        "/v1/accounts/{account}/virtual-accounts",
        "/accounts/{account}/virtual-accounts",
        ADMINISTRATOR,
        lambda listed: keys.virtual_account(listed.account.account_id, listed.account.office),
        lambda listed: listed.account.office,
    ),
    "Virtual Accounts, to whoever looks": Row(
        "/v1/accounts/{account}/virtual-accounts",
        "/accounts/{account}",
        PARTNER,
        lambda listed: keys.virtual_account(listed.account.account_id, listed.account.office),
        lambda listed: listed.account.office,
    ),
    "search": Row("/v1/accounts?q=acme", "/accounts?q=acme", PARTNER, search_row, account_of("Acme 2")),
    "directory": Row(*DIRECTORY, account_row("Delta 2"), account_of("Delta 2")),
    "directory, by role": Row(*DIRECTORY, own_grant_row, account_of("Delta 2")),
    "directory, access asked for": Row(
        *DIRECTORY, lambda listed: keys.access_request(second_asked(listed)), second_asked, account_of("Acme 2")
    ),
    "directory, requests": Row(
        *DIRECTORY,
        lambda listed: keys.request(second_request(listed)),
        second_request,
        lambda listed: listed.requests[1].account_id,
    ),
    "directory, own domain": Row(*DIRECTORY, account_row("Reseller"), account_of("Reseller")),
    "directory, lock of the own domain": Row(
        *DIRECTORY,
        lambda listed: keys.lock(PARTNER.email.domain, PARTNER.email.domain),
        account_of("Reseller"),
    ),
}
