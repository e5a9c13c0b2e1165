"""What a caller demands of one call, and the answer that a call before it has got already."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.writes import KeepAnswer, KeptAnswer, Write


class AnsweredBefore(Exception):
    """The caller's idempotency key has an answer already."""

    def __init__(self, kept: KeptAnswer) -> None:
        super().__init__()
        self.kept = kept


@value_class
class Terms:
    """What a caller demands of one call of a use case; usually nothing.

    `seen` are revisions of the record: one of them must be the present one. `keep` makes the answer to keep from the
    result of the use case, so that it is committed together with what it tells.
    """

    seen: Collection[str] | None = None
    keep: Callable[[Any, datetime], KeptAnswer] | None = None

    def refuse_unless_seen(self, revision: str) -> None:
        """Raise `precondition-failed` if the caller has seen other revisions of the record."""
        if self.seen is not None and revision not in self.seen:
            raise Refused(Problem.PRECONDITION_FAILED)

    def kept(self, result: object, now: datetime) -> Sequence[Write]:
        """Return the write that keeps the answer."""
        return (KeepAnswer(self.keep(result, now), now),) if self.keep else ()
