"""A webhook has an https URL with a host's name, on one of two ports, and nothing that carries a secret."""

from ipaddress import ip_address

import pytest

from chalicelib.domain.webhooks.targets import LONGEST_URL, TargetRule

RULE, LOCAL = TargetRule(), TargetRule(on_this_machine=True)


@pytest.mark.parametrize(
    ("url", "spelt"),
    [
        ("https://hooks.partner.com", "https://hooks.partner.com/"),
        ("HTTPS://Hooks.Partner.com:443/a/b?c=d", "https://hooks.partner.com/a/b?c=d"),
        ("https://hooks.partner.com:8443/%C3%A9", "https://hooks.partner.com:8443/%C3%A9"),
        ("https://partner.com?key=1", "https://partner.com/?key=1"),
        ("https://münchen.example/x", "https://xn--mnchen-3ya.example/x"),
    ],
)
def test_url_has_one_spelling(url: str, spelt: str) -> None:
    assert RULE.target_of(url).url == spelt


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.partner.com",
        "http://hooks.partner.com/",
        "ftp://hooks.partner.com/",
        "https://hooks.partner.com:80/",
        "https://hooks.partner.com:0/",
        "https://hooks.partner.com:99999/",
        "https://user@hooks.partner.com/",
        "https://user:password@hooks.partner.com/",
        "https://hooks.partner.com/#fragment",
        "https://hooks.partner.com/a b",
        "https://hooks.partner.com/\r\nX: y",
        "https://hooks.partner.com/\n",
        "https://hooks.partner.com\\@127.0.0.1/",
        "https://localhost/",
        "https://partner/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://partner.0x7f/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://１２７.0.0.1/",
        "https://partner..com/",
        "https:///path",
        "https://hooks.partner.com/" + "a" * LONGEST_URL,
    ],
)
def test_other_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        RULE.target_of(url)


def test_on_this_machine_any_port_and_http_are_allowed_but_no_other_address() -> None:
    assert LOCAL.target_of("http://localhost:9000/hook").url == "http://localhost:9000/hook"
    assert LOCAL.allows_address(ip_address("127.0.0.1"))
    assert LOCAL.allows_address(ip_address("::1"))
    assert not LOCAL.allows_address(ip_address("8.8.8.8"))
    assert not LOCAL.allows_address(ip_address("169.254.169.254"))
    assert not RULE.allows_address(ip_address("127.0.0.1"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/", "http://localhost:0/", "http://localhost:70000/"])
def test_on_this_machine_a_host_has_a_name_and_a_port(url: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        LOCAL.target_of(url)
