"""Domain identifiers: accepted spellings, and what is refused and why."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Invalid, Problem
from chalicelib.domain.identity.domain_identifier import (
    SPECIAL_USE,
    DomainIdentifier,
    DomainRules,
    bundled_suffixes,
)
from chalicelib.domain.identity.public_suffixes import RETIRED

RULES = DomainRules(bundled_suffixes(), example_domains=False)
LOCAL_RULES = DomainRules(bundled_suffixes(), example_domains=True)

labels = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
hosts = st.builds("{}.{}".format, labels, st.sampled_from(["com", "fr", "co.uk", "рф", "github.io"]))


def refusal(text: str, rules: DomainRules = RULES) -> Problem:
    with pytest.raises(Invalid) as raised:
        rules.parse(text)
    return Problem(raised.value.code)


@pytest.mark.parametrize(
    "text",
    [
        "example.com",
        "  Example.COM \n",
        "HTTPS://WWW.Example.COM/path",
        "http://example.com:8080/a/b?c=d#e",
        "//example.com/",
        "ftp://example.com",
        "example.com/",
        "example.com:443",
        "example.com:",
        "example.com?q=1",
        "example.com#top",
        "www.example.com",
        "www.www.example.com.",
        "example.com.",
        "example.com.:80",
        "example。com",
        "example．com｡",
        "ｅｘａｍｐｌｅ.com",
        "exam\u00adple.com",
        "\ufeffexample.com",
        "<https://example.com>",
        "“example.com”,",
        "'example.com'",
        "「example.com」",
        "(example.com);",
        "＜http://example.com/path＞；",
        "\u202aexample.com\u202c",
    ],
)
def test_every_spelling_of_a_site_gives_the_same_identifier(text: str) -> None:
    expected = DomainIdentifier("example.com", "example.com", "example.com", always_reviewed=False)
    assert RULES.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "value", "display", "registrable_domain"),
    [
        ("labs.univ.edu", "labs.univ.edu", "labs.univ.edu", "univ.edu"),
        ("a.b.example.co.uk", "a.b.example.co.uk", "a.b.example.co.uk", "example.co.uk"),
        ("city.kobe.jp", "city.kobe.jp", "city.kobe.jp", "city.kobe.jp"),
        ("shop.github.io", "shop.github.io", "shop.github.io", "shop.github.io"),
        ("MÜNCHEN.de", "xn--mnchen-3ya.de", "münchen.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "münchen.de", "xn--mnchen-3ya.de"),
        ("faß.de", "xn--fa-hia.de", "faß.de", "xn--fa-hia.de"),
        ("it.пример.рф", "it.xn--e1afmkfd.xn--p1ai", "it.пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("a.公司.cn", "a.xn--55qx5d.cn", "a.公司.cn", "a.xn--55qx5d.cn"),
        ("www-urs.u-strasbg.fr", "www-urs.u-strasbg.fr", "www-urs.u-strasbg.fr", "u-strasbg.fr"),
        ("una.an", "una.an", "una.an", "una.an"),
    ],
)
def test_a_label_is_stored_and_u_label_is_displayed(
    text: str, value: str, display: str, registrable_domain: str
) -> None:
    expected = DomainIdentifier(value, display, registrable_domain, always_reviewed=False)
    assert RULES.parse(text) == expected


@pytest.mark.parametrize("text", ["www.com", "www.co.uk", "www.ck"])
def test_www_is_kept_when_only_a_public_suffix_would_remain(text: str) -> None:
    assert RULES.parse(text).value == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("github.io", "github.io"),
        ("ruhr-uni-bochum.de", "ruhr-uni-bochum.de"),
        ("https://www.ruhr-uni-bochum.de/", "ruhr-uni-bochum.de"),
        ("s3.amazonaws.com", "s3.amazonaws.com"),
        ("compute.estate", "compute.estate"),
    ],
)
def test_private_suffix_is_its_own_organisation_and_always_reviewed(text: str, value: str) -> None:
    assert RULES.parse(text) == DomainIdentifier(value, value, value, always_reviewed=True)


@pytest.mark.parametrize("text", ["com", "co.uk", "foo.kobe.jp", "foo.ck", "mil.lv", "рф", "公司.cn", "yu"])
def test_public_suffix_is_refused(text: str) -> None:
    assert refusal(text) is Problem.DOMAIN_IS_PUBLIC_SUFFIX


@pytest.mark.parametrize("text", ["intranet", "acme", "http://server:8080/x", "ü"])
def test_single_label_is_refused(text: str) -> None:
    assert refusal(text) is Problem.DOMAIN_SINGLE_LABEL


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "http://127.0.0.1:8000/", "127.0.0.1.", "127.1", "2130706433", "0x7f.1",
        "0X7F000001", "0177.0.0.1", "256.256.256.256", "1.2.3.4.5", "10.0.0.0/8", "１２７.0.0.1",
        "example.0x", "[127.0.0.1]", "::1", "[::1]", "http://[::1]:8080/", "2001:db8::7",
        "[fe80::1%25eth0]", "fe80::1%eth0", "::ffff:1.2.3.4",
    ],
)  # fmt: skip
def test_ip_address_in_any_spelling_is_refused(text: str) -> None:
    assert refusal(text) is Problem.DOMAIN_IS_IP_ADDRESS


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("info@example.com", "example.com"),
        ("info＠example.com;", "example.com"),
        ("Jean Dupont <info@www.example.co.uk>", "example.co.uk"),
        ("mailto:info@münchen.de", "xn--mnchen-3ya.de"),
        ("a@example.com, b@example.com", "example.com"),
    ],
)
def test_address_is_refused_with_its_domain(text: str, domain: str) -> None:
    with pytest.raises(Invalid) as raised:
        RULES.parse(text)
    assert (raised.value.code, raised.value.facts) == (Problem.DOMAIN_MALFORMED, {"domain": domain})


def test_address_whose_domain_cannot_stand_for_a_company_is_refused_for_that() -> None:
    assert refusal("jean@gmail.com") is Problem.DOMAIN_FREE_MAIL
    assert refusal("jean@co.uk") is Problem.DOMAIN_IS_PUBLIC_SUFFIX


@pytest.mark.parametrize("text", ["a@example.com, b@example.org", "https://a@example.com/", "example.com\\@a.com", "@"])
def test_text_that_is_no_single_address_offers_nothing(text: str) -> None:
    with pytest.raises(Invalid) as raised:
        RULES.parse(text)
    assert (raised.value.code, raised.value.facts) == (Problem.DOMAIN_MALFORMED, {})


def test_path_with_an_at_sign_is_no_address() -> None:
    assert RULES.parse("example.com/@some.one").value == RULES.parse("example.com/a@b.com").value == "example.com"


@pytest.mark.parametrize("name", sorted(SPECIAL_USE))
@pytest.mark.parametrize("prefix", ["", "acme.", "www.", "a.b."])
def test_special_use_names_and_their_subdomains_are_reserved(name: str, prefix: str) -> None:
    assert refusal(prefix + name) is Problem.DOMAIN_RESERVED


@pytest.mark.parametrize(
    "text", ["home.arpa", "router.home.arpa", "1.0.0.127.in-addr.arpa", "acme.notasuffix", "acme.lan", "a.zz"]
)
def test_names_under_an_unknown_suffix_are_reserved(text: str) -> None:
    assert refusal(text) is Problem.DOMAIN_RESERVED


@pytest.mark.parametrize("text", ["example.com", "example.net", "example.org"])
def test_example_domains_of_ordinary_suffixes_are_accepted(text: str) -> None:
    assert RULES.parse(text).value == text


def test_example_suffix_is_accepted_only_when_the_setting_allows_it() -> None:
    expected = DomainIdentifier("it.acme.example", "it.acme.example", "acme.example", always_reviewed=False)
    assert LOCAL_RULES.parse("it.acme.example") == expected
    assert LOCAL_RULES.parse("www.acme.example").value == "acme.example"
    assert refusal("example", LOCAL_RULES) is Problem.DOMAIN_IS_PUBLIC_SUFFIX
    assert refusal("acme.test", LOCAL_RULES) is Problem.DOMAIN_RESERVED
    assert refusal("it.acme.example") is Problem.DOMAIN_RESERVED


def test_at_most_eight_labels_are_accepted_without_www() -> None:
    deep = "a.b.c.d.e.f.example.com"
    assert RULES.parse(f"www.{deep}").value == deep
    assert refusal(f"g.{deep}") is Problem.DOMAIN_TOO_DEEP


@pytest.mark.parametrize("code", sorted(RETIRED))
def test_retired_country_codes_are_still_public_suffixes(code: str) -> None:
    assert RULES.parse(f"it.univ.{code}").registrable_domain == f"univ.{code}"


@given(hosts, st.sampled_from(["{}", "http://{}/x", "WWW.{}", "{}.", " {}:80"]))
def test_parsing_is_idempotent_for_value_and_display(host: str, pasted: str) -> None:
    try:
        identifier = RULES.parse(pasted.format(host))
    except Invalid:
        return
    assert RULES.parse(identifier.value) == identifier
    assert RULES.parse(identifier.display) == identifier


@given(st.text(st.characters(exclude_categories=()), max_size=30).map(lambda text: f"{text}.com") | hosts)
def test_any_text_is_refused_or_gives_a_clean_name(text: str) -> None:
    try:
        identifier = RULES.parse(text)
    except Invalid:
        return
    assert set(identifier.value) <= set(string.ascii_lowercase + string.digits + ".-")
    assert len(identifier.value) <= 253
    assert f".{identifier.value}".endswith(f".{identifier.registrable_domain}")
    assert not set(identifier.display) & set(" /:@?#")
