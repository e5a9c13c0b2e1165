"""Keys by id that are read when they are first needed: a cold start that needs none does not wait for them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

T = TypeVar("T")


class KeysReadLater(Mapping[str, T]):
    """A mapping of ids to secrets, the newest last. What reading raises is raised again at the next need."""

    def __init__(self, read: Callable[[], Mapping[str, T]]) -> None:
        self._read = read

    @cached_property
    def _keys(self) -> Mapping[str, T]:
        return self._read()

    def __getitem__(self, key_id: str) -> T:
        return self._keys[key_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
