"""Markup typed by account administrators: names of accounts, of Virtual Accounts and of people."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.web.page.forms import Form
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.accounts.stories import address
from tests.web.browser_without_script import Response, Site
from tests.web.page.markup import ADDRESS, IMPORTED, MARKUP, NAME, REQUESTER, WORDS, Pages
from tests.world import person

NAMED_LIKE_REQUESTER = replace(ADMINISTRATOR, name=REQUESTER)


def run(site: Site) -> Pages:
    """Yield the pages of an account with such a name, two Virtual Accounts and two people with such names."""
    account, visitor = Account.of(site.world), site.signed_in(NAMED_LIKE_REQUESTER)
    claim_at_sign_in(site.world.ports, NAMED_LIKE_REQUESTER)
    virtual_account_id = account.virtual_account(
        WORDS, account.virtual_account(IMPORTED).virtual_account_id
    ).virtual_account_id
    role = account.give(person(ADDRESS), AccessRole.VIRTUAL_ACCOUNT_USER, virtual_account_id).grants[0].grant_id
    account_path = address(account)
    visitor.fill_in(visitor.get(f"{account_path}/change"), "/change", account_name=NAME)
    yield visitor.get(account_path), {NAME, REQUESTER, IMPORTED, WORDS}
    yield visitor.get(f"{account_path}/change"), {NAME}
    yield visitor.get(f"{account_path}/roles"), {NAME, REQUESTER, ADDRESS, f"{IMPORTED} › {WORDS}"}
    yield visitor.get(f"{account_path}/roles/{role}/withdraw"), {NAME, ADDRESS, f"{IMPORTED} › {WORDS}"}
    yield visitor.get(f"{account_path}/events"), {NAME, REQUESTER, f"{IMPORTED} › {WORDS}"}
    yield visitor.get(f"{account_path}/virtual-accounts"), {NAME, IMPORTED, WORDS, f"{IMPORTED} › {WORDS}"}
    yield visitor.get(f"{account_path}/virtual-accounts/{virtual_account_id}"), {NAME, WORDS, f"{IMPORTED} › {WORDS}"}
    query = urlencode(dict.fromkeys(("done", "part", MARKUP), MARKUP))
    for page in (account_path, f"{account_path}/roles", f"{account_path}/virtual-accounts"):
        yield visitor.get(f"{page}?{query}"), {NAME}


def run_forms(site: Site) -> Iterator[tuple[Response, Form]]:
    """Yield the response of every administration form shown again after a refusal, with what was typed into it."""
    account, visitor = Account.of(site.world), site.signed_in(ADMINISTRATOR)
    for path, typed in (
        ("/change", {"account_name": MARKUP * 3}),
        ("/roles", {"email": MARKUP}),
        ("/virtual-accounts", {"name": MARKUP * 3}),
        ("/virtual-accounts/{lab}", {"name": MARKUP * 3}),
    ):
        form_path = address(account, path)
        yield visitor.fill_in(visitor.get(form_path), form_path, **typed), typed
