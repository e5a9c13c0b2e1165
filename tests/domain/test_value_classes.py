"""A value class is what a frozen dataclass is, at a fraction of the time that it takes to make."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, fields, is_dataclass, replace
from functools import cached_property
from timeit import repeat
from typing import Any, Generic, TypeVar

import pytest

from chalicelib.domain.value_classes import value_class
from tests.domain.value_class_pairs import Decorator, made_by

T = TypeVar("T")


DATACLASSES, VALUE_CLASSES = made_by(dataclass(frozen=True)), made_by(value_class)
PAIRS = pytest.mark.parametrize(
    ("expected", "made"), list(zip(DATACLASSES, VALUE_CLASSES, strict=True)), ids=lambda cls: cls.__name__
)
# What a value may be made of, and what not.
FITTING: tuple[tuple[tuple[Any, ...], Mapping[str, Any]], ...] = (
    (("a",), {}),
    ((), {"name": "a"}),
    (("a", 2, {"x": "y"}, "s", "m"), {}),
    (("a", 2), {"memo": "m", "facts": {"x": "y"}}),
    ((), {"memo": "m", "secret": "s", "name": "a"}),
)
UNFIT: tuple[tuple[tuple[Any, ...], Mapping[str, Any]], ...] = (
    ((), {}),
    ((), {"number": 2}),
    (("a", 2, {}, "s", "m", "too", "many"), {}),
    (("a",), {"name": "a"}),
    (("a",), {"unknown": 1}),
    ((), {"unknown": 1}),
    ((), {"unknown": 1, "number": 2, "facts": {}, "secret": "", "memo": ""}),
    (("a", 2, {}, "s", "m"), {"self": 1}),
)


def two(values: tuple[Any, ...] = ("a",), named: Mapping[str, Any] | None = None, index: int = 0) -> tuple[Any, Any]:
    """Make a dataclass and a value class of the same."""
    return DATACLASSES[index](*values, **(named or {})), VALUE_CLASSES[index](*values, **(named or {}))


@PAIRS
def test_fields_are_those_of_a_dataclass_in_their_order(expected: type, made: type) -> None:
    told = [
        [(each.name, each.type, each.default, each.repr, each.compare, each.init) for each in fields(cls)]
        for cls in (expected, made)
    ]
    assert told[0] == told[1]
    assert is_dataclass(made)
    assert vars(made)["__match_args__"] == vars(expected)["__match_args__"]
    assert (made.__doc__, made.__qualname__, made.__module__) == (
        expected.__doc__,
        expected.__qualname__,
        made_by.__module__,
    )


def test_class_that_is_made_just_now_is_a_dataclass() -> None:
    for expected, made in zip(made_by(dataclass(frozen=True)), made_by(value_class), strict=True):
        told = [[(each.name, each.kw_only, each.default) for each in fields(cls)] for cls in (expected, made)]
        assert told[0] == told[1]
        with pytest.raises(FrozenInstanceError, match="cannot delete"):
            delattr(object.__new__(made), "name")
    whole, derived, *_ = made_by(value_class)
    assert whole("a", memo="m") == whole("a")
    assert whole("a") != derived("a")
    with pytest.raises(TypeError, match="multiple values"):
        whole("a", name="a")


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(("values", "named"), FITTING)
def test_values_are_set_by_position_and_by_name(values: tuple[Any, ...], named: Mapping[str, Any], index: int) -> None:
    expected, made = two(values, named, index)
    assert vars(made) == vars(expected)
    assert (asdict(made), astuple(made), repr(made)) == (asdict(expected), astuple(expected), repr(expected))


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(("values", "named"), UNFIT)
def test_what_does_not_fit_is_a_type_error(values: tuple[Any, ...], named: Mapping[str, Any], index: int) -> None:
    if index and len(values) > len(fields(DATACLASSES[0])):
        values = (*values, "more")
    for cls in (DATACLASSES[index], VALUE_CLASSES[index]):
        with pytest.raises(TypeError, match=cls.__name__):
            cls(*values, **named)


@pytest.mark.parametrize(
    ("values", "named", "told"),
    [
        ((), {"number": 2}, "misses name"),
        (("a",), {"name": "b"}, "multiple values for argument 'name'"),
        (("a",), {"other": 1}, "unexpected keyword argument 'other'"),
        (tuple("abcdef"), {}, "takes 5 arguments by position, not 6"),
    ],
)
def test_error_says_which_argument_does_not_fit(values: tuple[Any, ...], named: Mapping[str, Any], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        VALUE_CLASSES[0](*values, **named)


def test_field_that_is_given_by_name_takes_no_place() -> None:
    expected, made = two(("1",), {"second": "2"}, 4)
    assert (vars(made), repr(made)) == (vars(expected), repr(expected))
    for values, named in ((("1", "2"), {}), (("1",), {}), ((), {"second": "2"})):
        for cls in (DATACLASSES[4], VALUE_CLASSES[4]):
            with pytest.raises(TypeError, match=cls.__name__):
                cls(*values, **named)


def test_default_of_a_factory_is_made_for_each_value() -> None:
    first, second = VALUE_CLASSES[0]("a"), VALUE_CLASSES[0]("a")
    assert first.facts == {}
    assert first.facts is not second.facts


def test_values_that_are_compared_make_equality_and_hash() -> None:
    given = [("a", 1, (), "s", "m"), ("a", 1, (), "s", "other"), ("b", 1, (), "s", "m"), ("a", 1, (), "t", "m")]
    for one in given:
        for other in given:
            (a, made_a), (b, made_b) = two(one), two(other)
            assert (made_a == made_b) == (a == b)
            assert (made_a != made_b) == (a != b)
            assert (hash(made_a) == hash(made_b)) == (hash(a) == hash(b))
    assert hash(two(given[0])[1]) == hash(two(given[0])[0])


def test_values_of_other_classes_are_not_equal() -> None:
    whole, derived = VALUE_CLASSES[0]("a"), VALUE_CLASSES[1]("a")
    assert whole != derived
    assert whole != two(("a",))[0]
    assert whole != "a"
    with pytest.raises(TypeError, match="unhashable"):
        hash(whole)


@pytest.mark.parametrize("name", ["name", "number", "LIMIT", "anything"])
def test_value_cannot_be_changed(name: str) -> None:
    for one in two():
        before = dict(vars(one))
        with pytest.raises(FrozenInstanceError, match=f"cannot assign to field '{name}'"):
            setattr(one, name, "changed")
        with pytest.raises(FrozenInstanceError, match=f"cannot delete field '{name}'"):
            delattr(one, name)
        assert vars(one) == before


def test_replaced_value_is_judged_again_and_keeps_the_rest() -> None:
    expected, made = two(("a", 2, {"x": "y"}))
    assert vars(replace(made, number=3)) == vars(replace(expected, number=3))
    for one in (expected, made):
        with pytest.raises(ValueError, match="must not be negative"):
            replace(one, number=-1)
        with pytest.raises(TypeError):
            replace(one, unknown=1)


def test_methods_of_its_own_are_kept() -> None:
    own = VALUE_CLASSES[2]
    assert own("A") == own("a")
    assert (hash(own("a")), repr(own("a"))) == (7, "own")


def test_value_without_fields_is_equal_to_any_of_its_class() -> None:
    expected, made = DATACLASSES[3](), VALUE_CLASSES[3]()
    assert made == VALUE_CLASSES[3]()
    assert (hash(made), repr(made)) == (hash(expected), repr(expected))


def test_value_is_cached_copied_pickled_and_matched() -> None:
    value = Place("here", 3)
    assert (value.doubled, vars(value)["doubled"]) == (6, 6)
    assert value == Place("here", 3)
    assert copy.deepcopy(value) == copy.copy(value) == pickle.loads(pickle.dumps(value)) == value
    match value:
        case Place(name, number):
            assert (name, number) == ("here", 3)
        case _:
            raise AssertionError


@pytest.mark.parametrize("base", [DATACLASSES[0], VALUE_CLASSES[0]])
@pytest.mark.parametrize("decorator", [dataclass(frozen=True), value_class])
def test_dataclasses_and_value_classes_inherit_from_each_other(base: type, decorator: Decorator) -> None:
    made = decorator(type("More", (base,), {"__annotations__": {"more": str}, "more": "m"}))
    value = made("a", more="x")
    assert (value.name, value.more, value.facts) == ("a", "x", {})
    with pytest.raises(FrozenInstanceError):
        value.more = "changed"


def test_mutable_default_is_refused() -> None:
    for decorator in (dataclass(frozen=True), value_class):
        with pytest.raises(ValueError, match=r"mutable default .*list.* for field names is not allowed"):
            decorator(type("Bad", (), {"__annotations__": {"names": list}, "names": []}))


def test_value_class_may_be_generic() -> None:
    assert Box[int](1).content == 1
    assert repr(Box("x")) == "Box(content='x')"


def test_value_that_holds_itself_is_shown() -> None:
    facts: dict[str, Any] = {}
    value = VALUE_CLASSES[0]("a", facts=facts)
    facts["self"] = value
    assert "facts={'self': ...}" in repr(value)


def test_value_class_is_made_in_a_third_of_the_time() -> None:
    def seconds(decorator: Decorator) -> float:
        return min(repeat(lambda: made_by(decorator), number=20, repeat=5))

    assert seconds(value_class) < seconds(dataclass(frozen=True)) / 3


@value_class
class Place:
    """A value that pickle finds."""

    name: str
    number: int

    @cached_property
    def doubled(self) -> int:
        return 2 * self.number


@value_class
class Box(Generic[T]):
    """A value of any type."""

    content: T
