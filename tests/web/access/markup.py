"""Markup typed by people who request access and by deciders: notes, reasons and names."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import requests
from chalicelib.web.page.forms import Form
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account
from tests.web.browser_without_script import Response, Site
from tests.web.page.markup import IMPORTED, MARKUP, NAMED, REQUESTER, TO_REVIEWER, TOO_LONG, WORDS, Pages

DECIDER = replace(ADMINISTRATOR, name=TO_REVIEWER)


def access_asked(site: Site) -> Pages:
    """Yield the pages of a request for access with such names, for both sides, before and after it is declined."""
    account, visitor, decider = Account.of(site.world), site.signed_in(NAMED), site.signed_in(DECIDER)
    virtual_account_id = account.virtual_account(IMPORTED, account.lab).virtual_account_id
    request = account.ask(NAMED, AccessRole.VIRTUAL_ACCOUNT_USER, virtual_account_id, note=MARKUP)
    path = f"/access-requests/{request.access_request_id}"
    yield visitor.get(f"/accounts/{account.account_id}/access"), {REQUESTER}
    yield decider.get("/access-requests"), {REQUESTER, IMPORTED}
    yield decider.get(path), {REQUESTER, IMPORTED, MARKUP}
    yield visitor.get(path), {REQUESTER, IMPORTED, MARKUP}
    requests.decline(site.world.ports, account.caller(DECIDER), request.access_request_id, WORDS)
    for reader in (visitor, decider):
        yield reader.get("/access-requests"), {REQUESTER, IMPORTED}
        yield reader.get(path), {REQUESTER, IMPORTED, MARKUP, WORDS, TO_REVIEWER}
    yield visitor.get(f"/accounts/{account.account_id}/access"), {IMPORTED}
    query = urlencode(dict.fromkeys(("done", "as", MARKUP), MARKUP))
    for page in ("/access-requests", path, f"{path}/approve", f"/accounts/{account.account_id}/access"):
        yield visitor.get(f"{page}?{query}"), {REQUESTER}


def access_forms(site: Site) -> Iterator[tuple[Response, Form]]:
    """Yield the response of every form that is shown again after a refusal, with what was typed into it."""
    account, visitor, decider = Account.of(site.world), site.signed_in(), site.signed_in(ADMINISTRATOR)
    request = account.ask(COLLEAGUE, AccessRole.SMART_ACCOUNT_USER)
    for reader, path, action, typed in (
        (visitor, f"/accounts/{account.account_id}/access", "/access", {"note": TOO_LONG}),
        (decider, f"/access-requests/{request.access_request_id}", "/decline", {"reason": TOO_LONG}),
    ):
        injected = {"scope": MARKUP, "role": MARKUP, f"virtual_account_ids/{MARKUP}": MARKUP}
        yield reader.fill_in(reader.get(path), action, **injected, **typed), typed
