"""Which resolvers of the DNS a setting names."""

import pytest

from chalicelib.settings.resolvers import is_on_this_machine, resolvers


def test_resolvers_are_addresses_with_a_port_where_it_is_not_the_usual_one() -> None:
    given = resolvers(" 9.9.9.9:5353, 2606:4700:4700::1111,[2620:fe::fe]:54,[::1] ")
    assert given == (("9.9.9.9", 5353), ("2606:4700:4700::1111", 53), ("2620:fe::fe", 54), ("::1", 53))


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "resolver.vendor.example",
        "localhost",
        "1.1.1",
        "1.1.1.1:0",
        "1.1.1.1:65536",
        "1.1.1.1:",
        "1.1.1.1:dns",
        "1.1.1.1/dns-query",
        "https://1.1.1.1",
        "somebody@1.1.1.1",
        "2606:4700:4700::1111:53:1:2:3",
        "[1.1.1.1",
        "1.1.1.1,1.0.0.1,8.8.8.8,8.8.4.4,9.9.9.9,149.112.112.112",
    ],
)
def test_what_is_no_resolver_is_refused_with_what_to_give_instead(text: str) -> None:
    with pytest.raises(ValueError, match="give IP addresses of resolvers"):
        resolvers(text)


@pytest.mark.parametrize(("text", "is_here"), [("1.1.1.1", False), ("1.1.1.1,127.0.0.2:5353", True), ("::1", True)])
def test_resolver_on_this_machine_is_recognised(text: str, is_here: bool) -> None:
    assert is_on_this_machine(resolvers(text)) is is_here
