"""Conditions on a row, as data: what a write requires of it, and which rows a query or a scan returns.

A comparison with an attribute that the row does not have is false.
"""

from typing import Literal

from chalicelib.domain.value_classes import value_class

Attribute = Literal[
    "pk",
    "sk",
    "document",
    "version",
    "holder",
    "ends_at",
    "due_at",
    "due_shard",
    "forget_at",
    "trouble",
    "deliveries",
    "effect",
]
Operator = Literal["=", "<=", ">=", "begins_with", "contains", "exists"]


class _Condition:
    def __and__(self, other: "Condition") -> "And":
        return And(self, other)  # type: ignore[arg-type] # one of the four

    def __or__(self, other: "Condition") -> "Or":
        return Or(self, other)  # type: ignore[arg-type] # one of the four

    def __invert__(self) -> "Not":
        return Not(self)  # type: ignore[arg-type] # one of the four


@value_class
class Comparison(_Condition):
    """An attribute compared with a value of its own type; `exists` takes none."""

    attribute: Attribute
    operator: Operator
    value: str | int = ""


@value_class
class Between(_Condition):
    """An attribute within two bounds, which belong to the range."""

    attribute: Attribute
    first: str
    last: str


@value_class
class And(_Condition):
    left: "Condition"
    right: "Condition"


@value_class
class Or(_Condition):
    left: "Condition"
    right: "Condition"


@value_class
class Not(_Condition):
    condition: "Condition"


Condition = Comparison | Between | And | Or | Not


def equals(attribute: Attribute, value: str | int) -> Comparison:
    """Holds for this value."""
    return Comparison(attribute, "=", value)


def at_most(attribute: Attribute, value: str | int) -> Comparison:
    """Holds for this value and all before it."""
    return Comparison(attribute, "<=", _bound(value))


def at_least(attribute: Attribute, value: str | int) -> Comparison:
    """Holds for this value and all after it."""
    return Comparison(attribute, ">=", _bound(value))


def _bound(value: str | int) -> str | int:
    """DynamoDB compares no key with an empty text; moto does."""
    if value == "":
        raise ValueError("A bound cannot be an empty text.")
    return value


def begins_with(attribute: Attribute, prefix: str) -> Comparison:
    """Holds for a text that begins so."""
    return Comparison(attribute, "begins_with", prefix)


def contains(attribute: Attribute, part: str) -> Comparison:
    """Holds for a text with this part."""
    return Comparison(attribute, "contains", part)


def exists(attribute: Attribute) -> Comparison:
    """Holds while the row has the attribute."""
    return Comparison(attribute, "exists")


PRESENT = exists("pk")
ABSENT = ~PRESENT


def at_version(version: int) -> Condition:
    """Holds while nobody has written since this version was read; 0 was never written."""
    return ABSENT if version == 0 else equals("version", version)
