"""Conditions and updates as PynamoDB's expressions."""

from collections.abc import Sequence
from typing import assert_never

from pynamodb.expressions import condition as pynamo
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.adapters.dynamodb.conditions import And, Between, Comparison, Condition, Not, Or
from chalicelib.adapters.dynamodb.table import Update


def expression(condition: Condition) -> pynamo.Condition:
    """The condition for one call."""
    match condition:
        case And():
            return pynamo.And(expression(condition.left), expression(condition.right))
        case Or():
            return pynamo.Or(expression(condition.left), expression(condition.right))
        case Not():
            return pynamo.Not(expression(condition.condition))
        case Between():
            return Path(condition.attribute).between(condition.first, condition.last)
        case Comparison():
            return _comparison(condition)
        case _:
            assert_never(condition)


def _comparison(comparison: Comparison) -> pynamo.Condition:
    path = Path(comparison.attribute)
    match comparison.operator:
        case "=":
            return path == comparison.value
        case "<=":
            return path <= comparison.value
        case ">=":
            return path >= comparison.value
        case "begins_with":
            return path.startswith(str(comparison.value))
        case "contains":
            return path.contains(comparison.value)
        case "exists":
            return path.exists()
        case _:
            assert_never(comparison.operator)


def actions(update: Update) -> Sequence[Action]:
    """What the update does. A new list each time: PynamoDB appends to the one it gets."""
    moved = [_changed(Path("ends")[name], end) for name, end in update.ends.items()]
    written = [_changed(Path(name), value) for name, value in update.attributes.items()]
    return [*moved, *written, *([Path("version").add(1)] if update.raises_version else [])]


def _changed(path: Path, value: str | None) -> Action:
    return path.remove() if value is None else path.set(value)
