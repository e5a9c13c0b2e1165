"""Complete the schema of a parameter: description, limits, example, and the named set of its values."""

from collections.abc import Mapping
from typing import Any

from chalicelib.web.document.answered_fields import FIELDS
from chalicelib.web.document.components import REFERENCE
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.value_sets import VALUE_SETS

Schema = dict[str, Any]
_NAMES_BY_VALUES: Mapping[frozenset[str], str] = {frozenset(one.values): name for name, one in VALUE_SETS.items()}
_UNKNOWN = FieldFacts("", None)
# Optional parameters that examples have. A viewer sends each example, and nobody has the cursor of one.
ASKED_FOR = ("q", "domain")


def documented_parameter(name: str, place: str, schema: Schema, *, required: bool = False) -> Schema:
    """Return the parameter; what its own schema says goes before what its name says."""
    facts = FIELDS.get(name, _UNKNOWN)
    description = schema.pop("description", facts.description)
    limits = {} if "enum" in schema or schema["type"] == "boolean" else dict(facts.limits)
    whole = _named({**limits, **schema})
    example = {"example": facts.example} if required or name in ASKED_FOR else {}
    entry: Schema = {"name": name, "in": place, "description": description, "schema": whole, **example}
    return {**entry, "required": True} if required else entry


def _named(schema: Schema) -> Schema:
    """Replace listed values, at any depth, by the set of them that has a name."""
    if "items" in schema:
        most = {"maxItems": len(schema["items"]["enum"])} if "enum" in schema["items"] else {}
        return {**schema, "items": _named(schema["items"]), **most}
    name = _NAMES_BY_VALUES.get(frozenset(schema.get("enum", ())))
    if name is None:
        return schema
    others = {key: value for key, value in schema.items() if key not in {"type", "enum"}}
    return {"$ref": REFERENCE.format(name=name), **others}
