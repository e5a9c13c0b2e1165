"""Sessions in the table, under digests of their secrets; the time-to-live clears them away.

Does not decide when a session ends: the time-to-live deletes rows late, so the reader compares the time. One that this
release cannot read is none: the person signs in again.
"""

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded, epoch
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.services.sign_in.kept_form import KEPT_LENGTH
from chalicelib.services.sign_in.sessions import Session


class DynamoSessions:
    """Each method is one call, and safe to repeat when the reply was lost."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep(self, digest: str, session: Session) -> None:
        """Keeps a session."""
        document, forget_at = encoded(session), epoch(session.ends_at + KEPT_LENGTH)
        self._table.put(Row(*keys.session(digest), document=document, forget_at=forget_at))

    def session(self, digest: str) -> Session | None:
        """The session, read consistently: signing out counts at once."""
        row = self._table.get(keys.session(digest))
        return next(readable([row], Session), None) if row else None

    def forget(self, digest: str) -> None:
        """Removes the session, if there is one."""
        self._table.delete(keys.session(digest))
