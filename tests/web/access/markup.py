"""Markup in what people type who ask for access and who decide: notes, reasons and names."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import requests
from chalicelib.web.page.forms import Form
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.browser_without_script import Answer, Site
from tests.web.page.markup import IMPORTED, MARKUP, NAMED, REQUESTER, TO_REVIEWER, TOO_LONG, WORDS, Pages

DECIDER = replace(ADMINISTRATOR, name=TO_REVIEWER)


def access_asked(site: Site) -> Pages:
    """A request to a Virtual Account of such a name, as both sides find it, until it is declined."""
    account, own, decider = Account.of(site.world), site.signed_in(NAMED), site.signed_in(DECIDER)
    part = account.part(IMPORTED, account.lab).virtual_account_id
    request = account.ask(NAMED, AccessRole.VIRTUAL_ACCOUNT_USER, part, note=MARKUP)
    path = f"/access-requests/{request.access_request_id}"
    yield own.get(f"/accounts/{account.account_id}/access"), {REQUESTER}
    yield decider.get("/access-requests"), {REQUESTER, IMPORTED}
    yield decider.get(path), {REQUESTER, IMPORTED, MARKUP}
    yield own.get(path), {REQUESTER, IMPORTED, MARKUP}
    requests.decline(site.world.ports, account.caller(DECIDER), request.access_request_id, WORDS)
    for reader in (own, decider):
        yield reader.get("/access-requests"), {REQUESTER, IMPORTED}
        yield reader.get(path), {REQUESTER, IMPORTED, MARKUP, WORDS, TO_REVIEWER}
    yield own.get(f"/accounts/{account.account_id}/access"), {IMPORTED}
    query = urlencode(dict.fromkeys(("done", "as", MARKUP), MARKUP))
    for page in ("/access-requests", path, f"{path}/approve", f"/accounts/{account.account_id}/access"):
        yield own.get(f"{page}?{query}"), {REQUESTER}


def access_forms(site: Site) -> Iterator[tuple[Answer, Form]]:
    """Every form that shows again what it refuses, and what was typed into it."""
    account, own, decider = Account.of(site.world), site.signed_in(), site.signed_in(ADMINISTRATOR)
    request = account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    for reader, path, action, typed in (
        (own, f"/accounts/{account.account_id}/access", "/access", {"note": TOO_LONG}),
        (decider, f"/access-requests/{request.access_request_id}", "/decline", {"reason": TOO_LONG}),
    ):
        strange = {"scope": MARKUP, "role": MARKUP, f"virtual_account_ids/{MARKUP}": MARKUP}
        yield reader.fill_in(reader.get(path), action, **strange, **typed), typed
