"""Mail domains where everybody can get a mailbox."""

import pytest

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.identity.free_mail import FREE_MAIL_DOMAINS, is_free_mail
from chalicelib.domain.identity.public_suffixes import bundled_suffixes

RULES = DomainRules(bundled_suffixes(), example_domains=False)

WELL_KNOWN = [
    "gmail.com", "googlemail.com", "yahoo.fr", "yahoo.co.jp", "hotmail.co.uk", "outlook.de", "live.nl",
    "gmx.net", "web.de", "orange.fr", "free.fr", "laposte.net", "qq.com", "163.com", "yandex.ru", "mail.ru",
    "proton.me", "icloud.com", "aol.com", "mailinator.com",
]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "mail.", "www."])
def test_free_mail_domains_and_their_subdomains_are_refused(prefix: str) -> None:
    accepted = [domain for domain in FREE_MAIL_DOMAINS if not _is_refused_as_free_mail(prefix + domain)]
    assert accepted == []


@pytest.mark.parametrize("domain", WELL_KNOWN)
def test_well_known_free_mail_domains_are_listed(domain: str) -> None:
    assert is_free_mail(domain)
    assert is_free_mail(f"mail.{domain}")


@pytest.mark.parametrize("domain", ["notgmail.com", "gmail.com.example.com", "com", "orange.com", "univ.edu"])
def test_other_domains_are_not_free_mail(domain: str) -> None:
    assert not is_free_mail(domain)


def test_no_free_mail_domain_is_a_subdomain_of_another() -> None:
    assert not [domain for domain in FREE_MAIL_DOMAINS if is_free_mail(domain.partition(".")[2])]


def _is_refused_as_free_mail(text: str) -> bool:
    with pytest.raises(Invalid) as refusal:
        RULES.parse(text)
    return refusal.value.code is Problem.DOMAIN_FREE_MAIL
