"""A brute-force search by the rules of docs/design.md "Search" alone, and that the index gives the same answer."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import AccountStatus, SmartAccount, Visibility
from chalicelib.domain.folding import fold, plain, words
from chalicelib.domain.folding.spellings import other_spelling, typed_words
from chalicelib.domain.search.index_entries import PARTICLES
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


Found = tuple[str, int, str]


def suffixes_of(parts: Sequence[str], by: str) -> list[str]:
    """Return the text from each part on, the whole first."""
    return [by.join(parts[first:]) for first in range(len(parts))]


def spelled(name: str) -> list[list[str]]:
    """Return the words of a name in both spellings."""
    return [words(name), words(other_spelling(name))]


def whole_places(account: SmartAccount, query: str, domain: str) -> Iterator[Found]:
    """Yield where the query is the complete name or identifier."""
    if words(query) in spelled(account.account_name):
        yield fold(query), 0, ""
    if account.domain_identifier == domain:
        yield fold(domain), 0, ""


def named_places(name: str, query: str) -> Iterator[Found]:
    """Yield where a word begins with the query, or a word of one or two letters is the query."""
    for parts in spelled(name):
        for place, rest in enumerate(suffixes_of(parts, " ")):
            if rest.startswith(query) and len(query) >= 3:
                yield rest, 2 if place else 0, " ".join(parts[:place]) + (" " if place else "")
    first, _ = spelled(name)
    for place, word in enumerate(first):
        if word == query and len(word) < 3 and word not in PARTICLES and len(first) > 1:
            yield word, 2, " ".join([*first[place:], *first[:place]])


def domain_places(account: SmartAccount, query: str, domain: str) -> Iterator[Found]:
    """Yield where a label begins with the query, or the main label is the query."""
    name, labels = fold(account.account_name), account.domain_identifier.split(".")
    below = account.registrable_domain.count(".")
    for place, suffix in enumerate(suffixes_of(labels, ".")[:-below]):
        if domain and " " not in domain and suffix.startswith(domain) and len(query) >= 3:
            yield fold(suffix), 2 if place else 0, name if place else ""
    if account.domain_identifier == account.registrable_domain and fold(labels[0]) == query:
        yield query, 1, name


def matching_places(account: SmartAccount, query: str) -> list[Found]:
    """Return every place where a query matches an account: its text, its rank, and what orders equal texts."""
    domain = plain(query.strip().rstrip("."))
    found = list(whole_places(account, query, domain))
    if account.search_visibility is Visibility.RESTRICTED:
        return found
    return [*found, *named_places(account.account_name, fold(query)), *domain_places(account, fold(query), domain)]


def is_exact(account: SmartAccount, query: str) -> bool:
    """Tell whether the query is the complete name or identifier."""
    return bool(list(whole_places(account, query, plain(query.rstrip(".")))))


def shown(accounts: Sequence[SmartAccount], query: str) -> list[SmartAccount]:
    return [account for account in accounts if account.status_at(NOW) is not AccountStatus.CANCELLED and words(query)]


def expected(accounts: Sequence[SmartAccount], query: str) -> list[str]:
    """Return the ids of all accounts that the query finds as a phrase, in the order of the results."""
    matches = [
        (min(places), account.account_id)
        for account in shown(accounts, query)
        if (places := matching_places(account, query))
    ]
    return [account_id for _, account_id in sorted(matches)]


def expected_by_words(accounts: Sequence[SmartAccount], query: str) -> set[str]:
    """Return the ids of those that have all words of the query, each as the beginning of some word."""
    return {one.account_id for one in shown(accounts, query) if match_by_words(one, query)} - {
        *expected(accounts, query)
    }


def match_by_words(account: SmartAccount, query: str) -> bool:
    reads_as_domain = "." in query.strip().rstrip(".") and " " not in query.strip()
    folded, other = spelled(query)
    asked = [
        pair
        for pair in zip(folded, other if len(other) == len(folded) else folded, strict=True)
        if pair[0] not in PARTICLES
    ]
    if account.search_visibility is Visibility.RESTRICTED or len(words(query)) < 2 or not asked or reads_as_domain:
        return False
    first, second = spelled(account.account_name)
    named = {*first, *second, *typed_words(account.account_name)}
    return all(any(word.startswith(pair) for word in named) for pair in asked)


@settings(max_examples=200)
@given(directories(), queries, st.integers(1, 5))
def test_pages_of_any_size_give_what_the_rules_find(accounts: list[SmartAccount], query: str, limit: int) -> None:
    first = expected(accounts, query)
    if search_accounts(IndexInMemory(accounts), NOW, query, limit, None).did_you_mean:
        # Another query is answered, since nothing is found for this one.
        assert not first
        return
    ids = found(accounts, query, limit)
    assert ids[: len(first)] == first
    # One word drives the search: where none is long enough for a range, it is found as a whole word; where each has
    # two spellings, in one of them.
    if any(len(word) >= 3 and word in words(other_spelling(query)) for word in words(query)):
        assert sorted(ids[len(first) :]) == sorted(expected_by_words(accounts, query))


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
# The word by which the first page was read is no longer the rarest one.
@example(
    accounts=[account("labs acme", "acme.com", "id-0"), account("acme labs", "labs.com", "id-1")],
    later=[account("acme", "ac.com", "id-0")],
    query="acme acme-labs",
    limit=1,
)
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
