"""What a search finds, and that its reads do not depend on what exists."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.search.query_plan import plan
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account, found

BERKELEY = account("University of California, Berkeley", "berkeley.edu", "berkeley")
ACME = account("Acme", "sub.example.com", "acme")
WEWORK = account("We", "wework.com", "wework")
MUNICH = account("Stadtwerke", "münchen.de", "munich")
NANTES = account("Université de Nantes", "univ-nantes.fr", "nantes")
ODEON = account("ᾨδεῖον", "music.org", "odeon")
ROCK = account("AC/DC", "music.net", "rock")
GLOBEX = account("Globex-Secret GmbH", "globex.example", "globex", search_visibility=RESTRICTED)
ABROAD = account("Geheim", "tübingen.de", "abroad", search_visibility=RESTRICTED)
GONE = account("Acme", status=AccountStatus.PENDING, pending_until=NOW)
DIRECTORY = [BERKELEY, ACME, WEWORK, MUNICH, NANTES, ODEON, ROCK, GLOBEX, ABROAD]

FINDS = [
    ("University of California, Berkeley", "berkeley"),
    ("california berk", "berkeley"),
    ("BERK", "berkeley"),
    ("  of   CALIFORNIA (berk", "berkeley"),
    ("berkeley california", "berkeley"),
    ("berkeley.edu", "berkeley"),
    ("universite de nan", "nantes"),
    ("univ-nan", "nantes"),
    ("univ nantes", "nantes"),
    ("example", "acme"),
    ("sub.exam", "acme"),
    ("HTTPS://WWW.Sub.Example.COM:443/path?query#part", "acme"),
    ("sub.example.com/path", "acme"),
    ("sub.example.com.", "acme"),
    ("sub。example。com", "acme"),
    ("wework.com", "wework"),
    ("We", "wework"),
    ("münchen.de", "munich"),
    ("MÜNCH", "munich"),
    ("munchen", "munich"),
    ("xn--mnchen-3ya.de", "munich"),
    ("ac/dc", "rock"),
    ("ᾨδεῖον", "odeon"),
    ("globex secret gmbh", "globex"),
    ("globex.example", "globex"),
    ("https://globex.example/", "globex"),
    ("tübingen.de", "abroad"),
]
FINDS_NOTHING = [
    "",
    "   ",
    "work.com",
    "erkeley",
    "com",
    "W",
    "Globex",
    "globex secret gmb",
    "globex.exampl",
    "globex example",
    "secret gmbh",
    "tubingen.de",
    "\ud800",
]


@pytest.mark.parametrize(("query", "account_id"), FINDS)
def test_query_finds_the_account(query: str, account_id: str) -> None:
    assert found(DIRECTORY, query) == [account_id]


@pytest.mark.parametrize("query", FINDS_NOTHING)
def test_query_finds_nothing(query: str) -> None:
    assert found(DIRECTORY, query) == []


def test_domain_starting_with_www_is_found_by_its_name() -> None:
    assert found([account("Suffix", "www.co.uk")], "http://www.co.uk/") == ["a1"]


def test_account_matching_at_several_words_is_returned_once() -> None:
    tripled = account("Acme Labs Acme Works Acme", "acme.net")
    assert found([tripled], "acme", limit=1) == ["a1"]


def test_exact_match_comes_first_despite_a_later_id() -> None:
    names = {"a": "Friends of Acme", "b": "Acme Labs", "c": "Acme"}
    assert found([account(name, account_id=account_id) for account_id, name in names.items()], "acme") == [
        "c",
        "a",
        "b",
    ]


def test_restricted_and_other_exact_matches_are_ordered_together() -> None:
    alike = [account("Acme", account_id="a"), replace(ACME, account_id="b", search_visibility=RESTRICTED)]
    assert found([*alike, account("Acme", account_id="c")], "acme", limit=1) == ["a", "b", "c"]


def test_partly_read_range_defers_later_results() -> None:
    gone = [replace(GONE, account_id=account_id, search_visibility=RESTRICTED) for account_id in "abc"]
    unread = account("Acme", account_id="d", search_visibility=RESTRICTED)
    directory = [*gone, unread, account("Acme", account_id="e")]
    assert found(directory, "acme", limit=2) == ["d", "e"]


def test_names_that_differ_only_beyond_the_cut_are_distinguished() -> None:
    long = "\ufdfa" * 199
    assert found([account(f"{long}a", account_id="a"), account(f"{long}b", account_id="b")], f"{long}b") == ["b"]


@pytest.mark.parametrize(("past", "ids"), [(-1, ["a1"]), (0, []), (1, [])])
def test_pending_account_is_found_until_its_request_expires(past: int, ids: list[str]) -> None:
    ends = NOW - timedelta(microseconds=past)
    assert found([replace(GONE, pending_until=ends)], "acme") == ids


@pytest.mark.parametrize(("query", "ranges"), [("", 0), ("W", 1), ("ac", 1), ("nowhere", 2), ("acme", 2)])
def test_reads_depend_only_on_the_query(query: str, ranges: int) -> None:
    index = IndexInMemory(DIRECTORY)
    search_accounts(index, NOW, query, 25, None)
    assert len(index.read) == ranges
    assert index.read == [*plan(query).lookups]


def test_pages_after_the_exact_matches_read_one_range_only() -> None:
    index = IndexInMemory([account(f"Acme {number}", account_id=f"{number}") for number in range(3)])
    first = search_accounts(index, NOW, "acme", 1, None)
    index.read.clear()
    assert search_accounts(index, NOW, "acme", 1, first.next_start).items[0].account_name == "Acme 1"
    assert len(index.read) == 1


def test_full_last_page_has_no_next_page() -> None:
    index = IndexInMemory([account("Acme", account_id=account_id) for account_id in "ab"])
    assert search_accounts(index, NOW, "acme", 2, None).next_start is None


def test_page_does_not_begin_with_nothing_where_accounts_have_expired() -> None:
    gone = [replace(GONE, account_id=account_id) for account_id in "abc"]
    index = IndexInMemory([*gone, account("Acme", account_id="d")])
    assert [hit.account_id for hit in search_accounts(index, NOW, "acme", 2, None).items] == ["d"]
