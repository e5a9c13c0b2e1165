"""Pages of results in both directions, how many results there are as far as they were read, and results by status."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount
from chalicelib.services.accounts.search import SearchPage, search_accounts, suggest
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account

PENDING, ACTIVE = AccountStatus.PENDING, AccountStatus.ACTIVE
# A phrase finds the first 20, its words find the others.
BY_PHRASE = [account(f"Campus North {number:02}", f"n{number}.example", f"{number:02}") for number in range(20)]
BY_WORDS = [account(f"North of Campus {number:02}", f"s{number}.example", str(number)) for number in range(20, 30)]
THIRTY = [*BY_PHRASE, *BY_WORDS]


def pages_of(index: IndexInMemory, query: str, limit: int, status: AccountStatus | None = None) -> Sequence[SearchPage]:
    """Return all pages, forwards."""
    pages, start = list[SearchPage](), None
    while not pages or start is not None:
        pages.append(search_accounts(index, NOW, query, limit, start, status))
        start = pages[-1].next_start
    return pages


def ids(page: SearchPage) -> list[str]:
    return [one.account_id for one in page.items]


@pytest.mark.parametrize("limit", [1, 4, 7, 20, 25])
def test_previous_pages_are_the_pages_of_before(limit: int) -> None:
    index = IndexInMemory(THIRTY)
    pages = pages_of(index, "campus north", limit)
    assert sorted(one for page in pages for one in ids(page)) == [one.account_id for one in THIRTY]
    shown = pages[-1]
    for page in reversed(pages[:-1]):
        assert shown.previous_start
        shown = search_accounts(index, NOW, "campus north", limit, shown.previous_start)
        assert (ids(shown), shown.next_start, shown.count) == (ids(page), page.next_start, page.count)
    assert shown.previous_start is None


def test_first_page_has_no_page_before_it() -> None:
    assert pages_of(IndexInMemory(THIRTY), "campus", 25)[0].previous_start is None


def test_count_grows_page_by_page_and_is_exact_on_the_last_one() -> None:
    pages = pages_of(IndexInMemory(BY_PHRASE), "campus north", 8)
    assert [(page.count, page.count_at_least) for page in pages] == [(8, 9), (16, 17), (20, 20)]


@pytest.mark.parametrize(("number", "at_least"), [(0, 0), (1, 1), (25, 25), (26, 26), (60, 26)])
def test_count_of_the_first_page_goes_as_far_as_was_read(number: int, at_least: int) -> None:
    many = [account(f"Campus {one:02}", f"n{one}.example", f"{one:02}") for one in range(number)]
    assert search_accounts(IndexInMemory(many), NOW, "campus", 25, None).count_at_least == at_least


def test_nothing_is_counted_that_was_not_seen() -> None:
    """An account with many places fills a page alone, and nobody knows yet whether another one follows."""
    alone = account(" ".join(f"Campus {number}" for number in range(12)), "alone.example")
    first, *others = pages_of(IndexInMemory([alone]), "campus", 5)
    assert first.next_start
    assert (first.count, first.count_at_least) == (1, 1)
    assert [one for page in others for one in ids(page)] == []


def with_status(number: int, status: AccountStatus) -> SmartAccount:
    one = account(f"Campus {number:02}", f"n{number}.example", f"{number:02}", status=status)
    return replace(one, pending_until=NOW + timedelta(days=1)) if status is PENDING else one


@pytest.mark.parametrize(("status", "numbers"), [(PENDING, range(0, 30, 2)), (ACTIVE, range(1, 30, 2))])
def test_search_by_status_leaves_others_out_on_every_page(status: AccountStatus, numbers: range) -> None:
    index = IndexInMemory([with_status(number, ACTIVE if number % 2 else PENDING) for number in range(30)])
    pages = pages_of(index, "campus", 4, status)
    assert [one for page in pages for one in ids(page)] == [f"{number:02}" for number in numbers]
    assert pages[-1].count_at_least == 15


def test_account_found_by_its_id_has_the_status_that_is_asked_for() -> None:
    wanted = replace(with_status(1, ACTIVE), account_id="0" * 32)
    index = IndexInMemory([wanted])
    assert ids(search_accounts(index, NOW, wanted.account_id, 25, None, ACTIVE)) == [wanted.account_id]
    assert ids(search_accounts(index, NOW, wanted.account_id, 25, None, PENDING)) == []


@pytest.mark.parametrize("typed", ["cam", "campus", "NORTH", "campus north 0", "n1.exam"])
def test_suggestions_are_the_first_results_in_one_round_trip(typed: str) -> None:
    index = IndexInMemory(BY_PHRASE)
    suggested = [one.account_id for one in suggest(index, NOW, typed)]
    assert len(index.read) == 1
    first = [one for page in pages_of(index, typed, 25) for one in ids(page)][:10]
    assert suggested == first[: len(suggested)] != []


@pytest.mark.parametrize("typed", ["", "  ", "ca", "x" * 5000])
def test_what_is_too_short_or_too_long_to_suggest_for_reads_nothing(typed: str) -> None:
    index = IndexInMemory(BY_PHRASE)
    assert suggest(index, NOW, typed) == ()
    assert index.read == []


@pytest.mark.parametrize("typed", ["Globex Secret", "globex.example", "globex"])
def test_restricted_account_is_never_suggested(typed: str) -> None:
    restricted = account("Globex Secret", "globex.example", search_visibility=RESTRICTED)
    assert list(suggest(IndexInMemory([restricted]), NOW, typed)) == []
