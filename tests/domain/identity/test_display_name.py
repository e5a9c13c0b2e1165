"""The name under which a person is shown to others."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.display_name import LONGEST_CLAIM, ReservedNames, display_name, stored_name
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import AT_SIGNS
from chalicelib.domain.text.joiners import JOINERS

EMAIL = MailAddress.parse("partner@reseller.example")
RESERVED = ReservedNames.of(
    ("Smart Accounts", "support@vendor.example", "Vendor Licensing", "no-reply@vendor.example", "")
)


def shown(name: str) -> str:
    return display_name(name, EMAIL, RESERVED)


def readable(name: str) -> str:
    """Return an id that tools may pass to pytest: without backslashes, which it takes for parts of a path."""
    return ascii(name)[:40].replace("\\", "^")


@pytest.mark.parametrize(
    "name",
    ["Doe, John", "Zoë Ó Súilleabháin", "山田 太郎", "علی\u200cرضا", "ශ්\u200dරී", "Smart", "Accounts Smart", "Vendor"],
)
def test_ordinary_name_is_shown(name: str) -> None:
    assert shown(name) == name


ADDRESSES = [
    "Jane Boss <ceo@bigcustomer.example>",
    "security@contoso.example",
    "support@vendor.example",
    "@",
    "Pat @ Reseller",
    "ceo\uff20bigcustomer.example",
    "ceo\ufe6bbigcustomer.example",
    "ceo\u200b@\u200bbigcustomer.example",
    f"{'n' * 5000}@bigcustomer.example",
]


@pytest.mark.parametrize("name", ADDRESSES, ids=readable)
def test_name_with_an_address_is_not_shown(name: str) -> None:
    assert shown(name) == "partner"


def test_every_character_that_normalises_to_an_at_sign_is_known() -> None:
    everything = map(chr, range(sys.maxunicode + 1))

    assert {char for char in everything if "@" in unicodedata.normalize("NFKC", char)} == AT_SIGNS


LIKE_RESERVED_NAMES = [
    "Smart Accounts",
    "SMART ACCOUNTS",
    "  Smart \t Accounts ",
    "SmartAccounts",
    "S m a r t  A c c o u n t s",
    "Smart-Accounts.",
    "«Smart Accounts»",
    "★ Smart Accounts ✓",
    "Śmárt Àccoünts",
    "\uff33\uff4d\uff41\uff52\uff54 Accounts",
    "Smart\u3000Accounts",
    "Smart\u3164Accounts",
    "Smart\u200b Accounts\u034f\ufe0f",
    "Smart Accounts" + "\u3164" * 100,
    "vendor licensing",
    "support vendor example",
    "Support (vendor.example)",
    "no reply: vendor.example",
]


@pytest.mark.parametrize("name", LIKE_RESERVED_NAMES, ids=readable)
def test_name_that_resembles_the_product_or_its_sender_is_not_shown(name: str) -> None:
    assert shown(name) == "partner"


@pytest.mark.parametrize(
    ("claimed", "name"),
    [
        ("Pat\u200d Partner", "Pat Partner"),
        ("\u202ePat\u3164 Partner", "Pat Partner"),
        ("Pat\tPartner\x00", "Pat Partner"),
    ],
)
def test_what_is_hidden_in_a_name_is_dropped(claimed: str, name: str) -> None:
    assert shown(claimed) == name


def test_empty_names_reserve_nothing() -> None:
    assert display_name("Pat", EMAIL, ReservedNames.of(("", " ", "\u3164"))) == "Pat"


@given(st.text())
def test_shown_name_is_printable_short_and_without_an_address(text: str) -> None:
    name = shown(text)

    assert "@" not in unicodedata.normalize("NFKC", name)
    assert name.translate(dict.fromkeys(map(ord, JOINERS))).isprintable()
    assert 0 < len(name) <= 200


KEPT: list[tuple[str, str, str]] = [
    ("Pat Partner", "pat@reseller.example", "Pat Partner"),
    ("", "pat@reseller.example", ""),
    ("Jane Boss <ceo@bigcustomer.example>", "pat@reseller.example", "pat"),
    ("ceo\uff20bigcustomer.example", "pat@reseller.example", "pat"),
    ("ceo@bigcustomer.example", "", ""),
]


@pytest.mark.parametrize(("name", "email", "own"), KEPT)
def test_stored_name_with_an_address_is_replaced_by_the_local_part(name: str, email: str, own: str) -> None:
    assert stored_name(name, email) == own


def processor_time(name: str) -> float:
    """Return the shortest processor time of showing this name 20 times."""

    def once() -> float:
        begun = time.process_time()
        for _ in range(20):
            shown(name)
        return time.process_time() - begun

    return min(once() for _ in range(5))


def test_name_with_excessive_marks_takes_little_more_time_than_its_beginning() -> None:
    marks = "e" + "\u0327\u0301" * 30_000

    assert processor_time(marks) < 5 * processor_time(marks[:LONGEST_CLAIM])
