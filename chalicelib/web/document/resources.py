"""The resources of the API in the order of their documentation, and who may call an operation."""

from collections.abc import Mapping

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.languages import msgid


@value_class
class Resource:
    """A part of the documentation: its title and what it is for."""

    title: str
    description: str


SERVICE, FEED = "service", "events"
RESOURCES: Mapping[str, Resource] = {
    "accounts": Resource(
        msgid("Accounts"), msgid("Search Smart Accounts, change them, and see whom to turn to and what happened.")
    ),
    "roles": Resource(msgid("Roles"), msgid("See who has access to an account, and give and withdraw roles.")),
    "virtual-accounts": Resource(
        msgid("Virtual Accounts"), msgid("The parts of a Smart Account, as a tree that its administrators change.")
    ),
    "programs": Resource(
        msgid("Programs"),
        msgid("Invite programs that act for an account with credentials of their own, and revoke them."),
    ),
    "domains": Resource(msgid("Domains"), msgid("Check a domain before a request is made.")),
    "me": Resource(msgid("The caller"), msgid("The caller's roles and teams, and what is left of their limits.")),
    "directory": Resource(msgid("Directory"), msgid("The accounts and requests that concern the caller.")),
    "account-requests": Resource(
        msgid("Account requests"), msgid("Request a Smart Account on a customer's behalf, and follow the request.")
    ),
    "access-requests": Resource(
        msgid("Access requests"), msgid("Ask for a role on an account that exists, and decide on such requests.")
    ),
    "offers": Resource(msgid("Offers"), msgid("Accept or decline the roles that accounts offer to the caller.")),
    "inquiries": Resource(
        msgid("Inquiries"), msgid("Ask for access without a role, by the exact domain or name of an account.")
    ),
    "domain-proofs": Resource(
        msgid("Proofs of domains"), msgid("Prove by a DNS record that a domain is the caller's, or their account's.")
    ),
    "domain-proof": Resource(msgid("Evidence"), msgid("Whether the domain of an account or a request is proved.")),
    "recoveries": Resource(
        msgid("Recoveries"), msgid("Become an administrator of an account that nobody can administer any more.")
    ),
    "recovery-objections": Resource(
        msgid("Objections by a link"), msgid("Object to a recovery with the link in the mail, without signing in.")
    ),
    FEED: Resource(
        msgid("Events"),
        msgid("Follow what happens to a team's requests and accounts, each event once and none missed."),
    ),
    "webhooks": Resource(
        msgid("Webhooks"),
        msgid("Have an account’s events sent to URLs of its own, signed, and see what was sent."),
    ),
    "reviews": Resource(msgid("Reviews"), msgid("The requests that wait for a reviewer of the vendor.")),
    "approvals": Resource(msgid("Approvals by a link"), msgid("Decide with the link in the mail, without signing in.")),
    SERVICE: Resource(msgid("The service itself"), msgid("Health probes and this document.")),
}


def resource_of(path: str) -> str:
    """Return the key in `RESOURCES` for the path: the last of its segments that is one.

    The events of one request or account belong to it.
    """
    segments = [one for one in path.split("/") if one in RESOURCES]
    return next((one for one in reversed(segments) if one != FEED or len(segments) == 1), SERVICE)
