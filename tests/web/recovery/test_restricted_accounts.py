"""Over JSON and on pages, restricted accounts are told apart from none by nothing; those in review or cancelled too."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from chalicelib.domain.recovery.recovery import recovery_id_of
from tests.backends.observable_table import calls_of
from tests.matrix.callers import ADDRESSES
from tests.services.recovery.closed_accounts import none_and_closed
from tests.web.api.programs import programs
from tests.web.browser_without_script import Response, Site
from tests.world import World, person

PROOFS, RECOVERIES = "/domain-proofs", "/recoveries"
# Somebody at the domain, without a role.
WHO = "gon"
Send = Callable[[str, str, Mapping[str, str] | None], Response]
Call = tuple[str, Callable[[str], str], Callable[[str], Mapping[str, str] | None]]

CALLS: Mapping[str, Call] = {
    "list proofs": ("GET", lambda account_id: f"{PROOFS}?account_id={account_id}", lambda _: None),
    "see a recovery": ("GET", lambda account_id: f"{RECOVERIES}/{recovery_id_of(account_id)}", lambda _: None),
    "withdraw a recovery": (
        "POST",
        lambda account_id: f"{RECOVERIES}/{recovery_id_of(account_id)}/withdraw",
        lambda _: {},
    ),
    "ask for a recovery": ("POST", lambda _: RECOVERIES, lambda account_id: {"account_id": account_id}),
}
# What a page has in its path, and JSON in its body.
PAGES = {
    **CALLS,
    "ask for a proof": ("POST", CALLS["list proofs"][1], lambda _: {"domain_identifier": "univ.example"}),
    "form for a recovery": ("GET", lambda account_id: f"{RECOVERIES}?account_id={account_id}", lambda _: None),
}
JSON = {
    **CALLS,
    "ask for a proof": (
        "POST",
        lambda _: PROOFS,
        lambda account_id: {"domain_identifier": "univ.example", "account_id": account_id},
    ),
}


def answers(world: World, call: Call, send: Send) -> Mapping[str, object]:
    """Return status, headers, bytes and calls of the database for each of the accounts."""
    method, path, body = call
    found = {}
    for name, account_id in none_and_closed(world):
        with calls_of(world.table) as made:
            response = send(method, path(account_id), body(account_id))
        found[name] = (response.status, *without_number(response), made)
    return found


def without_number(response: Response) -> tuple[Mapping[str, str], str]:
    """Return headers and body without what differs from call to call: its number, and the token of forms."""
    number = response.headers["x-request-id"]
    text = re.sub(r'name="form_token" value="\S+?"', "", response.text).replace(number, "")
    return {name: value for name, value in response.headers.items() if value != number}, text


def differing(found: Mapping[str, object]) -> Mapping[str, object]:
    """Return those whose answer is not that for an account that does not exist."""
    return {name: answer for name, answer in found.items() if answer != found["unknown"]}


@pytest.mark.parametrize("call", JSON.values(), ids=JSON)
def test_programs_are_answered_the_same(world: World, call: Call) -> None:
    with programs(world) as nobody:
        program = replace(nobody, column=WHO)
        # With the first call the process learns who this is.
        program.call("GET", f"/v1{PROOFS}")
        found = answers(world, call, lambda method, path, body: program.call(method, f"/v1{path}", body))
    assert len(found) > 1
    assert differing(found) == {}


@pytest.mark.parametrize("call", PAGES.values(), ids=PAGES)
def test_readers_of_pages_are_answered_the_same(site: Site, call: Call) -> None:
    visitor = site.signed_in(person(ADDRESSES[WHO]), None)
    hidden = visitor.get(PROOFS).page.forms[-1].values["form_token"]

    def open_or_send(method: str, path: str, form: Mapping[str, str] | None) -> Response:
        return visitor.get(path) if method == "GET" else visitor.post(path, {**(form or {}), "form_token": hidden})

    found = answers(site.world, call, open_or_send)
    assert len(found) > 1
    assert differing(found) == {}
