"""A brute-force search by the rules of docs/design.md "Search" alone, and that the index gives the same answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, Visibility
from chalicelib.domain.folding import plain, words
from chalicelib.services.accounts.search import search_accounts
from tests.domain.search.accounts import NOW, RESTRICTED, IndexInMemory, account, found

WORDS = ("acme", "ac", "Acmé", "acme-labs", "d'acme", "A&C", "labs")
LABELS = ("acme", "ac-me", "labs", "ac")
QUERIES = ("acme", "ac", "ac-me.", "labs acme", "acme.com", "ac me com", "d'", "A", "acme-", "com", "", "-")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
domains = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "com"]))
pending = {"status": AccountStatus.PENDING, "pending_until": NOW}
changes: st.SearchStrategy[dict[str, Any]] = st.sampled_from([{}, {}, {"search_visibility": RESTRICTED}, pending])


@st.composite
def directories(draw: st.DrawFn) -> list[SmartAccount]:
    """Accounts much alike, so that most queries meet several of them at several of their words."""
    rows = draw(st.lists(st.tuples(names, domains, changes), max_size=8))
    ids = draw(st.permutations([f"id-{number}" for number in range(len(rows))]))
    return [account(name, domain, one, **changed) for (name, domain, changed), one in zip(rows, ids, strict=True)]


queries = st.one_of(st.sampled_from(QUERIES), names, domains, names.map(lambda name: name[:-2]))


def ends_of(parts: Sequence[str], by: str) -> list[str]:
    """What is left from each part on, the whole first."""
    return [by.join(parts[first:]) for first in range(len(parts))]


def places_met(one: SmartAccount, query: str) -> list[tuple[str, bool]]:
    """Every place of an account that a query meets: its text, and whether it is only a part."""
    asked, domain = " ".join(words(query)), plain(query.strip().rstrip("."))
    rests = ends_of(words(one.account_name), " ")
    met = [(rest, rest, asked) for rest in rests]
    whole = {rests[0], one.domain_identifier}
    if " " not in domain and domain:
        below = one.registrable_domain.count(".")
        suffixes = ends_of(one.domain_identifier.split("."), ".")[:-below]
        met += [(" ".join(words(suffix)), suffix, domain) for suffix in suffixes]
    exact_only = one.search_visibility is Visibility.RESTRICTED or len(asked) < 3
    return [
        (text, held not in whole)
        for text, held, wanted in met
        if (held == wanted and held in whole if exact_only else held.startswith(wanted))
    ]


def is_exact(one: SmartAccount, query: str) -> bool:
    """Whether the query is the whole name or the whole identifier."""
    return words(one.account_name) == words(query) or one.domain_identifier == plain(query.rstrip("."))


def expected(accounts: Sequence[SmartAccount], query: str) -> list[str]:
    """The ids, in the order of the answer, of all accounts that the rules say are found."""
    shown = [one for one in accounts if one.status_at(NOW) is not AccountStatus.CANCELLED and words(query)]
    by_phrase = [(min(places), one.account_id) for one in shown if (places := places_met(one, query))]
    found_so = by_phrase or [(text, one.account_id) for one in shown if (text := met_by_words(one, query))]
    return [account_id for _, account_id in sorted(found_so)]


def met_by_words(one: SmartAccount, query: str) -> tuple[str, bool] | None:
    """Where the driving word, the longest, meets the name, if every word of the query does somewhere."""
    asked, named = words(query), words(one.account_name)
    driving = [word for word in asked if len(word) >= 3]
    reads_as_domain = "." in query.strip().rstrip(".") and " " not in query.strip()
    if one.search_visibility is Visibility.RESTRICTED or len(set(asked)) < 2 or not driving or reads_as_domain:
        return None
    if not all(any(word.startswith(part) for word in named) for part in asked):
        return None
    driver = max(driving, key=len)
    rests = enumerate(ends_of(named, " "))
    return min((rest, place > 0) for place, rest in rests if rest.startswith(driver))


@settings(max_examples=500)
@given(directories(), queries, st.integers(1, 5))
def test_pages_of_any_size_join_to_what_the_rules_say(accounts: list[SmartAccount], query: str, limit: int) -> None:
    assert found(accounts, query, limit) == expected(accounts, query)


@given(directories(), queries)
def test_exact_matches_come_first(accounts: list[SmartAccount], query: str) -> None:
    by_id = {one.account_id: one for one in accounts}
    exact = [is_exact(by_id[one], query) for one in found(accounts, query)]
    assert exact == sorted(exact, reverse=True)


@given(directories(), queries, st.integers(3, 10))
def test_a_restricted_account_that_is_not_found_leaves_no_trace(
    accounts: list[SmartAccount], query: str, limit: int
) -> None:
    hidden = [
        account("acme labs", "ac-me.com", "hidden-1", search_visibility=RESTRICTED),
        account("labs", "labs.acme.com", "hidden-2", search_visibility=RESTRICTED),
    ]
    missed = [one for one in hidden if not expected([one], query)]
    with_them, without = IndexInMemory([*accounts, *missed]), IndexInMemory(accounts)
    assert search_accounts(with_them, NOW, query, limit, None) == search_accounts(without, NOW, query, limit, None)
    assert with_them.read == without.read


@settings(max_examples=200)
@given(directories(), directories(), queries, st.integers(1, 4))
def test_what_was_there_is_visited_once_while_accounts_are_added(
    accounts: list[SmartAccount], later: list[SmartAccount], query: str, limit: int
) -> None:
    added = [replace(one, account_id=f"later-{one.account_id}") for one in later]
    index, start, visited = IndexInMemory(accounts), None, list[str]()
    while True:
        page = search_accounts(index, NOW, query, limit, start)
        visited += [one.account_id for one in page.items]
        start = page.next_start
        if start is None:
            break
        index = IndexInMemory([*accounts, *added])
    assert len(visited) == len(set(visited))
    by_phrase = [one for one in accounts if places_met(one, query)]
    assert {one.account_id for one in by_phrase if one.status_at(NOW) is not AccountStatus.CANCELLED} <= set(visited)
