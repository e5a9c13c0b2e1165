"""Compose an example of a whole body from the examples of its fields."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def example_of(schema: Schema, schemas: Mapping[str, Schema], within: tuple[str, ...] = ()) -> Any:
    """Return the example; `within` are the schemas around it, which are not repeated inside themselves."""
    if "examples" in schema:
        return schema["examples"][0]
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return None if name in within else example_of(schemas[name], schemas, (*within, name))
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], schemas, within)
    if "properties" in schema:
        made = {name: example_of(one, schemas, within) for name, one in schema["properties"].items()}
        return {name: one for name, one in made.items() if one is not None or name in schema["required"]}
    if "items" in schema:
        item = example_of(schema["items"], schemas, within)
        return [] if item is None else [item]
    if "additionalProperties" in schema:
        return {}
    if "enum" in schema:
        return schema["enum"][0]
    return schema.get("const")
