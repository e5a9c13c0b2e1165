"""What the sealing of audit trails reads of the table, and what it writes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.events import AuditEvent, Sealings
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class

AnyRequest = AccountRequest | AccessRequest | DomainProof | Recovery


@value_class
class Uncounted:
    """An event that no sealing counts yet, None if it cannot be read; partition, sort key and due time of its row.

    The due time is empty if the row is not in the due index. `in_feed` is one that waits there for its position first.
    """

    place: tuple[str, str, str]
    event: AuditEvent | None
    in_feed: bool = False


@value_class
class Walked:
    """What waits to be counted in a part of the table, and the overdue requests there.

    `end` is where the next part begins; None at the end.
    """

    events: Sequence[Uncounted]
    end: tuple[str, str] | None
    overdue: Sequence[AnyRequest] = ()


@value_class
class SealTrails:
    """Append a sealing, and mark the events that it counts as counted, if no other sealing has.

    `counted` are partition, sort key and due time of these events; the time is empty for those that are not in the due
    index. Those `in_feed` wait there on, for their positions. Without `event` only the progress is written.
    """

    sealings: Sealings
    event: AuditEvent | None
    counted: tuple[tuple[str, str, str], ...] = ()
    in_feed: tuple[tuple[str, str], ...] = ()


class SealingStore(Protocol):
    """The part of the database with sealings, and with the events that they count."""

    def sealings(self) -> Sealings:
        """Return the end of the trail of sealings. Raises `record-unreadable`."""
        ...

    def uncounted(self, now: datetime, limit: int) -> Sequence[Uncounted]:
        """Return events that no sealing counts, about the oldest first. Raises `busy`."""
        ...

    def walk(
        self, start: tuple[str, str] | None, rows: int, most: int, is_overdue: Callable[[AnyRequest], bool] | None
    ) -> Walked:
        """Return events that no sealing counts, in the due index or not, of so many rows, and so many at most.

        With them come the requests of these rows that are overdue, of which a part has a few at most. Whatever cannot
        be read is left out, and noted.
        """
        ...
