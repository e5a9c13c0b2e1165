"""The same classes made by any decorator, to compare value classes with dataclasses."""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, field
from typing import ClassVar

Decorator = Callable[[type], type]


def made_by(decorator: Decorator) -> tuple[type, ...]:
    """Make the same classes: with every kind of field, derived, with methods of its own, without fields, by name."""
    return (*_with_every_field(decorator), *_unusual(decorator), _by_name(decorator))


def _with_every_field(decorator: Decorator) -> tuple[type, type]:

    @decorator
    class Whole:
        """A value."""

        LIMIT: ClassVar[int] = 3

        name: str
        number: int = 1
        facts: Mapping[str, str] = field(default_factory=dict)
        secret: str = field(default="", repr=False)
        memo: str = field(default="", compare=False)

        def __post_init__(self) -> None:
            if self.number < 0:
                raise ValueError("the number must not be negative")

    @decorator
    class Derived(Whole):
        """A value with one field more."""

        last: str = "end"

    return Whole, Derived


def _unusual(decorator: Decorator) -> tuple[type, type]:
    @decorator
    class Own:
        """A value with methods of its own."""

        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, type(self)) and other.name.lower() == self.name.lower()

        def __hash__(self) -> int:
            return 7

        def __repr__(self) -> str:
            return "own"

    @decorator
    class Empty:
        """A value without fields."""

    return Own, Empty


def _by_name(decorator: Decorator) -> type:
    @decorator
    class Named:
        """A value whose fields are given by name."""

        first: str
        _: KW_ONLY
        second: str
        third: str = "3"

    return Named
