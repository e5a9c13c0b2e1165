"""The emulated DynamoDB answers a query from the rows of the page, as it would from all rows."""

import json
import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import pytest
from ministack.services import dynamodb

from infra.local.aws.narrow_queries import narrowed

TABLE = "rows"
KEYS = {"pk": "HASH", "sk": "RANGE"}
ROWS = 300
WHOLE: Any = dynamodb._query

# Conditions of the sort key, with their values.
RANGES: Mapping[str, Mapping[str, str]] = {
    "": {},
    " AND begins_with(#s, :a)": {":a": "1"},
    " AND begins_with (#s, :a)": {":a": "é"},
    " AND #s BETWEEN :a AND :b": {":a": "12", ":b": "21"},
    " AND #s = :a": {":a": "17"},
    " AND #s < :a": {":a": "17"},
    " AND #s <= :a": {":a": "17"},
    " AND #s > :a": {":a": "17"},
    " AND #s >= :a": {":a": "17"},
}
PAGES: tuple[Mapping[str, Any], ...] = (
    {},
    {"Limit": 7},
    {"Limit": 1},
    {"Limit": 7, "ScanIndexForward": False},
    {"Limit": 7, "ExclusiveStartKey": {"pk": {"S": "p"}, "sk": {"S": "17"}}},
    {"Limit": 7, "ExclusiveStartKey": {"pk": {"S": "p"}, "sk": {"S": "17"}}, "ScanIndexForward": False},
    {"Limit": 7, "FilterExpression": "attribute_exists(#o)", "ExpressionAttributeNames": {"#o": "odd"}},
    {"Limit": 3, "ProjectionExpression": "sk", "ConsistentRead": True},
    {"Select": "COUNT"},
)
# Requests that are refused, or that no narrowing fits.
UNUSUAL: tuple[Mapping[str, Any], ...] = (
    {"TableName": "none"},
    {"KeyConditionExpression": None},
    {"KeyConditionExpression": ""},
    {"KeyConditionExpression": "#p > :p"},
    {"KeyConditionExpression": ":p = #p"},
    {"KeyConditionExpression": "#p = :p AND other = :p"},
    {"KeyConditionExpression": "#p = :p AND #p = :p"},
    {"KeyConditionExpression": "(#p = :p) AND (#s BETWEEN :b AND :a)"},
    {"KeyConditionExpression": "#p = :p OR begins_with(#s, :a)"},
    {"KeyConditionExpression": "#p = :none"},
    {"ExpressionAttributeValues": {":p": {"N": "1"}}},
    {"ExpressionAttributeValues": {":p": {"S": "elsewhere"}}},
    {"Limit": 0},
    {"Limit": "1"},
    {"ExclusiveStartKey": {"pk": {"S": "p"}}},
    {"ExclusiveStartKey": "17"},
    {"IndexName": "none"},
)


@pytest.fixture(autouse=True, scope="module")
def table() -> Iterator[None]:
    """Create a table with rows in no order, in two partitions, in this process."""
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in KEYS]
    schema = [{"AttributeName": name, "KeyType": kind} for name, kind in KEYS.items()]
    settings = {"KeySchema": schema, "AttributeDefinitions": attributes, "BillingMode": "PAY_PER_REQUEST"}
    assert dynamodb._create_table({"TableName": TABLE, **settings})[0] == 200
    names = [str(number) for number in range(ROWS)] + ["é1", "é2", "𝄞", "\uffff"]
    random.Random(7).shuffle(names)
    for name, partition in product(names, ("p", "other")):
        odd = {"odd": {"BOOL": True}} if name[-1] in "13579" else {}
        item = {"pk": {"S": partition}, "sk": {"S": name}, **odd}
        assert dynamodb._put_item({"TableName": TABLE, "Item": item})[0] == 200
    yield
    dynamodb._delete_table({"TableName": TABLE})


def request(condition: str, values: Mapping[str, str], page: Mapping[str, Any]) -> dict[str, Any]:
    names = {"#p": "pk", **({"#s": "sk"} if "#s" in condition else {}), **page.get("ExpressionAttributeNames", {})}
    return {
        "TableName": TABLE,
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {":p": {"S": "p"}} | {name: {"S": text} for name, text in values.items()},
        **page,
        "ExpressionAttributeNames": names,
    }


def answer(query: Any, data: Mapping[str, Any]) -> tuple[int, Any]:
    status, _, body = query(json.loads(json.dumps(data)))
    return status, json.loads(body)


@pytest.mark.parametrize("condition", RANGES)
@pytest.mark.parametrize("page", PAGES, ids=str)
@pytest.mark.parametrize("form", ["#p = :p{}", "(#p = :p{})"])
def test_answer_is_that_from_all_rows(condition: str, page: Mapping[str, Any], form: str) -> None:
    data = request(form.format(condition), RANGES[condition], page)
    assert answer(narrowed(WHOLE), data) == answer(WHOLE, data)


def test_answers_compared_hold_rows() -> None:
    found = [answer(WHOLE, request(f"#p = :p{each}", values, {})) for each, values in RANGES.items()]
    assert all(status == 200 and body["Count"] for status, body in found)


@pytest.mark.parametrize("changed", UNUSUAL, ids=str)
def test_unusual_request_is_answered_as_ever(changed: Mapping[str, Any]) -> None:
    data = {**request("#p = :p AND begins_with(#s, :a)", {":a": "1", ":b": "0"}, {}), **changed}
    assert answer(narrowed(WHOLE), data) == answer(WHOLE, data)


@pytest.mark.parametrize("page", [page for page in PAGES if "Limit" in page], ids=str)
def test_query_sees_two_rows_more_than_the_page(page: Mapping[str, Any]) -> None:
    seen: list[int] = []

    def query(_: Mapping[str, Any]) -> None:
        seen.append(sum(map(len, dynamodb._tables[TABLE]["items"].values())))

    narrowed(query)(request("#p = :p AND begins_with(#s, :a)", {":a": "1"}, page))
    assert seen[0] <= page["Limit"] + 2
    assert sum(map(len, dynamodb._tables[TABLE]["items"].values())) == 2 * (ROWS + 4)
