"""Settings of which each is well formed and that make no sense together, each pair with what to do about it.

A link may outlive its request (`LINK_DAYS` above `REQUEST_DAYS`), for the earlier end holds; and limits on mails
may stand in any order to each other, for each counts by something else: recipient, organisation, requester.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from chalicelib.domain.value_classes import value_class
from chalicelib.settings.parsing import is_on_this_machine
from chalicelib.settings.resolvers import is_on_this_machine as resolves_on_this_machine

PRODUCTION = "prod"


@value_class
class Contradiction:
    """`stands` is asked with the values of the two settings, in their order."""

    settings: tuple[str, str]
    stands: Callable[..., bool]
    remedy: str

    def __str__(self) -> str:
        return f"{' contradicts '.join(self.settings)}: {self.remedy}"


def _reminds_too_late(days: Sequence[timedelta], length: timedelta) -> bool:
    return any(day >= length for day in days)


def _share_a_secret(links: Mapping[str, str], audit: Mapping[str, str]) -> bool:
    return not set(links.values()).isdisjoint(audit.values())


def _switched_on_in_production(switch: bool, stage: str) -> bool:
    return switch and stage == PRODUCTION


def _out_of_reach_in_production(address: str, stage: str) -> bool:
    return is_on_this_machine(address) and stage == PRODUCTION


def _resolved_here_in_production(resolvers: tuple[tuple[str, int], ...], stage: str) -> bool:
    return resolves_on_this_machine(resolvers) and stage == PRODUCTION


def _on_this_machine_for_others(switch: bool, public_url: str) -> bool:
    return switch and not is_on_this_machine(public_url)


def _one_without_the_other(former_issuer: str, until: datetime | None) -> bool:
    return bool(former_issuer) != (until is not None)


CONTRADICTIONS: Sequence[Contradiction] = (
    Contradiction(
        ("REMINDER_DAYS", "REQUEST_DAYS"),
        _reminds_too_late,
        "nobody is reminded of a request that has ended: name days below REQUEST_DAYS, or raise that",
    ),
    Contradiction(
        ("ACCESS_REMINDER_DAYS", "ACCESS_DAYS"),
        _reminds_too_late,
        "nobody is reminded of a request for access that has ended: name days below ACCESS_DAYS, or raise that",
    ),
    Contradiction(
        ("ACCESS_ESCALATION_DAYS", "ACCESS_DAYS"),
        operator.ge,
        "reviewers could never decide beside: give a day below ACCESS_DAYS, or raise that",
    ),
    Contradiction(
        ("RESEND_PAUSE_MINUTES", "REQUEST_DAYS"),
        operator.ge,
        "no link could be sent a second time: give a pause shorter than the request, or raise REQUEST_DAYS",
    ),
    Contradiction(
        ("MAILS_PER_ORGANISATION", "CUSTOMER_ADDRESSES"),
        operator.lt,
        "new links could never be sent to as many people at once: raise the limit, or lower CUSTOMER_ADDRESSES",
    ),
    Contradiction(
        ("MAILS_PER_REQUESTER", "CUSTOMER_ADDRESSES"),
        operator.lt,
        "a request to as many people could never be sent: raise the limit, or lower CUSTOMER_ADDRESSES",
    ),
    Contradiction(
        ("NOMINATIONS_PER_REQUEST", "CUSTOMER_ADDRESSES"),
        operator.le,
        "an address of a full request could never be corrected: raise NOMINATIONS_PER_REQUEST above CUSTOMER_ADDRESSES",
    ),
    Contradiction(
        ("LINK_KEYS", "AUDIT_KEYS"),
        _share_a_secret,
        "who learns the one could forge the other: make each of them a secret of its own",
    ),
    Contradiction(
        ("EXAMPLE_DOMAINS", "STAGE"),
        _switched_on_in_production,
        "domains that are nobody's have no business in production: leave EXAMPLE_DOMAINS out",
    ),
    Contradiction(
        ("METRICS_DISABLED", "STAGE"),
        _switched_on_in_production,
        "production's alarms wait for its metrics: leave METRICS_DISABLED out",
    ),
    Contradiction(
        ("PUBLIC_URL", "STAGE"),
        _out_of_reach_in_production,
        "links in mails would lead their readers to their own machine: give the address that people reach",
    ),
    Contradiction(
        ("OIDC_ISSUER", "STAGE"),
        _out_of_reach_in_production,
        "whoever runs on this machine could sign in as anybody: give the sign-in provider's own address",
    ),
    Contradiction(
        ("DNS_RESOLVERS", "STAGE"),
        _resolved_here_in_production,
        "whoever runs on this machine could prove any domain: give addresses of public resolvers, or of your network's",
    ),
    Contradiction(
        ("WEBHOOKS_ON_THIS_MACHINE", "PUBLIC_URL"),
        _on_this_machine_for_others,
        "whoever has an account could reach this machine's own services: leave WEBHOOKS_ON_THIS_MACHINE out",
    ),
    Contradiction(
        ("OIDC_LOGOUT_URL", "STAGE"),
        _out_of_reach_in_production,
        "signing out would lead people to their own machine: give the sign-in provider's own address",
    ),
    Contradiction(
        ("API_AUDIENCE", "OIDC_CLIENT_ID"),
        operator.eq,
        "a token of a program would be one of a person: register the API at the provider under a name of its own",
    ),
    Contradiction(
        ("OIDC_FORMER_ISSUER", "OIDC_ISSUER"),
        operator.eq,
        "nobody has to claim what is theirs already: name the issuer of before, or leave it out",
    ),
    Contradiction(
        ("OIDC_FORMER_ISSUER", "OIDC_FORMER_ISSUER_UNTIL"),
        _one_without_the_other,
        "people of the former issuer may be claimed until a day that you choose: give both, or neither",
    ),
)


def contradictions(known: Mapping[str, object]) -> list[str]:
    """A line for each that stands; of what could not be read, nothing is claimed."""
    return [
        str(one)
        for one in CONTRADICTIONS
        if known.keys() >= set(one.settings) and one.stands(*(known[name] for name in one.settings))
    ]
