"""The benchmark: reproducible directories, units as AWS bills them, and budgets."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.accounts.account import Visibility
from chalicelib.domain.accounts.importing import ImportRow
from chalicelib.domain.identity.domain_identifier import DomainRules, bundled_suffixes
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.requests.submission import IdempotencyKey, submit_request
from infra.bench.bulk_load import BulkStore
from infra.bench.directory import HIDDEN, grow
from infra.bench.document import ALL_WITHIN, document
from infra.bench.meter import Meter
from infra.bench.organisations import SEARCHED, Organisation, organisations
from infra.bench.report import OVER, Figure, Table, exceeded, markdown
from infra.bench.row_size import read_units as units_of_bytes
from infra.bench.units import item_size, read_units, write_units
from tests.movable_clock import START
from tests.world import FORM, PARTNER, TABLE, World, aws_world, world

RULES = DomainRules(bundled_suffixes(), example_domains=True)
FEW = [Organisation("University of Nantes", "nantes.example"), Organisation("Acme", "acme.example")]


def grown(size: int, listed: Sequence[Organisation] = FEW) -> list[ImportRow]:
    return list(islice(grow(listed, RULES), size))


class NumberedIds:
    """Sequential ids."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_id(self) -> str:
        return f"{next(self._numbers):032}"

    def new_reference(self) -> str:
        return "SAR-0000-0000"


def test_directory_is_reproducible() -> None:
    assert grown(50) == grown(50)


def test_smaller_directory_is_prefix_of_larger_one() -> None:
    assert grown(100)[:30] == grown(30)


def test_directory_accounts_have_distinct_identifiers() -> None:
    rows = grown(500)
    assert len({row.identifier.value for row in rows}) == len(rows) == 500


def test_invented_organisations_suffice_for_100000_accounts() -> None:
    listed = organisations(None)
    assert len(set(listed)) == len(listed)
    assert len(listed) * 35 > 100_000


def test_hidden_account_is_restricted_and_searched_account_is_not() -> None:
    hidden, sought = grown(2, organisations(None))
    assert (hidden.account_name, hidden.visibility) == (HIDDEN.name, Visibility.RESTRICTED)
    assert (sought.account_name, sought.visibility) == (SEARCHED.name, Visibility.UNRESTRICTED)


def test_invalid_organisations_are_skipped() -> None:
    rows = grown(3, [Organisation("Nobody", "com"), *FEW])
    assert [row.account_name for row in rows] == [HIDDEN.name, *(organisation.name for organisation in FEW)]


def test_organisations_from_file_start_with_searched_one(tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    file.write_text(f'account_name,domains\nAcme,acme.example;other.example\n"{SEARCHED.name}",berkeley.example\n')
    assert organisations(file) == [SEARCHED, Organisation("Acme", "acme.example")]


def test_bulk_load_writes_same_rows_as_import() -> None:
    rows = grown(5)
    with world() as imported:
        import_batch(replace(imported.ports, ids=NumberedIds()), rows)
        expected = imported.rows()
    with aws_world() as loaded:
        assert loaded_rows(loaded, rows) == expected


def loaded_rows(loaded: World, rows: Sequence[ImportRow]) -> object:
    store = BulkStore(loaded.table)
    import_batch(replace(loaded.ports, ids=NumberedIds(), store=store), rows)
    assert store.write(TABLE.name) == len(loaded.rows())
    assert loaded.clock.now() == START
    return loaded.rows()


@given(st.lists(st.floats(0, 100), min_size=1, max_size=3), st.integers(0, 100))
def test_figure_is_over_budget_if_any_value_is(values: list[float], most: int) -> None:
    figure = Figure(values, most)
    assert figure.is_over == (max(values) > most)
    assert (OVER in str(figure)) == figure.is_over


def test_figure_without_budget_is_never_over_budget() -> None:
    assert not Figure([1e9]).is_over


def test_counts_over_budget_are_listed_and_times_only_marked() -> None:
    rows = [
        ("expensive", Figure([1.0, 2.5], 2.0, digits=1), Figure([9.0], 5.0, is_time=True)),
        ("cheap", Figure([2.0], 2.0, digits=1), Figure([1.0], 5.0, is_time=True)),
    ]
    table = Table("Search", ("what", "read units", "ms"), rows)
    assert exceeded([table]) == ["Search: expensive: read units 1.0 · 2.5 ≤ 2.0 OVER"]
    assert markdown([table]).count(OVER) == 2


def test_document_lists_figures_over_budget() -> None:
    fine = Table("Search", ("what", "reads"), [("page", Figure([1], 1))])
    expensive = Table("Search", ("what", "reads"), [("page", Figure([2], 1))])
    assert ALL_WITHIN in document([fine], from_file=False)
    assert "- Search: page: reads 2 ≤ 1 OVER" in document([expensive], from_file=False)


def test_meter_counts_only_calls_within_block() -> None:
    with aws_world() as measured:
        meter, caller = Meter(TABLE.client), measured.caller(PARTNER)
        measured.ports.store.account("before")
        with meter.counting() as spent:
            submit_request(measured.ports, caller, FORM, IdempotencyKey("key", "body"))
        measured.ports.store.account("after")
    assert (spent.reads, spent.writes, spent.calls["Scan"]) == (2, 1, 0)
    assert spent.read_units > 0


def test_empty_query_costs_minimum_units() -> None:
    reported = {"ConsumedCapacity": {"CapacityUnits": 0.0}}
    assert read_units("Query", {}, reported) == 0.5
    assert read_units("Query", {"ConsistentRead": True}, reported) == 1.0


def test_missing_batch_keys_cost_read_units() -> None:
    batch = {"RequestItems": {"table": {"Keys": [{}, {}, {}], "ConsistentRead": True}}}
    answer = {"ConsumedCapacity": [{"CapacityUnits": 1.0}], "Responses": {"table": [{}]}}
    assert read_units("BatchGetItem", batch, answer) == 3.0


def test_transaction_costs_two_units_per_started_kilobyte_of_each_item() -> None:
    def item(size: int) -> dict[str, dict[str, str]]:
        return {"pk": {"S": "x" * (size - 2)}}

    actions = [{"Put": {"Item": item(1024)}}, {"Put": {"Item": item(1025)}}, {"Delete": {"Key": item(10)}}]
    reported = {"ConsumedCapacity": [{"CapacityUnits": 12.0}]}
    assert write_units("TransactWriteItems", {"TransactItems": actions}, reported) == 2 + 4 + 2
    assert write_units("PutItem", {}, reported) == 12.0


def test_item_size_is_utf8_length_of_names_and_values() -> None:
    assert item_size({"pk": {"S": "é"}, "version": {"N": "12"}}) == 2 + 2 + 7 + 3
    assert item_size({"ends": {"M": {"one": {"S": "two"}}}}) == 4 + 3 + 1 + 6


def test_eight_kilobytes_cost_one_read_unit() -> None:
    assert [units_of_bytes(size) for size in (1, 4096, 8192, 8193)] == [0.5, 0.5, 1.0, 1.5]
