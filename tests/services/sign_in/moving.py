"""A change of the sign-in provider: the issuers before and after it, and who signs in at which."""

from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.identity.person import Person
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.sign_in.identities import Identities
from chalicelib.services.unit_of_work.ports import Ports
from tests.services.access.stories import Account
from tests.world import PARTNER, World, person

FORMER, PRESENT, NEXT = "https://former.vendor.example", "https://present.vendor.example", "https://next.vendor.example"
LENGTH = timedelta(days=30)
USER = AccessRole.SMART_ACCOUNT_USER


def identity(name: str, email: MailAddress = PARTNER.email) -> Person:
    """Return an identity at a later issuer, with the partner's address."""
    return replace(PARTNER, person_id=f"identity-{name}", email=email)


@dataclass
class Move:
    """A system whose partner has signed in at the former issuer and has a role, a request and an access request."""

    world: World
    account: Account
    access_request: AccessRequest
    before: Identities
    after: Identities

    @classmethod
    def of(cls, world: World) -> "Move":
        """Sign the partner in, give them all that, and change the issuer for `LENGTH`."""
        before, account = Identities(world.ports, Issuers(FORMER)), Account.of(world)
        assert before.at_sign_in(PARTNER) == PARTNER
        account.give(PARTNER, USER)
        claim_at_sign_in(world.ports, PARTNER)
        world.submit(domain_identifier="labs.example", customer_emails=("it@labs.example",))
        access_request = account.ask(PARTNER, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
        return cls(world, account, access_request, before, cls.to(world, PRESENT, FORMER))

    @staticmethod
    def to(world: World, issuer: str, former: str, ports: Ports | None = None) -> Identities:
        """Return the sign-in after a change from one issuer to another."""
        return Identities(ports or world.ports, Issuers(issuer, former, world.clock.now() + LENGTH))


def stranger(name: str) -> Person:
    """Return somebody with an address of their own."""
    return person(f"{name}@reseller.example")
