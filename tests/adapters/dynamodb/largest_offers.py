"""The largest transactions about roles and offers of them, and about handing over between those who have one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access import offers, roles
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.requests import requester_actions
from tests.adapters.dynamodb.largest_transactions import (
    ADMINISTERS,
    CAPITAL,
    NEW_ADDRESS,
    Prepare,
    claimed,
    large_account,
    submitted,
)
from tests.services.access.stories import ADMINISTRATOR, Account, offered
from tests.world import PARTNER, World, person


def offer(world: World) -> tuple[Account, str]:
    """An administrator's role that is offered, and its id."""
    account = large_account(world)
    wanted, caller = RoleForm(str(NEW_ADDRESS), ADMINISTERS.value), account.caller(ADMINISTRATOR)
    given = roles.give_role(world.ports, caller, account.account_id, wanted)
    assert isinstance(given, Offer)
    return account, given.offer_id


def giving(world: World) -> Callable[[], object]:
    account, asker = large_account(world), replace(PARTNER, email=NEW_ADDRESS)
    account.ask(asker, ADMINISTERS)
    wanted, caller = RoleForm(str(NEW_ADDRESS), ADMINISTERS.value), account.caller(ADMINISTRATOR)
    return lambda: roles.give_role(world.ports, caller, account.account_id, wanted)


def withdrawing(world: World) -> Callable[[], object]:
    account = claimed(world)
    offered(world, CAPITAL, account.account_id, role=ADMINISTERS)
    (grant,), caller = account.caller(CAPITAL).grants, account.caller(ADMINISTRATOR)
    return lambda: roles.withdraw_role(world.ports, caller, account.account_id, grant.grant_id)


def accepting(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.accept_offer(world.ports, receiver, account.account_id, offer_id)


def declining(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.decline_offer(world.ports, receiver, account.account_id, offer_id)


def handing_over(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(PARTNER)
    successor = person("other@reseller.example")
    world.give_role(str(successor.email), request.team_account_id or "", AccessRole.SMART_ACCOUNT_USER)
    claim_at_sign_in(world.ports, successor)
    return lambda: requester_actions.hand_over(world.ports, caller, request.request_id, successor.email)


ABOUT_OFFERS: Mapping[str, Prepare] = {
    "access.roles.give_role": giving,
    "access.roles.withdraw_role": withdrawing,
    "access.offers.accept_offer": accepting,
    "access.offers.decline_offer": declining,
    "requests.requester_actions.hand_over": handing_over,
}
