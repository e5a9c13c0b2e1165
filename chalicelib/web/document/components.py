"""Complete the schemas that msgspec makes of the structs: descriptions, limits, examples and sets of values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, get_args

import msgspec

from chalicelib.domain.policy import Policy
from chalicelib.domain.value_classes import value_class
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
# A value that a later release adds.
_NEW_VALUE: Schema = {"type": "string", "maxLength": 100, "pattern": "^[a-z0-9_-]+$"}


@value_class
class Components:
    """The schemas of the document by their names."""

    schemas: Mapping[str, Schema]

    @classmethod
    def of(cls, structs: Iterable[type[msgspec.Struct]], sent: Collection[str], policy: Policy) -> "Components":
        """Make the schemas of these structs and of those in them. `sent` are the names of the request bodies."""
        _, made = msgspec.json.schema_components(sorted(structs, key=str), ref_template=REFERENCE)
        names = {struct.__name__: _names_of(struct) for struct in structs_within(structs)}
        schemas = {
            component_name(name): {
                **(_sent(names[name], schema, policy) if name in sent else _answered(names[name], schema, policy)),
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


def structs_within(structs: Iterable[type[msgspec.Struct]]) -> set[type[msgspec.Struct]]:
    """Return these structs and those in their fields, at any depth."""
    found, waiting = set[type[msgspec.Struct]](), list[Any](structs)
    while waiting:
        kind = waiting.pop()
        waiting += get_args(kind)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in found:
            found.add(kind)
            waiting += [field.type for field in msgspec.structs.fields(kind)]
    return found


def _names_of(struct: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the names of a struct and of those that it extends, whose fields mean the same in it."""
    return tuple(kind.__name__ for kind in struct.__mro__ if issubclass(kind, msgspec.Struct))


def _answered(names: Sequence[str], schema: Schema, policy: Policy) -> Schema:
    properties = {
        field: completed(one, _facts(FIELDS, names, field), policy, grows=True)
        for field, one in schema["properties"].items()
    }
    return {**schema, "properties": properties}


def _sent(names: Sequence[str], schema: Schema, policy: Policy) -> Schema:
    rules = dict(BODY_RULES.get(names[0], {}))
    required = [*schema["required"], *rules.pop("required", ())]
    properties = {}
    for field, one in schema["properties"].items():
        # A field without a default is required, or unset: null is no value of it.
        has_default = one.pop("default", _NONE) is not _NONE
        whole = completed(one, _facts(SENT_FIELDS, names, field), policy, grows=False)
        properties[field] = _or_null(whole) if has_default and field not in required else whole
    return {**schema, "properties": properties, "required": required, "additionalProperties": False, **rules}


def _facts(table: Mapping[str, FieldFacts], structs: Sequence[str], field: str) -> FieldFacts:
    rows = (table.get(name) for name in (*(f"{struct}.{field}" for struct in structs), field))
    return next(filter(None, rows), FieldFacts(field.replace("_", " ").capitalize(), None))


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
        # Beside the values themselves, those that a later release adds, or other spellings of them.
        others = [_NEW_VALUE] if grows else [{"type": "string", **limits}] if limits else []
        return {**({"anyOf": [values, *others]} if others else values), **example}
    if schema["type"] != "string" and isinstance(facts.example, str):
        # In the place of a text, whose limits and example these are.
        return {**schema, **(COUNT if schema["type"] == "integer" else {})}
    return {**schema, **limits, **example}


def _or_null(schema: Schema) -> Schema:
    """A field that may be left out may be null as well."""
    if "anyOf" in schema:
        options = [*schema["anyOf"], {"type": "null"}]
        return schema if {"type": "null"} in schema["anyOf"] else {**schema, "anyOf": options}
    if "$ref" in schema:
        values = {name: one for name, one in schema.items() if name != "description"}
        return {"anyOf": [values, {"type": "null"}], "description": schema["description"]}
    return {**schema, "type": [schema["type"], "null"]}


def _value_set(values: ValueSet) -> Schema:
    return {"type": "string", "description": values.description, "enum": list(values.values)}
