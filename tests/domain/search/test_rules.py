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
    """Draw similar accounts, so that most queries match several of them at several words."""
    rows = draw(st.lists(st.tuples(names, domains, changes), max_size=8))
    ids = draw(st.permutations([f"id-{number}" for number in range(len(rows))]))
    return [
        account(name, domain, account_id, **changed)
        for (name, domain, changed), account_id in zip(rows, ids, strict=True)
    ]


queries = st.one_of(st.sampled_from(QUERIES), names, domains, names.map(lambda name: name[:-2]))


def suffixes_of(parts: Sequence[str], by: str) -> list[str]:
    """Return the text from each part on, the whole first."""
    return [by.join(parts[first:]) for first in range(len(parts))]


def matching_places(account: SmartAccount, query: str) -> list[tuple[str, bool]]:
    """Return every place where a query matches an account: its text, and whether it is only a part."""
    query_text, domain = " ".join(words(query)), plain(query.strip().rstrip("."))
    rest_texts = suffixes_of(words(account.account_name), " ")
    candidates = [(rest, rest, query_text) for rest in rest_texts]
    whole = {rest_texts[0], account.domain_identifier}
    if " " not in domain and domain:
        below = account.registrable_domain.count(".")
        suffixes = suffixes_of(account.domain_identifier.split("."), ".")[:-below]
        candidates += [(" ".join(words(suffix)), suffix, domain) for suffix in suffixes]
    exact_only = account.search_visibility is Visibility.RESTRICTED or len(query_text) < 3
    return [
        (text, candidate not in whole)
        for text, candidate, prefix in candidates
        if (candidate == prefix and candidate in whole if exact_only else candidate.startswith(prefix))
    ]


def is_exact(account: SmartAccount, query: str) -> bool:
    """Tell whether the query is the complete name or identifier."""
    return words(account.account_name) == words(query) or account.domain_identifier == plain(query.rstrip("."))


def expected(accounts: Sequence[SmartAccount], query: str) -> list[str]:
    """Return the ids of all accounts that the rules find, in the order of the results."""
    shown = [account for account in accounts if account.status_at(NOW) is not AccountStatus.CANCELLED and words(query)]
    by_phrase = [(min(places), account.account_id) for account in shown if (places := matching_places(account, query))]
    matches = by_phrase or [(text, account.account_id) for account in shown if (text := match_by_words(account, query))]
    return [account_id for _, account_id in sorted(matches)]


def match_by_words(account: SmartAccount, query: str) -> tuple[str, bool] | None:
    """Return where the longest word matches the name, if every word of the query matches somewhere."""
    query_words, name_words = words(query), words(account.account_name)
    searchable = [word for word in query_words if len(word) >= 3]
    reads_as_domain = "." in query.strip().rstrip(".") and " " not in query.strip()
    if (
        account.search_visibility is Visibility.RESTRICTED
        or len(set(query_words)) < 2
        or not searchable
        or reads_as_domain
    ):
        return None
    if not all(any(word.startswith(part) for word in name_words) for part in query_words):
        return None
    longest = max(searchable, key=len)
    rests = enumerate(suffixes_of(name_words, " "))
    return min((rest, place > 0) for place, rest in rests if rest.startswith(longest))


@settings(max_examples=200)
@given(directories(), queries, st.integers(1, 5))
def test_pages_of_any_size_give_what_the_rules_find(accounts: list[SmartAccount], query: str, limit: int) -> None:
    assert found(accounts, query, limit) == expected(accounts, query)


@given(directories(), queries)
def test_exact_matches_come_first_for_any_query(accounts: list[SmartAccount], query: str) -> None:
    by_id = {account.account_id: account for account in accounts}
    exact = [is_exact(by_id[account_id], query) for account_id in found(accounts, query)]
    assert exact == sorted(exact, reverse=True)


@given(directories(), queries, st.integers(3, 10))
def test_restricted_account_that_is_not_found_changes_no_result_and_no_read(
    accounts: list[SmartAccount], query: str, limit: int
) -> None:
    hidden = [
        account("acme labs", "ac-me.com", "hidden-1", search_visibility=RESTRICTED),
        account("labs", "labs.acme.com", "hidden-2", search_visibility=RESTRICTED),
    ]
    missed = [hidden_account for hidden_account in hidden if not expected([hidden_account], query)]
    with_them, without = IndexInMemory([*accounts, *missed]), IndexInMemory(accounts)
    assert search_accounts(with_them, NOW, query, limit, None) == search_accounts(without, NOW, query, limit, None)
    assert with_them.read == without.read


@settings(max_examples=100)
@given(directories(), directories(), queries, st.integers(1, 4))
def test_paging_lists_existing_accounts_once_while_others_are_added(
    accounts: list[SmartAccount], later: list[SmartAccount], query: str, limit: int
) -> None:
    added = [replace(account, account_id=f"later-{account.account_id}") for account in later]
    index, start, visited = IndexInMemory(accounts), None, list[str]()
    while True:
        page = search_accounts(index, NOW, query, limit, start)
        visited += [entry.account_id for entry in page.items]
        start = page.next_start
        if start is None:
            break
        index = IndexInMemory([*accounts, *added])
    assert len(visited) == len(set(visited))
    by_phrase = [account for account in accounts if matching_places(account, query)]
    assert {
        account.account_id for account in by_phrase if account.status_at(NOW) is not AccountStatus.CANCELLED
    } <= set(visited)
