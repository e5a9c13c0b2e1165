"""Every operation and page, about every object, by every caller: who is answered what stands in `table.txt`."""

from collections.abc import Iterator

import pytest

from chalicelib.web.routes import APIS, PAGES
from tests.matrix.reading import read_table
from tests.matrix.scene import scene
from tests.matrix.walking import ALIKE, SUCCESSES, Served, Walk, said_of_any

TABLE = read_table()
SERVED: dict[str, Served] = {
    **{operation.name: operation for api in APIS for operation in api.operations},
    **{page.name: page for pages in PAGES for page in pages.pages},
}


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    """The system with everything in it, which every test leaves as it was."""
    with scene() as made:
        yield Walk(made, TABLE)


def test_the_table_speaks_of_everything_that_is_served_and_of_nothing_else() -> None:
    assert len(SERVED) == sum(len(one.operations) for one in APIS) + sum(len(one.pages) for one in PAGES)
    assert {row.operation for row in TABLE.rows} == set(SERVED)


def test_the_table_has_each_line_once() -> None:
    lines = [(row.name, row.object) for row in TABLE.rows]
    assert sorted(lines) == sorted(set(lines))


def test_every_column_object_and_word_is_there_and_used(walk: Walk) -> None:
    words = {word for row in TABLE.rows for word in row.cells.values()}
    assert words == {*SUCCESSES, *TABLE.legend}
    assert {row.object for row in TABLE.rows} <= set(walk.scene.objects)
    assert set(TABLE.columns) == set(walk.scene.ways)


@pytest.mark.parametrize("name", SERVED)
def test_everybody_is_answered_what_the_table_says(walk: Walk, name: str) -> None:
    before = walk.scene.rows.all
    faults: list[str] = []
    alike: dict[tuple[str, str, str], set[str]] = {}
    for row in TABLE.of(name):
        for cell in walk.cells(row, SERVED[name]):
            for answer in walk.answers(cell):
                faults += walk.faults(cell, answer)
                alike.setdefault((row.name, cell.column, cell.word), set()).add(said_of_any(cell, answer))
    assert faults == []
    after = walk.scene.rows.all
    assert [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)] == []
    assert [key for key, said in alike.items() if key[-1] in ALIKE and len(said) > 1] == []
