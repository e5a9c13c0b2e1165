"""The table of lists: path, reader, and the database row of the second entry of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.deliveries import keys as delivery_keys
from chalicelib.adapters.dynamodb.feed.keys import position
from chalicelib.adapters.dynamodb.inquiries import keys as inquiry_keys
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.proofs.keys import domain_proof
from chalicelib.adapters.dynamodb.recovery.keys import recovery
from chalicelib.adapters.dynamodb.search_rows import rows_of
from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import Holder, HolderKind, proof_id_of
from chalicelib.domain.recovery.recovery import recovery_id_of
from tests.services.access.stories import ADMINISTRATOR
from tests.web.api.list_scenario import ListScenario
from tests.world import PARTNER, REVIEWER


@dataclass(frozen=True)
class ListCase:
    """A list: its paths, its reader, the row that is poisoned, and the id of that row's entry. Some have no page.

    `account` is the account that the entry links to in addition to its own page.
    """

    api: str
    page: str
    reader: Person
    row: Callable[[ListScenario], Key]
    entry: Callable[[ListScenario], str]
    account: Callable[[ListScenario], str] | None = None


def account_of(name: str) -> Callable[[ListScenario], str]:
    return lambda scenario: scenario.accounts[name]


def account_row(name: str) -> Callable[[ListScenario], Key]:
    return lambda scenario: keys.account(scenario.accounts[name])


def second_request(scenario: ListScenario) -> str:
    return scenario.requests[1].request_id


def second_review(scenario: ListScenario) -> str:
    return scenario.reviews[1].request_id


def second_access_request(scenario: ListScenario) -> str:
    return scenario.asked[1]


def second_proof(scenario: ListScenario) -> str:
    return proof_id_of(Holder(HolderKind.PERSON, PARTNER.person_id), "proof2.example")


def second_recovery(scenario: ListScenario) -> str:
    return recovery_id_of(scenario.accounts["Lost 2"])


def second_event(scenario: ListScenario) -> str:
    page = scenario.site.world.ports.store.feed_page(scenario.account.account_id, 1, 1)
    return page.items[0].event_id


def second_delivery(scenario: ListScenario) -> str:
    store = scenario.site.world.ports.store
    return store.deliveries(scenario.account.account_id, "w1", 3, None).items[1].delivery_id


def role_of_user(scenario: ListScenario) -> str:
    return "smart_account_viewer-all-of-user"


def search_row(scenario: ListScenario, name: str = "Acme 2") -> Key:
    """Return the index row by which the whole name is found."""
    account = scenario.site.world.ports.store.account(scenario.accounts[name])
    assert account is not None
    return next(key for key in rows_of(account) if key[1].startswith(name.lower()))


def own_grant_row(scenario: ListScenario) -> Key:
    (grant,) = scenario.site.world.ports.store.account_grants(scenario.accounts["Delta 2"])
    return keys.address_grant(PARTNER.email.key, grant.account_id, grant.grant_id)


DIRECTORY = ("/v1/directory", "/directory", PARTNER)
OWN_ACCESS_REQUESTS = ("/v1/access-requests", "/access-requests?as=requester", PARTNER)
TO_DECIDE = ("/v1/access-requests?as=decider", "/access-requests", ADMINISTRATOR)
LISTS: Mapping[str, ListCase] = {
    "own requests": ListCase(
        "/v1/account-requests",
        "/requests",
        PARTNER,
        lambda scenario: keys.request(second_request(scenario)),
        second_request,
    ),
    "reviews": ListCase(
        "/v1/reviews", "/reviews", REVIEWER, lambda scenario: keys.request(second_review(scenario)), second_review
    ),
    "events": ListCase(
        "/v1/account-requests/{request}/events",
        "/requests/{request}",
        PARTNER,
        lambda scenario: keys.event(second_request(scenario), 2),
        lambda scenario: f"{second_request(scenario)}.2",
    ),
    "access asked for": ListCase(
        *OWN_ACCESS_REQUESTS,
        lambda scenario: keys.access_request(second_access_request(scenario)),
        second_access_request,
    ),
    "access asked for, by account": ListCase(*OWN_ACCESS_REQUESTS, account_row("Acme 2"), second_access_request),
    "access to decide": ListCase(
        *TO_DECIDE,
        lambda scenario: keys.access_request(second_access_request(scenario)),
        second_access_request,
        account_of("Acme 2"),
    ),
    "access to decide, by account": ListCase(
        *TO_DECIDE, account_row("Acme 2"), second_access_request, account_of("Acme 2")
    ),
    "access to decide, by desk": ListCase(
        *TO_DECIDE,
        lambda scenario: keys.inbox(scenario.accounts["Acme 2"]),
        second_access_request,
        account_of("Acme 2"),
    ),
    "roles": ListCase(
        "/v1/accounts/{account}/roles",
        "/accounts/{account}/roles",
        ADMINISTRATOR,
        lambda scenario: keys.account_grant(scenario.account.account_id, role_of_user(scenario)),
        role_of_user,
    ),
    "offers": ListCase(
        "/v1/offers",
        "/offers",
        PARTNER,
        lambda scenario: keys.address_offer(PARTNER.email.key, scenario.accounts["Acme 2"], 0),
        lambda _: "offer-2",
    ),
    "proofs of domains": ListCase(
        "/v1/domain-proofs",
        "/domain-proofs",
        PARTNER,
        lambda scenario: domain_proof(second_proof(scenario)),
        second_proof,
    ),
    "inquiries": ListCase(
        "/v1/inquiries",
        "/inquiries",
        PARTNER,
        lambda scenario: inquiry_keys.inquiry(scenario.inquiries[1]),
        lambda scenario: scenario.inquiries[1],
    ),
    "own recoveries": ListCase(
        "/v1/recoveries",
        "/recoveries",
        PARTNER,
        lambda scenario: recovery(second_recovery(scenario)),
        second_recovery,
    ),
    "recoveries under way": ListCase(
        "/v1/recoveries?side=reviewer",
        "/recoveries",
        REVIEWER,
        lambda scenario: recovery(second_recovery(scenario)),
        second_recovery,
    ),
    "events of an account": ListCase(
        "/v1/accounts/{account}/events",
        "/accounts/{account}/events",
        ADMINISTRATOR,
        lambda scenario: keys.account_event(scenario.account.account_id, 2),
        lambda scenario: f"{scenario.account.account_id}.2",
    ),
    "events of a team": ListCase(
        "/v1/events?account_id={account}",
        "",
        ADMINISTRATOR,
        lambda scenario: position(scenario.account.account_id, 2),
        second_event,
    ),
    "webhooks": ListCase(
        "/v1/accounts/{account}/webhooks",
        "/accounts/{account}/webhooks",
        ADMINISTRATOR,
        lambda scenario: delivery_keys.webhook(scenario.account.account_id, "w2"),
        lambda _: "w2",
    ),
    "deliveries": ListCase(
        "/v1/accounts/{account}/webhooks/{webhook}/deliveries",
        "/accounts/{account}/webhooks/{webhook}",
        ADMINISTRATOR,
        lambda scenario: delivery_keys.delivery(scenario.account.account_id, "w1", second_delivery(scenario)),
        second_delivery,
    ),
    "Virtual Accounts": ListCase(
        "/v1/accounts/{account}/virtual-accounts",
        "/accounts/{account}/virtual-accounts",
        ADMINISTRATOR,
        lambda scenario: keys.virtual_account(scenario.account.account_id, scenario.account.office),
        lambda scenario: scenario.account.office,
    ),
    "Virtual Accounts, to whoever looks": ListCase(
        "/v1/accounts/{account}/virtual-accounts",
        "/accounts/{account}",
        PARTNER,
        lambda scenario: keys.virtual_account(scenario.account.account_id, scenario.account.office),
        lambda scenario: scenario.account.office,
    ),
    "search": ListCase("/v1/accounts?q=acme", "/accounts?q=acme", PARTNER, search_row, account_of("Acme 2")),
    "directory": ListCase(*DIRECTORY, account_row("Delta 2"), account_of("Delta 2")),
    "directory, by role": ListCase(*DIRECTORY, own_grant_row, account_of("Delta 2")),
    "directory, access asked for": ListCase(
        *DIRECTORY,
        lambda scenario: keys.access_request(second_access_request(scenario)),
        second_access_request,
        account_of("Acme 2"),
    ),
    "directory, requests": ListCase(
        *DIRECTORY,
        lambda scenario: keys.request(second_request(scenario)),
        second_request,
        lambda scenario: scenario.requests[1].account_id,
    ),
    "directory, own domain": ListCase(*DIRECTORY, account_row("Reseller"), account_of("Reseller")),
    "directory, lock of the own domain": ListCase(
        *DIRECTORY,
        lambda scenario: keys.lock(PARTNER.email.domain, PARTNER.email.domain),
        account_of("Reseller"),
    ),
}
