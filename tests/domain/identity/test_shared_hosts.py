"""Hosts that tenants share: each tenant is an organisation of its own."""

import re

import pytest

from chalicelib.domain.identity.domain_identifier import DomainRules, matching_mail_domains
from chalicelib.domain.identity.free_mail import (
    PROFESSIONAL_MAIL_DOMAINS,
    identifies_nobody,
    is_free_mail,
    is_professional_mail,
)
from chalicelib.domain.identity.public_suffixes import bundled_suffixes
from chalicelib.domain.identity.shared_hosts import HOSTS_BY_SOURCE, SHARED_HOSTS

RULES = DomainRules(bundled_suffixes(), example_domains=False)


@pytest.mark.parametrize("host", sorted(SHARED_HOSTS))
def test_each_tenant_of_a_shared_host_is_its_own_organisation(host: str) -> None:
    alpha, beta = RULES.parse(f"alpha.{host}"), RULES.parse(f"https://www.beta.{host}/login")
    assert (alpha.registrable_domain, beta.registrable_domain) == (f"alpha.{host}", f"beta.{host}")
    assert not alpha.always_reviewed
    assert matching_mail_domains(f"labs.alpha.{host}", RULES.organisation_of(f"labs.alpha.{host}")) == (
        f"labs.alpha.{host}",
        f"alpha.{host}",
    )


@pytest.mark.parametrize("host", sorted(SHARED_HOSTS))
def test_the_host_itself_is_always_reviewed_and_keeps_its_identifier(host: str) -> None:
    for spelling in (host, f"www.{host}"):
        parsed = RULES.parse(spelling)
        assert (parsed.value, parsed.registrable_domain, parsed.always_reviewed) == (host, host, True)


@pytest.mark.parametrize("source", HOSTS_BY_SOURCE)
def test_shared_hosts_name_their_source_and_stand_once(source: str) -> None:
    assert re.fullmatch(r"https://\S+ \([^)]+\)", source)
    others = {host for other, hosts in HOSTS_BY_SOURCE.items() if other != source for host in hosts.split()}
    hosts = HOSTS_BY_SOURCE[source].split()
    assert len(hosts) == len(set(hosts) - others)


def test_an_operator_adds_shared_hosts() -> None:
    assert RULES.organisation_of("alpha.sites.provider.com") == "provider.com"
    more = DomainRules(bundled_suffixes().with_shared_hosts(frozenset({"sites.provider.com"})), example_domains=False)
    assert more.organisation_of("alpha.sites.provider.com") == "alpha.sites.provider.com"
    assert more.organisation_of("labs.provider.com") == "provider.com"
    assert more.organisation_of("alpha.onmicrosoft.com") == "alpha.onmicrosoft.com"


@pytest.mark.parametrize("domain", sorted(PROFESSIONAL_MAIL_DOMAINS))
def test_mail_of_a_whole_profession_identifies_nobody_and_is_always_reviewed(domain: str) -> None:
    assert RULES.parse(domain).always_reviewed
    assert RULES.parse(f"paris.{domain}").always_reviewed
    assert is_professional_mail(f"paris.{domain}")
    assert identifies_nobody(domain)
    assert not is_free_mail(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "pec.it", "legalmail.it", "arubapec.it", "postacert.it", "passmail.net", "passinbox.com", "cock.li",
        "1secmail.com", "mail.tm", "dropmail.me", "vodafone.de", "vodafone.it", "emirates.net.ae", "bezeqint.net",
        "a1.net", "pt.lu", "goo.ne.jp", "pec.cloud", "messaggipec.it", "ewetel.net", "cytanet.com.cy", "odn.ne.jp",
        "cantv.net", "guerrillamail.info", "mail.gw", "addymail.com", "wegwerfmail.de",
    ],
)  # fmt: skip
def test_mailboxes_for_the_public_identify_nobody(domain: str) -> None:
    assert identifies_nobody(domain)
    assert not identifies_nobody(f"not{domain}")
