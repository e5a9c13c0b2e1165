"""Every page about programs, with the status of its response."""

from collections.abc import Mapping
from dataclasses import replace

from chalicelib.services.programs.acting import acting_program, note_use
from chalicelib.services.programs.administration import invite_program, revoke_program
from chalicelib.services.programs.confirming import confirm_program
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.programs.stories import FORM_OF_PROGRAM, client
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site

TYPED = {
    "label": "Order tool",
    "scopes/requests.write": "true",
    "team_email": "orders@univ.example",
    "valid_days": "90",
}


def path_of(account: Account) -> str:
    return f"/accounts/{account.account_id}/programs"


def several(site: Site) -> Account:
    """An account with a program in each status."""
    account = Account.of(site.world)
    ports, by = site.world.ports, account.caller(ADMINISTRATOR)
    for label, days in (("Expired tool", 1), ("Used tool", 365), ("Revoked tool", 365), ("Invited tool", 365)):
        form = replace(FORM_OF_PROGRAM, label=label, valid_days=days)
        invited = invite_program(ports, by, account.account_id, form)
        if label == "Expired tool":
            site.world.clock.advance(days=1)
        if label == "Used tool":
            confirm_program(ports, client(), invited.code)
            note_use(ports, acting_program(ports, client()))
        if label == "Revoked tool":
            revoke_program(ports, by, account.account_id, invited.program.program_id)
    return account


def shown(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(path_of(several(site)))


def none_yet(site: Site) -> Response:
    return site.signed_in(ADMINISTRATOR, None).get(path_of(Account.of(site.world)))


def for_others(site: Site) -> Response:
    return site.signed_in().get(path_of(Account.of(site.world)))


def invited(**changed: str) -> State:
    """Send the form."""

    def state(site: Site) -> Response:
        path = path_of(Account.of(site.world))
        visitor = site.signed_in(ADMINISTRATOR, None)
        return visitor.fill_in(visitor.get(path), "/programs", **{**TYPED, **changed})

    return state


def too_many(site: Site) -> Response:
    account = Account.of(site.world)
    for _ in range(10):
        invite_program(site.world.ports, account.caller(ADMINISTRATOR), account.account_id, FORM_OF_PROGRAM)
    visitor = site.signed_in(ADMINISTRATOR, None)
    return visitor.fill_in(visitor.get(path_of(account)), "/programs", **TYPED)


def revoked(site: Site) -> Response:
    account = several(site)
    newest, *_ = site.world.ports.store.account_programs(account.account_id).programs
    visitor = site.signed_in(ADMINISTRATOR, None)
    response = visitor.fill_in(visitor.get(path_of(account)), f"/{newest.program_id}/revoke")
    return visitor.followed(response) if response.status == 303 else response


PROGRAMS: Mapping[str, tuple[int, State]] = {
    "programs": (200, shown),
    "no programs": (200, none_yet),
    "programs, for others": (403, for_others),
    "program invited": (200, invited()),
    "program invited without a label": (422, invited(label="", team_email="orders")),
    "one program too many": (409, too_many),
    "program revoked": (200, revoked),
}
