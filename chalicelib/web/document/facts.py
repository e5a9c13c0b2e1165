"""What the document says of one field."""

from collections.abc import Callable, Mapping
from dataclasses import field

from chalicelib.domain.policy import Policy
from chalicelib.domain.value_classes import value_class

# A limit that an operator may set comes from the policy in force.
Limit = str | int | bool | Callable[[Policy], int]


@value_class
class FieldFacts:
    """Description, example, keywords of JSON Schema and the named set of values of a field.

    Keywords of lists and objects hold for the field itself, the others for the texts or numbers in it.
    """

    description: str
    example: object
    limits: Mapping[str, Limit] = field(default_factory=dict)
    value_set: str = ""
