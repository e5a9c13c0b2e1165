"""A page of a list, whatever it lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list and, unless it was the last, where the next one starts (opaque)."""

    items: Sequence[T]
    next_start: str | None = None
