"""Print what a decision changes, one field a line, so that a file can hold it and a reader can compare."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from chalicelib.domain.errors import Invalid, Refused
from tests.domain.requests.stories import START

T = TypeVar("T")


@dataclass(frozen=True)
class Decision(Generic[T]):
    """A decision about what there is before; both are made when the decision is looked at."""

    before: Callable[[], T]
    decide: Callable[[T], object]

    def lines(self) -> Iterator[str]:
        """Yield what the decision changes, or how it is refused."""
        before = self.before()
        try:
            after = self.decide(before)
        except (Refused, Invalid) as refused:
            yield from refusal(refused)
            return
        told, known = dict(flat("", after)), dict(_known(before, after))
        yield from (f"{path} = {value}" for path, value in told.items() if known.get(path) != value)
        yield from (f"{path} is gone" for path in known if path not in told)
        if after is None or after == before:
            yield "nothing changes"


def created(decide: Callable[[], object]) -> Decision[None]:
    """Return a decision before which there is nothing."""
    return Decision(lambda: None, lambda _: decide())


def refusal(refused: Refused | Invalid) -> Iterator[str]:
    """Yield the problem with its facts, the faults of fields with theirs, and the wait."""
    yield f"refused: {refused}"
    yield from (f"{path} = {value}" for path, value in flat("facts", refused.facts))
    if isinstance(refused, Refused):
        yield from (f"{path} = {value}" for path, value in flat("errors", refused.errors))
        yield from (f"{path} = {value}" for path, value in flat("retry_after", refused.retry_after))


def flat(path: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield every field below a value that is not empty, by its path."""
    parts = list(_parts(value))
    for name, one in parts:
        yield from flat(f"{path}{name}".removeprefix("."), one)
    if not parts and value not in (None, "", False, (), {}):
        yield path, f"START + {value - START}" if isinstance(value, datetime) else str(value)


def _parts(value: Any) -> Iterator[tuple[str, object]]:
    """Yield what a value consists of, each with its part of the path."""
    if is_dataclass(value):
        yield from ((f".{one.name}", getattr(value, one.name)) for one in fields(value))
    elif isinstance(value, Mapping):
        yield from ((f"[{key}]", value[key]) for key in value)
    elif isinstance(value, Set | list | tuple):
        yield from ((f"[{place}]", one) for place, one in enumerate(sorted(value) if isinstance(value, Set) else value))


def _known(before: object, after: Any) -> Iterator[tuple[str, str]]:
    """Yield what there was before, by the path at which the decision has it."""
    if before is None or type(before) is type(after):
        yield from flat("", before)
    elif is_dataclass(after):
        for one in fields(after):
            if type(getattr(after, one.name)) is type(before):
                yield from flat(one.name, before)
    elif isinstance(after, tuple):
        for place, one in enumerate(after):
            if type(one) is type(before):
                yield from flat(f"[{place}]", before)
