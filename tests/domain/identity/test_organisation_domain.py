"""The organisation that owns a mail domain, and the mail addresses that match an identifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.domain_identifier import DomainRules, matches, matching_mail_domains
from chalicelib.domain.identity.public_suffixes import bundled_suffixes

RULES = DomainRules(bundled_suffixes(), example_domains=False)
LOCAL_RULES = DomainRules(bundled_suffixes(), example_domains=True)

paths = st.lists(st.sampled_from(["a", "labs", "xn--mnchen-3ya", "www"]), max_size=6)
suffixes = st.sampled_from(["com", "co.uk", "github.io", "xn--p1ai", "kobe.jp"])


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("univ.edu", "univ.edu"),
        ("student.labs.univ.edu", "univ.edu"),
        ("mail.example.co.uk", "example.co.uk"),
        ("it.xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn"),
        ("a.b.github.io", "b.github.io"),
        ("github.io", "github.io"),
        ("ruhr-uni-bochum.de", "ruhr-uni-bochum.de"),
        ("co.uk", "co.uk"),
        ("mail.gmail.com", "gmail.com"),
        ("mail.acme.notasuffix", "mail.acme.notasuffix"),
        ("mail.acme.example", "mail.acme.example"),
        ("intranet", "intranet"),
    ],
)
def test_organisation_of_a_mail_domain_is_its_registrable_domain_or_itself(domain: str, organisation: str) -> None:
    assert RULES.organisation_of(domain) == organisation


def test_example_domains_have_organisations_when_the_suffix_is_accepted() -> None:
    assert LOCAL_RULES.organisation_of("mail.acme.example") == "acme.example"
    assert LOCAL_RULES.organisation_of("example") == "example"


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("univ.edu", ("univ.edu",)),
        ("labs.univ.edu", ("labs.univ.edu", "univ.edu")),
        ("a.b.example.co.uk", ("a.b.example.co.uk", "b.example.co.uk", "example.co.uk")),
        ("github.io", ("github.io",)),
        ("labs.shop.github.io", ("labs.shop.github.io", "shop.github.io")),
    ],
)
def test_matching_domains_run_from_identifier_to_organisation(text: str, domains: tuple[str, ...]) -> None:
    identifier = RULES.parse(text)
    assert matching_mail_domains(identifier.value, identifier.registrable_domain) == domains


@pytest.mark.parametrize(
    ("mail_domain", "text", "matching"),
    [
        ("univ.edu", "labs.univ.edu", True),
        ("labs.univ.edu", "labs.univ.edu", True),
        ("student.univ.edu", "univ.edu", False),
        ("student.univ.edu", "labs.univ.edu", False),
        ("edu", "univ.edu", False),
        ("notuniv.edu", "univ.edu", False),
        ("niv.edu", "univ.edu", False),
        ("io", "shop.github.io", False),
        ("github.io", "shop.github.io", False),
        ("gmail.com", "univ.edu", False),
        ("", "univ.edu", False),
    ],
)
def test_address_matches_at_or_above_the_identifier_within_the_organisation(
    mail_domain: str, text: str, matching: bool
) -> None:
    identifier = RULES.parse(text)
    assert matches(mail_domain, identifier.value, identifier.registrable_domain) is matching


def test_identifier_is_displayed_in_u_labels() -> None:
    assert RULES.display("labs.xn--mnchen-3ya.de") == "labs.münchen.de"


def test_bundled_suffixes_are_read_once() -> None:
    assert bundled_suffixes() is bundled_suffixes()


@given(paths, suffixes)
def test_organisation_is_its_own_organisation_and_a_suffix_of_its_names(path: list[str], suffix: str) -> None:
    domain = ".".join([*path, suffix])
    organisation = RULES.organisation_of(domain)
    assert RULES.organisation_of(organisation) == organisation
    assert f".{domain}".endswith(f".{organisation}")


@given(paths, suffixes)
def test_matching_domains_belong_to_the_same_organisation(path: list[str], suffix: str) -> None:
    domain = ".".join([*path, "acme", suffix])
    organisation = RULES.organisation_of(domain)
    domains = matching_mail_domains(domain, organisation)
    assert {RULES.organisation_of(matching_domain) for matching_domain in domains} == {organisation}
    assert (domains[0], domains[-1]) == (domain, organisation)
    assert list(domains) == sorted(domains, key=len, reverse=True)
