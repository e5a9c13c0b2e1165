"""The OpenAPI document describes every field, limits what is sent as the domain does, and names every set of values."""

import json
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from jsonschema import Draft202012Validator

from chalicelib.domain import text
from chalicelib.domain.errors import Problem
from chalicelib.domain.policy import Policy
from chalicelib.web.api.openapi import ALWAYS, document, problems_of
from chalicelib.web.api.operations import Operation
from chalicelib.web.document.answered_fields import FIELDS
from chalicelib.web.document.components import component_name, structs_within
from chalicelib.web.document.problems import PROBLEM_STRUCTS
from chalicelib.web.document.resources import RESOURCES
from chalicelib.web.document.rules import BODY_RULES
from chalicelib.web.document.sent_fields import SENT_FIELDS
from chalicelib.web.document.value_sets import VALUE_SETS
from chalicelib.web.routes import operations
from chalicelib.web.schemas.webhooks import WebhookEvent

OPERATIONS = list(operations())
DOCUMENT = document(OPERATIONS, "https://accounts.vendor.example/api", "title", "support@vendor.example")
SCHEMAS = DOCUMENT["components"]["schemas"]
BODIES = {component_name(operation.body.__name__) for operation in OPERATIONS if operation.body}
SENT = sorted({operation.body for operation in OPERATIONS if operation.body}, key=str)
CONDITIONAL = {"if", "then", "else"}
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
EVERY_BODY = pytest.mark.parametrize("name", sorted(BODIES))


def described(operation: Operation) -> Any:
    return DOCUMENT["paths"][operation.path][operation.method.lower()]


def structs() -> set[type[msgspec.Struct]]:
    """Return the structs of all operations and of what webhooks get, and those in them."""
    used = (
        one for operation in OPERATIONS for one in (operation.response, operation.body, operation.on_dry_run) if one
    )
    return structs_within([*used, *PROBLEM_STRUCTS, WebhookEvent])


def nested(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield the schema and all that is in it."""
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from nested(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from nested(inner)


def test_every_field_has_a_row() -> None:
    sent = {operation.body for operation in OPERATIONS}
    for struct in structs():
        table = SENT_FIELDS if struct in sent else FIELDS
        missing = [name for name in struct.__struct_fields__ if not {name, f"{struct.__name__}.{name}"} & set(table)]
        assert missing == [], struct.__name__


def test_every_row_of_a_struct_names_one() -> None:
    names = {f"{struct.__name__}.{field}" for struct in structs() for field in struct.__struct_fields__}
    rows = {name for table in (FIELDS, SENT_FIELDS) for name in table if "." in name}
    assert rows <= names
    assert set(BODY_RULES) <= {struct.__name__ for struct in structs()}


def test_every_set_of_values_is_used_and_named_once() -> None:
    used = {schema["$ref"].rpartition("/")[2] for schema in nested(DOCUMENT) if "$ref" in schema}
    assert set(VALUE_SETS) <= used
    assert len({row.values for row in VALUE_SETS.values()}) == len(VALUE_SETS)


def test_no_value_is_listed_outside_a_named_set() -> None:
    own = {
        name: schema for name, schema in SCHEMAS.items() if name not in {*VALUE_SETS, *map(component_name, BODY_RULES)}
    }
    listed = [schema["enum"] for schema in nested([own, DOCUMENT["paths"]]) if isinstance(schema.get("enum"), list)]
    assert listed == []


def test_sets_of_values_may_grow_in_answers_and_not_in_bodies() -> None:
    status = SCHEMAS["AccountRequest"]["properties"]["status"]["anyOf"]
    assert [option.get("$ref", option.get("type", "")) for option in status] == [
        "#/components/schemas/RequestStatus",
        "string",
    ]
    later = {"request_id": "1", "status": "paused"}
    schema = {"$ref": "#/components/schemas/DirectoryRequest", "components": DOCUMENT["components"]}
    assert Draft202012Validator(schema).is_valid(later)
    assert SCHEMAS["DeclineBody"]["properties"]["reason_code"]["$ref"] == "#/components/schemas/DeclineReason"


@EVERY_BODY
def test_body_has_no_defaults_and_no_other_members(name: str) -> None:
    assert SCHEMAS[name]["additionalProperties"] is False
    assert [schema for schema in nested(SCHEMAS[name]["properties"]) if "default" in schema] == []


@pytest.mark.parametrize("struct", SENT, ids=lambda struct: struct.__name__)
def test_field_that_may_be_left_out_may_be_null_unless_it_is_unset(struct: type[msgspec.Struct]) -> None:
    known = {key: value for key, value in SCHEMAS[component_name(struct.__name__)].items() if key not in CONDITIONAL}
    validator = Draft202012Validator({**known, "required": [], "components": DOCUMENT["components"]})
    for field in msgspec.structs.fields(struct):
        may_be_null = field.default is not msgspec.UNSET or type(None) in get_args(field.type)
        expected = field.name not in known["required"] and may_be_null
        assert validator.is_valid({field.name: None}) == expected, field.name


def test_limits_are_those_of_the_domain_and_of_the_policy() -> None:
    own = document(OPERATIONS, "https://accounts.vendor.example", "title", policy=Policy(customer_addresses=7))
    addresses = own["components"]["schemas"]["AccountRequestBody"]["properties"]["customer_emails"]
    assert (addresses["minItems"], addresses["maxItems"]) == (1, 7)
    name = SCHEMAS["AccountRequestBody"]["properties"]["account_name"]
    assert (name["minLength"], name["maxLength"]) == (text.NAME_MIN, text.NAME_MAX)


@EVERY_OPERATION
def test_every_operation_has_a_tag_a_description_every_problem_and_the_default_answer(operation: Operation) -> None:
    entry = described(operation)
    assert set(entry["tags"]) <= set(RESOURCES)
    assert entry["description"]
    assert entry["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
    slugs = {slug.strip("` ") for one in entry["responses"].values() for slug in one.get("description", "").split(",")}
    assert {problem.value for problem in problems_of(operation)} <= slugs
    assert set(ALWAYS) <= set(problems_of(operation))


@EVERY_OPERATION
def test_every_parameter_and_header_is_described(operation: Operation) -> None:
    entry = described(operation)
    assert all(parameter["description"] for parameter in entry["parameters"])
    for response in entry["responses"].values():
        for reference in response.get("headers", {}).values():
            assert DOCUMENT["components"]["headers"][reference["$ref"].rpartition("/")[2]]["description"]


@EVERY_OPERATION
def test_examples_are_valid(operation: Operation) -> None:
    entry = described(operation)
    for media in (media for one in nested(entry) for media in one.get("content", {}).values()):
        validator = Draft202012Validator({**media["schema"], "components": DOCUMENT["components"]})
        references = [one["$ref"].rpartition("/")[2] for one in media.get("examples", {}).values()]
        examples = [DOCUMENT["components"]["examples"][name]["value"] for name in references]
        for example in [*examples, *([media["example"]] if "example" in media else [])]:
            assert list(validator.iter_errors(example)) == []


def test_every_problem_of_an_operation_has_an_example_with_its_texts() -> None:
    for slug, example in DOCUMENT["components"]["examples"].items():
        assert example["value"]["type"].endswith(f"/problems/{slug}")
        assert example["value"]["title"] == example["summary"]
        assert slug in set(Problem)


def test_document_says_that_sets_and_responses_may_grow() -> None:
    assert "may grow" in DOCUMENT["info"]["description"]


def test_document_has_no_words_that_the_glossary_replaces() -> None:
    assert not {name for name in SCHEMAS if name.endswith("View") or "Part" in name or "Ask" in name}
    # API Gateway and Lambda pass on 6 MB; generators and people want less.
    assert len(json.dumps(DOCUMENT)) < 896 * 1024
