"""Complete the schemas that msgspec makes of the structs: descriptions, limits, examples and sets of values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from chalicelib.domain.policy import Policy
from chalicelib.web.document.answered_fields import FIELDS
from chalicelib.web.document.facts import FieldFacts
from chalicelib.web.document.limits import COUNT
from chalicelib.web.document.rules import BODY_RULES
from chalicelib.web.document.sent_fields import SENT_FIELDS
from chalicelib.web.document.value_sets import VALUE_SETS, ValueSet

REFERENCE = "#/components/schemas/{name}"
Schema = dict[str, Any]

# Names of the glossary where the struct has another one; elsewhere the suffix that tells it from the domain's goes.
NAMES: Mapping[str, str] = {
    "AskBody": "AccessRequestBody",
    "ChangePartBody": "ChangeVirtualAccountBody",
    "Granted": "GrantedAccess",
    "NewPartBody": "NewVirtualAccountBody",
    "ProblemError": "FieldError",
    "RequestStatusView": "DirectoryRequest",
    "RoleView": "Grant",
    "VirtualAccountNode": "VirtualAccount",
}
_SUFFIX = "View"
_NONE = object()
_OF_LISTS = {"minItems", "maxItems", "uniqueItems"}
_OF_NUMBERS = {"minimum", "maximum"}
# A value that a later release adds.
_NEW_VALUE: Schema = {"type": "string", "maxLength": 100, "pattern": "^[a-z0-9_-]+$"}


@dataclass(frozen=True)
class Components:
    """The schemas of the document by their names."""

    schemas: Mapping[str, Schema]

    @classmethod
    def of(cls, structs: Iterable[type[msgspec.Struct]], sent: Collection[str], policy: Policy) -> "Components":
        """Make the schemas of these structs and of those in them. `sent` are the names of the request bodies."""
        of = sorted(structs, key=str)
        _, made = msgspec.json.schema_components(of, ref_template=REFERENCE)
        families = {struct.__name__: tuple(one.__name__ for one in struct.__mro__) for struct in of}
        schemas = {
            component_name(name): {
                **(
                    _sent(name, schema, policy)
                    if name in sent
                    else _answered(families.get(name, (name,)), schema, policy)
                ),
                "title": component_name(name),
            }
            for name, schema in made.items()
        }
        sets = {name: _value_set(values) for name, values in VALUE_SETS.items()}
        return cls(dict(sorted({**schemas, **sets}.items())))


def component_name(struct: str) -> str:
    """Return the name in the document of a struct of this name."""
    return NAMES.get(struct, struct.removesuffix(_SUFFIX))


def reference(struct: type[msgspec.Struct]) -> Schema:
    """Return the reference to a struct's schema."""
    return {"$ref": REFERENCE.format(name=component_name(struct.__name__))}


def completed(schema: Schema, facts: FieldFacts, policy: Policy, *, grows: bool) -> Schema:
    """Return the schema of a field with what the facts say. A set of values that `grows` accepts others too."""
    limits = {name: limit(policy) if callable(limit) else limit for name, limit in facts.limits.items()}
    whole = _within(schema, limits, facts, grows=grows)
    return {**whole, "description": facts.description}


def _answered(family: Sequence[str], schema: Schema, policy: Policy) -> Schema:
    properties = {
        field: completed(one, _facts(FIELDS, family, field), policy, grows=True)
        for field, one in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _sent(name: str, schema: Schema, policy: Policy) -> Schema:
    rules = dict(BODY_RULES.get(name, {}))
    required = [*schema["required"], *rules.pop("required", ())]
    properties = {}
    for field, one in schema["properties"].items():
        # A field without a default is required, or unset: null is no value of it.
        has_default = one.pop("default", _NONE) is not _NONE
        whole = completed(one, _facts(SENT_FIELDS, (name,), field), policy, grows=False)
        properties[field] = _or_null(whole) if has_default and field not in required else whole
    return {**schema, "properties": properties, "required": required, "additionalProperties": False, **rules}


def _facts(table: Mapping[str, FieldFacts], family: Sequence[str], field: str) -> FieldFacts:
    """Return the row of the field: that of the struct, of one that it extends, or of all that have such a field."""
    names = (*(f"{struct}.{field}" for struct in family), field)
    found = next((table[name] for name in names if name in table), None)
    return found or FieldFacts(field.replace("_", " ").capitalize(), None)


def _within(schema: Schema, limits: Mapping[str, Any], facts: FieldFacts, *, grows: bool) -> Schema:
    """Put keywords where they belong: those of a list on the list, the others on the texts and numbers in it."""
    if "anyOf" in schema:
        return {"anyOf": [_within(option, limits, facts, grows=grows) for option in schema["anyOf"]]}
    if "items" in schema:
        own = {name: limit for name, limit in limits.items() if name in _OF_LISTS}
        return {**schema, "items": _within(schema["items"], limits, facts, grows=grows), **own}
    if "additionalProperties" in schema:
        return {**schema, "additionalProperties": _within(schema["additionalProperties"], limits, facts, grows=grows)}
    if "$ref" in schema:
        return {"$ref": REFERENCE.format(name=component_name(schema["$ref"].rpartition("/")[2]))}
    return _scalar(schema, {name: limit for name, limit in limits.items() if name not in _OF_LISTS}, facts, grows=grows)


def _scalar(schema: Schema, limits: Mapping[str, Any], facts: FieldFacts, *, grows: bool) -> Schema:
    if schema.get("type") == "null":
        return schema
    example = {} if facts.example is None else {"examples": [facts.example]}
    if facts.value_set:
        values = {"$ref": REFERENCE.format(name=facts.value_set)}
        return {**({"anyOf": [values, _NEW_VALUE]} if grows else values), **example}
    if schema.get("type") == "integer" and not _OF_NUMBERS & set(limits):
        # A number in the place of a text, whose limits these are.
        return {**schema, **COUNT}
    return {**schema, **limits, **example}


def _or_null(schema: Schema) -> Schema:
    """A field that may be left out may be null as well."""
    if "anyOf" in schema:
        return schema
    if "$ref" in schema:
        values = {name: one for name, one in schema.items() if name != "description"}
        return {"anyOf": [values, {"type": "null"}], "description": schema["description"]}
    return {**schema, "type": [schema["type"], "null"]}


def _value_set(values: ValueSet) -> Schema:
    return {"type": "string", "description": values.description, "enum": list(values.values)}
