"""The table of reads: what each makes of a row that it cannot read, and why every decision stays safe by that.

A read that leaves the row out must make each decision by it stricter, or the database must refuse its commit.
Here are those of accounts and access.
"""

from collections.abc import Mapping

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.inquiries import keys as inquiry_keys
from tests.adapters.dynamodb.kept_rows import A_LIST, BY_KEY, LEFT_OUT, RAISES, THE_ROW, Read
from tests.services.access.stories import ADMINISTRATOR
from tests.world import PARTNER

READS_OF_ACCOUNTS: Mapping[str, Read] = {
    "account_events_between": Read(
        LEFT_OUT,
        "a list; what holds is judged by `verify`",
        lambda one: keys.account_event(one.account_id, 2),
        lambda one: one.store.account_events_between(one.account_id, 2, 2),
    ),
    "account": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.account(one.account_id),
        lambda one: one.store.account(one.account_id),
    ),
    "accounts": Read(
        LEFT_OUT,
        "a list; and whom to tell of a request near them: the others are told",
        lambda one: keys.account(one.account_id),
        lambda one: one.store.accounts([one.account_id]),
    ),
    "accounts_and_imports": Read(
        RAISES,
        "an import would make the account a second time, or undo what was decided since",
        lambda one: keys.account(one.account_id),
        lambda one: one.store.accounts_and_imports([one.account_id]),
    ),
    "accounts_and_imports, the last import": Read(
        RAISES,
        "an import would undo what was decided since",
        lambda one: keys.last_import(one.account_id),
        lambda one: one.store.accounts_and_imports([one.account_id]),
    ),
    "virtual_accounts": Read(
        LEFT_OUT,
        "what is not there can be neither asked for nor given",
        lambda one: keys.virtual_account(one.account_id, one.lab),
        lambda one: [part for part in one.store.virtual_accounts(one.account_id) if part.name == "Lab"],
    ),
    "virtual_accounts, complete": Read(
        RAISES,
        "without one of them two could have the same name, or lie too deep",
        lambda one: keys.virtual_account(one.account_id, one.lab),
        lambda one: one.store.virtual_accounts(one.account_id, complete=True),
    ),
    "grants": Read(
        LEFT_OUT,
        "a role that is not there gives no right",
        lambda one: keys.address_grant(ADMINISTRATOR.email.key, one.account_id, one.grant_id),
        lambda one: one.store.grants("nobody-else", str(ADMINISTRATOR.email)),
    ),
    "address_grants": Read(
        LEFT_OUT,
        "a role that is not there gives no right",
        lambda one: keys.address_grant(ADMINISTRATOR.email.key, one.account_id, one.grant_id),
        lambda one: one.store.address_grants("nobody-else", str(ADMINISTRATOR.email)),
    ),
    "claimed_grants": Read(
        LEFT_OUT,
        "a role that is not there gives no right",
        lambda one: keys.person_grant("claimer", one.account_id, "claimed"),
        lambda one: one.store.claimed_grants("claimer"),
    ),
    "account_grants": Read(
        LEFT_OUT,
        "with fewer administrators in sight the last one is kept the sooner",
        lambda one: keys.account_grant(one.account_id, "claimed"),
        lambda one: [grant for grant in one.store.account_grants(one.account_id) if grant.grant_id == "claimed"],
    ),
    "account_grants, complete": Read(
        RAISES,
        "without one of them a role could be given twice, or again by an import",
        lambda one: keys.account_grant(one.account_id, "claimed"),
        lambda one: one.store.account_grants(one.account_id, complete=True),
    ),
    "account_grants_page": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.account_grant(one.account_id, "claimed"),
        lambda one: [
            grant
            for grant in one.store.account_grants_page(one.account_id, 25, None).items
            if grant.grant_id == "claimed"
        ],
    ),
    "offers_and_virtual_accounts, an offer": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.account_offer(one.account_id, "offered"),
        lambda one: one.store.offers_and_virtual_accounts(one.account_id)[0],
    ),
    "offers_and_virtual_accounts, a Virtual Account": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.virtual_account(one.account_id, one.lab),
        lambda one: [part for part in one.store.offers_and_virtual_accounts(one.account_id)[1] if part.name == "Lab"],
    ),
    "offer": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.account_offer(one.account_id, "offered"),
        lambda one: one.store.offer(one.account_id, "offered"),
    ),
    "account_offers": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.account_offer(one.account_id, "offered"),
        lambda one: one.store.account_offers(one.account_id),
    ),
    "offers_from": Read(
        RAISES,
        "without one of them an account could offer a role twice, or too many",
        lambda one: keys.address_offer(PARTNER.email.key, one.account_id, 0),
        lambda one: one.store.offers_from(one.account_id, PARTNER.email.key),
    ),
    "offers_to": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.address_offer(PARTNER.email.key, one.account_id, 0),
        lambda one: one.store.offers_to(PARTNER.email.key, 10, None).items,
    ),
    "lost_roles": Read(
        BY_KEY,
        "the key says all",
        lambda one: keys.lost_role(one.account_id, "lost"),
        lambda one: one.store.lost_roles(one.account_id),
    ),
    "account_events": Read(
        RAISES,
        "an import would give a role again whose withdrawal it overlooks",
        lambda one: keys.account_event(one.account_id, 1),
        lambda one: one.store.account_events(one.account_id),
    ),
    "access_request": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.access_request(one.access_request_id),
        lambda one: one.store.access_request(one.access_request_id),
    ),
    "access_requests": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.access_request(one.access_request_id),
        lambda one: one.store.access_requests([one.access_request_id]),
    ),
    "access_request_ids_of": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.own_access_request(one.access_request),
        lambda one: one.store.access_request_ids_of(PARTNER.person_id, 25, None).items,
    ),
    "inquiry_ids_of": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: inquiry_keys.listed_inquiry(one.inquiry),
        lambda one: one.store.inquiry_ids_of(PARTNER.person_id, 25, None).items,
    ),
    "inquiries": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: inquiry_keys.inquiry(one.inquiry.inquiry_id),
        lambda one: one.store.inquiries([one.inquiry.inquiry_id]),
    ),
    "access_requests_for_reviewers": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.access_for_reviewers(one.access_request),
        lambda one: one.store.access_requests_for_reviewers(25),
    ),
    "recent_access_requests": Read(
        RAISES,
        "what was asked before would be overwritten",
        lambda one: keys.recent_access_requests(PARTNER.person_id),
        lambda one: one.store.recent_access_requests(PARTNER.person_id),
    ),
    "accounts_and_access": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.account(one.account_id),
        lambda one: one.store.accounts_and_access([one.account_id], [])[0],
    ),
    "accounts_and_access, a request": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.access_request(one.access_request_id),
        lambda one: one.store.accounts_and_access([], [one.access_request_id])[1],
    ),
    "inbox": Read(
        RAISES,
        "what waits there would be overwritten",
        lambda one: keys.inbox(one.account_id),
        lambda one: one.store.inbox(one.account_id),
    ),
    "inboxes": Read(
        LEFT_OUT,
        "a list, and a number in the menu",
        lambda one: keys.inbox(one.account_id),
        lambda one: one.store.inboxes([one.account_id]),
    ),
}
