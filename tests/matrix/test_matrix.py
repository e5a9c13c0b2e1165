"""Every operation and page, for every object, by every caller: the responses are those of `table.txt`."""

import re
from collections.abc import Iterator

import pytest

from chalicelib.web.api.operations import Operation
from chalicelib.web.routes import APIS, PAGES
from tests.matrix.scene import scene
from tests.matrix.table import read_table
from tests.matrix.walk import ALIKE, SUCCESSES, Served, Walk, without_ids

TABLE = read_table()
# The scene has no Virtual Account that is not in use, and its callers are people, who confirm no program.
NEVER_CARRIED_OUT = {"remove_virtual_account", "confirm_program"}
# The code of an invitation and the secret of a webhook are in no answer that is kept.
SHOWN_ONCE, NOT_SHOWN = re.compile(r'"(code|secret)":"[^"]*"'), r'"\1":null'
SERVED: dict[str, Served] = {
    **{operation.name: operation for api in APIS for operation in api.operations},
    **{page.name: page for pages in PAGES for page in pages.pages},
}


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    """Create the scene, which no test changes."""
    with scene() as created:
        yield Walk(created, TABLE)


def test_table_covers_exactly_what_is_served() -> None:
    assert len(SERVED) == sum(len(api.operations) for api in APIS) + sum(len(pages.pages) for pages in PAGES)
    assert {row.operation for row in TABLE.rows} == set(SERVED)


def test_table_has_no_duplicate_lines() -> None:
    lines = [(row.name, row.object) for row in TABLE.rows]
    assert sorted(lines) == sorted(set(lines))


def test_every_column_object_and_word_is_defined_and_used(walk: Walk) -> None:
    words = {word for row in TABLE.rows for word in row.cells.values()}
    assert words == {*SUCCESSES, *TABLE.legend}
    assert {row.object for row in TABLE.rows} <= set(walk.scene.objects)
    assert set(TABLE.columns) == set(walk.scene.credentials)


@pytest.mark.parametrize("name", [name for name, one in SERVED.items() if isinstance(one, Operation) and one.writes])
def test_write_repeated_with_its_key_after_a_lost_answer_gets_the_same_answer(walk: Walk, name: str) -> None:
    cells = [cell for row in TABLE.of(name) for cell in walk.cells(row, SERVED[name]) if cell.succeeds]
    for cell in cells:
        first, again, has_written = walk.repeated(cell)
        told = SHOWN_ONCE.sub(NOT_SHOWN, first.text)
        assert (again.status, again.text, has_written) == (first.status, told, False), cell
        if cell.writes:
            assert again.headers["idempotency-replayed"] == "true", cell
        kept = {"location", "content-type", "idempotency-replayed", *({"etag"} if told == first.text else ())}
        assert {name for name in kept if first.headers.get(name) != again.headers.get(name)} <= {"idempotency-replayed"}
    assert cells or name in NEVER_CARRIED_OUT


@pytest.mark.parametrize("name", SERVED)
def test_responses_match_table(walk: Walk, name: str) -> None:
    before = dict(walk.scene.table.items)
    faults: list[str] = []
    alike: dict[tuple[str, str, str], set[str]] = {}
    for row in TABLE.of(name):
        for cell in walk.cells(row, SERVED[name]):
            for credentials, response in enumerate(walk.responses(cell)):
                faults += walk.faults(cell, response)
                alike.setdefault((row.name, f"{cell.column} {credentials}", cell.word), set()).add(
                    without_ids(cell, response)
                )
    assert faults == []
    after = walk.scene.table.items
    assert [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)] == []
    assert [key for key, texts in alike.items() if key[-1] in ALIKE and len(texts) > 1] == []
