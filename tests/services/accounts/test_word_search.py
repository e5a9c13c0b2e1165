"""Search by words in any order: what they find follows what the phrase finds, page by page, each account once."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.search.query_plan import plan
from chalicelib.domain.search.words import MOST_COMMON, commonest, merged, plan_words, text_of
from chalicelib.services.accounts import index_reading
from chalicelib.services.accounts.index_reading import Stage
from chalicelib.services.accounts.search import Position, learn_words, search_accounts
from infra.rebuild_index import rebuild
from tests.world import World, counted_calls

NAMES = {
    "University of California, Berkeley": "berkeley.example",
    "University of California, Davis": "davis.example",
    "Berkeley City College": "college.example",
    "Free University of Berlin": "berlin.example",
}


def load(world: World, names: dict[str, str]) -> None:
    counts: dict[str, int] = {}
    for name, domain in names.items():
        world.import_account(name, domain)
        for word in text_of(name):
            counts[word] = counts.get(word, 0) + 1
    learn_words(world.container.ports.index, world.clock.now(), counts)


def found(world: World, query: str, limit: int = 25) -> list[list[str]]:
    pages, start = [], None
    while True:
        page = search_accounts(world.container.ports.index, world.clock.now(), query, limit, start)
        pages.append([account.account_name for account in page.items])
        start = page.next_start
        if start is None:
            return pages


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("berkeley university", ["University of California, Berkeley"]),
        ("BERK univ", ["University of California, Berkeley"]),
        ("college berkeley", ["Berkeley City College"]),
        ("davis of", ["University of California, Davis"]),
        ("university stanford", []),
        ("of", []),
        ("de of", []),
        ("", []),
    ],
)
def test_every_query_word_matches_the_start_of_a_word_of_the_name(world: World, query: str, names: list[str]) -> None:
    load(world, NAMES)
    assert found(world, query) == [names]


def test_what_the_words_find_follows_what_the_phrase_finds(world: World) -> None:
    load(world, {"University of the Arts London": "arts.example", "London University Press": "press.example"})
    assert found(world, "london university") == [["London University Press", "University of the Arts London"]]
    assert found(world, "london university", limit=1) == [
        ["London University Press"],
        ["University of the Arts London"],
    ]


@pytest.mark.aws
def test_a_full_page_of_a_phrase_reads_nothing_by_words(world: World) -> None:
    load(world, NAMES)
    with counted_calls() as calls:
        search_accounts(world.container.ports.index, world.clock.now(), "university of cal", 1, None)
    assert calls == ["Query", "Query"]


def test_search_reads_by_the_rarest_word(world: World) -> None:
    load(world, NAMES)
    frequencies = world.container.ports.index.frequencies(world.clock.now())
    planned = plan_words(plan("university berkeley california"), lambda: frequencies)
    assert planned is not None
    assert planned.driver != ("university",)


def test_pages_continue_where_the_last_ended_and_show_each_account_once(world: World) -> None:
    names = {f"Campus {number:02} of the University": f"c{number}.example" for number in range(30)}
    load(world, names)
    pages = found(world, "university campus", limit=7)
    assert [len(page) for page in pages] == [7, 7, 7, 7, 2]
    assert sorted(name for page in pages for name in page) == sorted(names)


def test_no_page_begins_with_nothing_where_two_common_words_meet_late(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_reading, "ROWS_BY_WORDS", 5)
    load(world, {f"Alpha {number:02}": f"c{number}.example" for number in range(20)} | {"Alpha Zulu": "z.example"})
    learn_words(world.container.ports.index, world.clock.now(), {"zulu": 900})
    world.clock.advance(minutes=2)
    assert found(world, "zul alp") == [["Alpha Zulu"]]


def test_restricted_account_is_not_found_by_words(world: World) -> None:
    world.import_account("Secret Berkeley Institute", "secret.example", visibility="restricted")
    assert found(world, "institute secret") == [[]]


@pytest.mark.parametrize("secret", [(), ("Globex Secret",)])
def test_restricted_account_does_not_change_the_order_of_others(world: World, secret: tuple[str, ...]) -> None:
    for number, name in enumerate(("Zeta Globex Acme", "Alpha Acme Globex")):
        world.import_account(name, f"c{number}.example")
    for name in secret:
        world.import_account(name, "secret.example", visibility="restricted")
    rebuild(world.container)
    assert found(world, "glo acm") == [["Alpha Acme Globex", "Zeta Globex Acme"]]


def test_pages_go_on_by_the_word_that_led_to_them_when_another_one_has_become_the_rarest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_reading, "ROWS_BY_WORDS", 2)
    names = [f"Alpha {number} Zulu" for number in range(4)]
    load(world, {name: f"c{number}.example" for number, name in enumerate(names)})
    index, shown, start = world.container.ports.index, list[str](), None
    while not shown or start:
        page = search_accounts(index, world.clock.now(), "zulu alp", 1, start)
        shown += [hit.account_name for hit in page.items]
        start = page.next_start
        # Whichever word leads on is made the commonest.
        leads = "zulu" if start and "|zulu" in start else "alpha"
        learn_words(index, world.clock.now(), {leads: 900 + 100 * len(shown)})
        world.clock.advance(minutes=2)
    assert sorted(shown) == names


def test_cursor_to_which_no_word_of_the_query_leads_is_refused(world: World) -> None:
    load(world, {"Alpha Zulu": "a.example"})
    start = Position(Stage.WORDS, "omega").start
    with pytest.raises(Refused) as refused:
        search_accounts(world.container.ports.index, world.clock.now(), "zulu alp", 1, start)
    assert refused.value.problem is Problem.INVALID_CURSOR


def test_frequency_table_keeps_the_commonest_words_when_merged() -> None:
    counts = {f"word{number:04}": number for number in range(1, MOST_COMMON + 100)}
    table = commonest(counts)
    assert len(table) == MOST_COMMON
    assert min(table.values()) == 100
    assert merged(table, {"word0599": 1}) == table
