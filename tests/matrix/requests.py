"""The requests of the matrix: account requests in every state with their links, and access requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests as access
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.caller import Caller
from tests.callers import with_role_elsewhere
from tests.forms import with_fields
from tests.matrix.accounts import Account, caller
from tests.matrix.callers import ADDRESSES, person
from tests.world import FORM, World
from tests.world import person as somebody

SUCCESSOR = "successor@reseller.example"
COLLEAGUE = somebody("colleague@univ.example", name="Cal Colleague")
USER, LAB_USER = "smart_account_user", "virtual_account_user"


@dataclass
class Requests:
    """Creates requests, and keeps requests and link tokens by name."""

    world: World
    requests: dict[str, AccountRequest] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def submit(self, name: str, by: str = "req", mail_domain: str = "") -> AccountRequest:
        """Submit a request for a new organisation; it goes to review if `mail_domain` is another domain."""
        domain = f"{name}.example"
        form = with_fields(
            FORM,
            account_name=f"House of {name.title()}",
            domain_identifier=domain,
            customer_emails=tuple(f"{who}@{mail_domain or domain}" for who in ("it", "cio")),
            note_to_customer=f"To the people of {name}.",
            note_to_reviewer=f"To those who review {name}.",
        )
        self.requests[name] = self.world.submit(form, person(self.world.container, by))
        return self.requests[name]

    def review(self, name: str, reason: str = "") -> None:
        """Review a request: decline it with the reason, or accept it without one."""
        reviewer = person(self.world.container, "rev")
        review_request(self.world.ports, reviewer, self.requests[name].request_id, not reason, reason)

    def link(self, name: str, nomination_id: str = "1") -> str:
        """Return the token of an approver's current link."""
        return self.world.token(self.requests[name], nomination_id)


def create_requests(world: World) -> Requests:
    """Create the account requests; advances the clock by 92 days."""
    made = Requests(world)
    made.submit("expired")
    made.links["expired"] = made.link("expired")
    world.clock.advance(days=72)
    made.submit("waiting")
    made.links["run-out"] = made.link("waiting")
    made.submit("lapsed", mail_domain="elsewhere.example")
    world.clock.advance(days=20)
    _create_reviewed(made)
    _create_pending_and_decided(made)
    _create_superseded_links(made)
    _create_successor(world)
    world.clock.advance(hours=1)
    return made


def _create_successor(world: World) -> None:
    """Give a member to each team that has requested something."""
    for column in ("req", "slf"):
        world.give_role(SUCCESSOR, f"elsewhere-of-{ADDRESSES[column]}", AccessRole.SMART_ACCOUNT_USER)
    claim_at_sign_in(world.ports, somebody(SUCCESSOR))


def _create_reviewed(made: Requests) -> None:
    for name, by in {"reviewing": "req", "accepted": "req", "dropped": "req", "selfmade": "slf"}.items():
        made.submit(name, by, mail_domain=f"{name}-holding.example")
    made.review("accepted")
    made.review("dropped", "Nobody here knows this customer.")


def _create_pending_and_decided(made: Requests) -> None:
    """Create requests that are pending, approved, declined or withdrawn."""
    ports = made.world.ports
    for name in ("pending", "approved", "declined", "withdrawn"):
        made.submit(name)
        made.links[name] = made.link(name)
        made.links[f"{name}-alternate"] = made.link(name, "2")
    link_actions.approve(ports, made.links["approved"], True)
    link_actions.decline(ports, made.links["declined"], "other", "We were never asked.")
    requester = person(made.world.container, "req")
    requester_actions.withdraw(
        ports, made.world.caller(requester), made.requests["withdrawn"].request_id, "Typed the wrong name."
    )


def _create_superseded_links(made: Requests) -> None:
    """Create requests with resent, reassigned and forwarded links."""
    world, requester = made.world, person(made.world.container, "req")
    for name in ("resent", "reassigned", "forwarded"):
        made.submit(name)
        made.links[name] = made.link(name)
    requester_actions.resend(world.ports, world.caller(requester), made.requests["resent"].request_id, None)
    replacement = Replacement("1", MailAddress.parse("head@reassigned.example"))
    requester_actions.reassign(
        world.ports, world.caller(requester), made.requests["reassigned"].request_id, replacement
    )
    onward = read_forwarding("head@forwarded.example", "", "en", False)
    link_actions.forward(world.ports, made.links["forwarded"], lambda _: onward)


def create_access_requests(world: World, accounts: Mapping[str, Account]) -> Mapping[str, AccessRequest]:
    """Create the access requests for the account `open` and return them by name."""
    ports, lab, office = world.ports, accounts["open"].lab, accounts["open"].office

    def ask(note: str, by: Caller, *virtual_accounts: str) -> AccessRequest:
        scope = "virtual_accounts" if virtual_accounts else "account"
        wish = AccessRequestForm(scope, LAB_USER if virtual_accounts else USER, virtual_accounts, note)
        return access.ask(ports, by, accounts["open"].account_id, wish)

    colleague, requester = world.caller(COLLEAGUE), caller(world, "req")
    declined, approved = ask("For a first order.", requester), ask("For the Lab.", colleague, lab)
    access.decline(ports, caller(world, "adm"), declined.access_request_id, "Ask the computing centre instead.")
    access.approve(ports, caller(world, "adm"), approved.access_request_id, Choice())
    return {
        "declined": declined,
        "given": approved,
        "waits": ask("For a second order.", requester),
        "on-lab": ask("For our engineers.", caller(world, "riv"), lab),
        "on-office": ask("For the Office.", colleague, office),
        # Requested before the person became an administrator.
        "asked-by-adm": ask("For myself.", with_role_elsewhere(world.ports, person(world.container, "adm"))),
    }
