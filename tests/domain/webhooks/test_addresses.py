"""A webhook is at an address of the public internet, whatever the version of Python thinks of it."""

from ipaddress import ip_address

import pytest

from chalicelib.domain.webhooks.addresses import is_loopback, is_public

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254
169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8
64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1
2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1
fe80::1%eth0 fec0::1 feff::1 ff02::1 ff0e::1 2001:0:808:808:: 2001:1ff:ffff::1 2002:6440:1:: ::ffff:100.64.0.1
::ffff:168.63.129.16 ::1%eth0
"""
PUBLIC = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 223.255.255.255
168.63.129.15 168.63.129.17 2000::1 2001:200::1 2001:4860:4860::8888 2003::1 2600:1f18::1 2a00:1450::1 3ffe:ffff::1
"""


@pytest.mark.parametrize("address", REFUSED.split())
def test_special_address_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_address_beside_the_special_ones_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.255.255.254", "::1"])
def test_loopback_address_is_of_this_machine(address: str) -> None:
    assert is_loopback(ip_address(address))


@pytest.mark.parametrize("address", ["126.255.255.255", "128.0.0.0", "::", "::2", "::ffff:127.0.0.1", "::127.0.0.1"])
def test_other_address_is_not_of_this_machine(address: str) -> None:
    assert not is_loopback(ip_address(address))
