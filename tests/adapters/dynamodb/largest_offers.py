"""The largest transactions about offers of roles, and about inquiries of people without one."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.services.access import inquiries, offers, roles
from tests.adapters.dynamodb.largest_transactions import ADMINISTERS, NEW_ADDRESS, Prepare, large_account
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import PARTNER, World


def offer(world: World) -> tuple[Account, str]:
    """An administrator's role that is offered, and its id."""
    account = large_account(world)
    wanted, caller = RoleForm(str(NEW_ADDRESS), ADMINISTERS.value), account.caller(ADMINISTRATOR)
    given = roles.give_role(world.ports, caller, account.account_id, wanted)
    assert isinstance(given, Offer)
    return account, given.offer_id


def accepting(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.accept_offer(world.ports, receiver, account.account_id, offer_id)


def declining(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.decline_offer(world.ports, receiver, account.account_id, offer_id)


def inquiring(world: World) -> Callable[[], object]:
    return lambda: inquiries.inquire(world.ports, PARTNER, InquiryForm("univ.example"))


def looking_up(world: World) -> Callable[[], object]:
    Account.of(world)
    inquiry = inquiries.inquire(world.ports, PARTNER, InquiryForm("univ.example"))
    return lambda: inquiries.process_inquiry(world.ports, inquiry.inquiry_id)


ABOUT_OFFERS: Mapping[str, Prepare] = {
    "access.inquiries.inquire": inquiring,
    "access.inquiries.process_inquiry": looking_up,
    "access.offers.accept_offer": accepting,
    "access.offers.decline_offer": declining,
}
