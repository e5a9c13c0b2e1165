"""The requests of the matrix: for accounts, in every state and with their links, and for access to accounts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.access.ask import AccessRequestForm
from chalicelib.domain.access.decide import Choice
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.forwarding import read_forwarding
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import requests as access
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.requests.review import review_request
from chalicelib.services.unit_of_work.caller import Caller
from tests.callers import let_in
from tests.forms import with_fields
from tests.matrix.accounts import Account, caller
from tests.matrix.callers import person
from tests.world import FORM, World
from tests.world import person as somebody

COLLEAGUE = somebody("colleague@univ.example", name="Cal Colleague")
USER, LAB_USER = "smart_account_user", "virtual_account_user"


@dataclass
class Requests:
    """Brings them about, and keeps the requests, and the tokens of links, by name."""

    world: World
    requests: dict[str, AccountRequest] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def submit(self, name: str, by: str = "req", mail_domain: str = "") -> AccountRequest:
        """A request of that name for an organisation of its own; addresses of another domain go to review."""
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
        """By a reviewer, who accepts where there is no reason not to."""
        reviewer = person(self.world.container, "rev")
        review_request(self.world.ports, reviewer, self.requests[name].request_id, not reason, reason)

    def link(self, name: str, nomination_id: str = "1") -> str:
        """The current link of a request's approver."""
        return self.world.token(self.requests[name], nomination_id)


def asked_for(world: World) -> Requests:
    """The requests for accounts; the clock moves on by 92 days, and shows what it shows at the end."""
    made = Requests(world)
    made.submit("expired")
    made.links["expired"] = made.link("expired")
    world.clock.advance(days=72)
    made.submit("waiting")
    made.links["run-out"] = made.link("waiting")
    made.submit("lapsed", mail_domain="elsewhere.example")
    world.clock.advance(days=20)
    _in_review(made)
    _by_customers(made)
    _no_longer_current(made)
    world.clock.advance(hours=1)
    return made


def _in_review(made: Requests) -> None:
    for name, by in {"reviewing": "req", "accepted": "req", "dropped": "req", "selfmade": "slf"}.items():
        made.submit(name, by, mail_domain=f"{name}-holding.example")
    made.review("accepted")
    made.review("dropped", "Nobody here knows this customer.")


def _by_customers(made: Requests) -> None:
    """Pending, or at the end that an approver or the requester has brought about."""
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


def _no_longer_current(made: Requests) -> None:
    """Links that others have taken the place of."""
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


def access_asked_for(world: World, accounts: Mapping[str, Account]) -> Mapping[str, AccessRequest]:
    """The requests for access to the open account, by name."""
    ports, lab, office = world.ports, accounts["open"].lab, accounts["open"].office

    def ask(note: str, by: Caller, *parts: str) -> AccessRequest:
        scope = "virtual_accounts" if parts else "account"
        wish = AccessRequestForm(scope, LAB_USER if parts else USER, parts, note)
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
        # Whoever was made an administrator after asking.
        "asked-by-adm": ask("For myself.", let_in(world.ports, person(world.container, "adm"))),
    }
