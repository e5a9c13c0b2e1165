"""Under which name somebody is shown to others."""

import sys
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.identity.display_name import AT_SIGNS, LONGEST_CLAIM, ReservedNames, display_name, stored_name
from chalicelib.domain.identity.mail_address import MailAddress

EMAIL = MailAddress.parse("partner@reseller.example")
RESERVED = ReservedNames.of(
    ("Smart Accounts", "support@vendor.example", "Vendor Licensing", "no-reply@vendor.example", "")
)


def shown(said: str) -> str:
    return display_name(said, EMAIL, RESERVED)


@pytest.mark.parametrize("said", ["Doe, John", "Zoë Ó Súilleabháin", "山田 太郎", "Smart", "Accounts Smart", "Vendor"])
def test_a_name_of_ones_own_is_shown(said: str) -> None:
    assert shown(said) == said


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


@pytest.mark.parametrize("said", ADDRESSES, ids=lambda said: ascii(said)[:40])
def test_a_name_that_holds_an_address_is_not_shown(said: str) -> None:
    assert shown(said) == "partner"


def test_every_character_that_reads_as_an_at_sign_counts_as_one() -> None:
    everything = map(chr, range(sys.maxunicode + 1))

    assert {char for char in everything if "@" in unicodedata.normalize("NFKC", char)} == AT_SIGNS


POSING = [
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


@pytest.mark.parametrize("said", POSING, ids=ascii)
def test_a_name_that_reads_like_the_product_or_its_sender_is_not_shown(said: str) -> None:
    assert shown(said) == "partner"


def test_names_that_are_not_set_reserve_nothing() -> None:
    assert display_name("Pat", EMAIL, ReservedNames.of(("", " ", "\u3164"))) == "Pat"


@given(st.text())
def test_no_name_holds_an_address_hides_anything_or_is_longer_than_a_line(said: str) -> None:
    name = shown(said)

    assert "@" not in unicodedata.normalize("NFKC", name)
    assert name.isprintable()
    assert 0 < len(name) <= 200


KEPT: list[tuple[str, str, str]] = [
    ("Pat Partner", "pat@reseller.example", "Pat Partner"),
    ("", "pat@reseller.example", ""),
    ("Jane Boss <ceo@bigcustomer.example>", "pat@reseller.example", "pat"),
    ("ceo\uff20bigcustomer.example", "pat@reseller.example", "pat"),
    ("ceo@bigcustomer.example", "", ""),
]


@pytest.mark.parametrize(("name", "email", "own"), KEPT)
def test_a_name_with_an_address_that_an_earlier_release_kept_gives_way_to_the_own_local_part(
    name: str, email: str, own: str
) -> None:
    assert stored_name(name, email) == own


def processor_time(said: str) -> float:
    """The least that showing this name has taken."""

    def once() -> float:
        begun = time.process_time()
        for _ in range(20):
            shown(said)
        return time.process_time() - begun

    return min(once() for _ in range(5))


def test_a_name_of_endless_marks_costs_little_more_than_its_beginning() -> None:
    marks = "e" + "\u0327\u0301" * 30_000

    assert processor_time(marks) < 5 * processor_time(marks[:LONGEST_CLAIM])
