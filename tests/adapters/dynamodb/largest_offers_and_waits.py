"""The largest transactions about roles, offers, handing over, waits that end in nothing, and new Virtual Accounts."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.access.offers import Offer
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.mails import Audience, Mail, MailDraft, MailKind
from chalicelib.services.access import inquiries, offers, requests, roles
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.mail.digests import unless_collected
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.end_notice import ask_for_end_notice
from tests.adapters.dynamodb.largest_transactions import (
    ADMINISTERS,
    ADMINISTERS_PART,
    CAPITAL,
    NEW_ADDRESS,
    Prepare,
    claimed,
    escalated,
    large_account,
    submitted,
    with_parts,
)
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account, offered
from tests.world import PARTNER, World, person


def collecting(world: World) -> Callable[[], object]:
    """Return the mail of an end nearby, which is to be part of a digest."""
    request = submitted(world)
    draft = MailDraft(MailKind.ENDED_NEARBY, Audience.ADMINISTRATORS, "en", to=str(ADMINISTRATOR.email))
    mail = Mail(request.request_id, "0009-01", draft, world.clock.now())
    world.container.mail_sender.outbox.add(mail)
    return lambda: unless_collected(world.ports, world.mail(mail), request)


def offer(world: World) -> tuple[Account, str]:
    """An administrator's role that is offered, and its id."""
    account = large_account(world)
    wanted, caller = RoleForm(str(NEW_ADDRESS), ADMINISTERS.value), account.caller(ADMINISTRATOR)
    given = roles.give_role(world.ports, caller, account.account_id, wanted)
    assert isinstance(given, Offer)
    return account, given.offer_id


def inquiring(world: World) -> Callable[[], object]:
    return lambda: inquiries.inquire(world.ports, PARTNER, InquiryForm("univ.example"))


def looking_up(world: World) -> Callable[[], object]:
    """Of an account without an administrator reviewers decide at once, and are told when it is taken back."""
    world.import_account("University of Example", "univ.example", ())
    asker = replace(PARTNER, email=NEW_ADDRESS)
    inquiry = inquiries.inquire(world.ports, asker, InquiryForm("univ.example"))
    inquiries.process_inquiry(world.ports, inquiry.inquiry_id)
    inquiries.withdraw_inquiry(world.ports, asker, inquiry.inquiry_id)
    return lambda: inquiries.process_inquiry(world.ports, inquiry.inquiry_id)


def taking_back_inquiry(world: World) -> Callable[[], object]:
    inquiry = inquiries.inquire(world.ports, PARTNER, InquiryForm("univ.example"))
    return lambda: inquiries.withdraw_inquiry(world.ports, PARTNER, inquiry.inquiry_id)


def giving(world: World) -> Callable[[], object]:
    account, asker = large_account(world), replace(PARTNER, email=NEW_ADDRESS)
    account.ask(asker, ADMINISTERS)
    escalated(world)
    wanted, caller = RoleForm(str(NEW_ADDRESS), ADMINISTERS.value), account.caller(ADMINISTRATOR)
    return lambda: roles.give_role(world.ports, caller, account.account_id, wanted)


def withdrawing(world: World) -> Callable[[], object]:
    account = claimed(world)
    offered(world, CAPITAL, account.account_id, role=ADMINISTERS)
    (grant,), caller = account.caller(CAPITAL).grants, account.caller(ADMINISTRATOR)
    return lambda: roles.withdraw_role(world.ports, caller, account.account_id, grant.grant_id)


def handing_over(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(PARTNER)
    successor = person("other@reseller.example")
    world.give_role(str(successor.email), request.team_account_id or "", AccessRole.SMART_ACCOUNT_USER)
    claim_at_sign_in(world.ports, successor)
    return lambda: requester_actions.hand_over(world.ports, caller, request.request_id, successor.email)


def accepting(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.accept_offer(world.ports, receiver, account.account_id, offer_id)


def declining(world: World) -> Callable[[], object]:
    (account, offer_id), receiver = offer(world), replace(PARTNER, email=NEW_ADDRESS)
    return lambda: offers.decline_offer(world.ports, receiver, account.account_id, offer_id)


def creating_part(world: World) -> Callable[[], object]:
    account = large_account(world)
    return lambda: account.virtual_account("Lab")


ABOUT_OFFERS: Mapping[str, Prepare] = {
    "access.inquiries.inquire": inquiring,
    "access.inquiries.process_inquiry": looking_up,
    "access.inquiries.withdraw_inquiry": taking_back_inquiry,
    "access.roles.give_role": giving,
    "access.roles.withdraw_role": withdrawing,
    "requests.requester_actions.hand_over": handing_over,
    "access.offers.accept_offer": accepting,
    "access.offers.decline_offer": declining,
    "accounts.administration.create_part": creating_part,
}


def refusing_access(world: World) -> Callable[[], object]:
    account = large_account(world)
    parts = with_parts(account, MOST_VIRTUAL_ACCOUNTS, COLLEAGUE, ADMINISTERS_PART)
    asked, caller = account.ask(PARTNER, AccessRole.VIRTUAL_ACCOUNT_USER, *parts), account.caller(COLLEAGUE)
    escalated(world)
    return lambda: requests.decline(world.ports, caller, asked.access_request_id, "")


def asking_for_notice(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(ADMINISTRATOR)
    return lambda: ask_for_end_notice(world.ports, caller, request.account_id)


def taking_back(world: World) -> Callable[[], object]:
    account, caller = large_account(world), world.caller(PARTNER)
    asked = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_USER)
    escalated(world)
    return lambda: requests.withdraw(world.ports, caller, asked.access_request_id)


def undecided_access(world: World) -> Callable[[], object]:
    asked = large_account(world).ask(PARTNER, AccessRole.SMART_ACCOUNT_USER)
    escalated(world)
    world.clock.advance(days=30)
    return lambda: requests.process_due(world.ports, asked.access_request_id)


WAITS: Mapping[str, Prepare] = {
    "requests.end_notice.ask_for_end_notice": asking_for_notice,
    "access.requests.decline": refusing_access,
    "access.requests.withdraw": taking_back,
    "access.requests.process_due": undecided_access,
    "mail.digests.unless_collected": collecting,
}
