"""Markup in what the people who run an account type: names of accounts, of Virtual Accounts and of people."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.web.page.forms import Form
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.accounts.stories import address
from tests.web.browser_without_script import Answer, Site
from tests.web.page.markup import ADDRESS, IMPORTED, MARKUP, NAME, REQUESTER, WORDS, Pages
from tests.world import person

NAMED_SO = replace(ADMINISTRATOR, name=REQUESTER)


def run(site: Site) -> Pages:
    """An account of such a name, with two Virtual Accounts and two people of such names."""
    account, own = Account.of(site.world), site.signed_in(NAMED_SO)
    claim_at_sign_in(site.world.ports, NAMED_SO)
    part = account.part(WORDS, account.part(IMPORTED).virtual_account_id).virtual_account_id
    role = account.give(person(ADDRESS), AccessRole.VIRTUAL_ACCOUNT_USER, part).grants[0].grant_id
    here = address(account)
    own.fill_in(own.get(f"{here}/change"), "/change", account_name=NAME)
    yield own.get(here), {NAME, REQUESTER, IMPORTED, WORDS}
    yield own.get(f"{here}/change"), {NAME}
    yield own.get(f"{here}/roles"), {NAME, REQUESTER, ADDRESS, f"{IMPORTED} › {WORDS}"}
    yield own.get(f"{here}/roles/{role}/withdraw"), {NAME, ADDRESS, f"{IMPORTED} › {WORDS}"}
    yield own.get(f"{here}/virtual-accounts"), {NAME, IMPORTED, WORDS, f"{IMPORTED} › {WORDS}"}
    yield own.get(f"{here}/virtual-accounts/{part}"), {NAME, WORDS, f"{IMPORTED} › {WORDS}"}
    query = urlencode(dict.fromkeys(("done", "part", MARKUP), MARKUP))
    for page in (here, f"{here}/roles", f"{here}/virtual-accounts"):
        yield own.get(f"{page}?{query}"), {NAME}


def run_forms(site: Site) -> Iterator[tuple[Answer, Form]]:
    """Every form of theirs that shows again what it refuses, and what was typed into it."""
    account, own = Account.of(site.world), site.signed_in(ADMINISTRATOR)
    for path, typed in (
        ("/change", {"account_name": MARKUP * 3}),
        ("/roles", {"email": MARKUP}),
        ("/virtual-accounts", {"name": MARKUP * 3}),
        ("/virtual-accounts/{lab}", {"name": MARKUP * 3}),
    ):
        where = address(account, path)
        yield own.fill_in(own.get(where), where, **typed), typed
