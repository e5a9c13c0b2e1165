"""Value classes: frozen dataclasses whose methods are shared instead of compiled for each class.

`dataclasses` compiles six methods a class from text, which takes a third of a cold start. Here the fields are collected
alone, as it would, so that `fields`, `replace`, `asdict` and `match` take these classes as any dataclass.
"""

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_origin

T = TypeVar("T")
Method = Callable[..., Any]
Fields = Sequence["dataclasses.Field[Any]"]


@dataclasses.dataclass(frozen=True)
class _Sample:
    field: None


# How `dataclasses` marks a field, and a class that is frozen.
_KIND = getattr(dataclasses.fields(_Sample)[0], "_field_type")  # noqa: B009 - it has no public name
_PARAMETERS = vars(_Sample)["__dataclass_params__"]


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def value_class(cls: type[T]) -> type[T]:
    """Make a class what `dataclass(frozen=True)` makes it.

    A method that the class has itself is kept. Every field is an argument of its own (no `InitVar`, no `init=False`).
    """
    own = {name for name, method in vars(cls).items() if method is not None}
    fields: dict[str, dataclasses.Field[Any]] = {}
    for base in reversed(cls.__mro__[1:]):
        fields |= vars(base).get("__dataclass_fields__", {})
    fields |= {field.name: field for field in _own_fields(cls)}
    by_place = tuple(field.name for field in fields.values() if not field.kw_only)
    marks = {
        "__dataclass_fields__": fields,
        "__dataclass_params__": _PARAMETERS,
        "__match_args__": by_place,
        "__replace__": dataclasses.replace,
    }
    for name, value in {**marks, **_methods(cls, list(fields.values()))}.items():
        if name not in own:
            setattr(cls, name, value)
    return cls


def _own_fields(cls: type) -> Iterator["dataclasses.Field[Any]"]:
    """Yield the fields of a class's annotations, and make their defaults its attributes."""
    kw_only = False
    annotations: Mapping[str, Any] = inspect.get_annotations(cls)
    for name, kind in annotations.items():
        if kind is dataclasses.KW_ONLY:
            kw_only = True
        elif kind is not ClassVar and get_origin(kind) is not ClassVar:
            yield _field(cls, name, kind, kw_only)


def _field(cls: type, name: str, kind: Any, kw_only: bool) -> Any:
    default = vars(cls).get(name, dataclasses.MISSING)
    field: Any = default if isinstance(default, dataclasses.Field) else dataclasses.field(default=default)
    if field.default.__class__.__hash__ is None:
        raise ValueError(f"mutable default {type(field.default)} for field {name} is not allowed: use default_factory")
    field.name, field.type, field.kw_only, field._field_type = name, kind, kw_only, _KIND
    if field.default is not dataclasses.MISSING:
        setattr(cls, name, field.default)
    elif field is default:
        delattr(cls, name)
    return field


def _methods(cls: type, fields: Fields) -> Mapping[str, Method]:
    compared = _values_of([field.name for field in fields if field.compare])

    def is_equal(self: object, other: object) -> Any:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return {
        "__init__": _initialiser(cls, fields),
        "__repr__": _representation([field.name for field in fields if field.repr]),
        "__eq__": is_equal,
        "__hash__": lambda self: hash(compared(self)),
        "__setattr__": _refuse_to_set,
        "__delattr__": _refuse_to_delete,
    }


def _initialiser(cls: type, fields: Fields) -> Method:
    names = [field.name for field in fields if not field.kw_only]
    wanted = frozenset(field.name for field in fields)
    count, is_completed = len(wanted), hasattr(cls, "__post_init__")
    defaults = {field.name: field.default for field in fields if field.default is not dataclasses.MISSING}
    makers = {field.name: field.default_factory for field in fields if callable(field.default_factory)}
    optional = [*defaults, *makers]

    def initialise(self: Any, /, *values: Any, **named: Any) -> None:
        state = dict(zip(names, values))  # noqa: B905 - whether they fit is judged below, for any number
        state.update(named)
        is_unique = len(state) == len(values) + len(named)
        if len(state) < count:
            for name in optional:
                if name not in state:
                    state[name] = makers[name]() if name in makers else defaults[name]
        if not is_unique or len(state) != count or (named and state.keys() != wanted):
            raise TypeError(_misfit(type(self), fields, values, named))
        self.__dict__.update(state)
        if is_completed:
            self.__post_init__()

    return initialise


def _misfit(cls: type, fields: Fields, values: Sequence[object], named: Mapping[str, object]) -> str:
    """Say which arguments do not fit."""
    by_place = [field.name for field in fields if not field.kw_only]
    if len(values) > len(by_place):
        return f"{cls.__qualname__}() takes {len(by_place)} arguments by position, not {len(values)}"
    given = by_place[: len(values)]
    for name in named:
        if name not in {field.name for field in fields}:
            return f"{cls.__qualname__}() got an unexpected keyword argument {name!r}"
        if name in given:
            return f"{cls.__qualname__}() got multiple values for argument {name!r}"
    unset = (field.name for field in fields if field.default is field.default_factory)
    return f"{cls.__qualname__}() misses {', '.join(name for name in unset if name not in {*given, *named})}"


def _representation(names: Sequence[str]) -> Method:
    @recursive_repr()
    def represent(self: object) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return represent


def _values_of(names: Sequence[str]) -> Method:
    """Return a function that makes a tuple of these attributes."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
