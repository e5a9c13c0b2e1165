"""Sign-ins and sessions in the table, under digests of their secrets; the time-to-live clears them away.

Does not decide when a session ends: the time-to-live deletes rows late, so the reader compares the time. One that this
release cannot read is none: the person signs in again.
"""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.documents import encoded, epoch
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.services.sign_in.sessions import Session, SignIn


class DynamoSessions:
    """Each method is one call, and safe to repeat when the reply was lost."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def keep_sign_in(self, digest: str, sign_in: SignIn) -> None:
        """Keeps a sign-in that was begun."""
        self._keep(keys.sign_in(digest), sign_in, sign_in.ends_at)

    def take_sign_in(self, digest: str) -> SignIn | None:
        """Removes the sign-in; the table gives the old item to one caller alone.

        After a lost reply nobody gets it, which costs the person a second sign-in and nothing more.
        """
        taken = self._table.delete(keys.sign_in(digest))
        return next(readable([taken], SignIn), None) if taken else None

    def keep(self, digest: str, session: Session) -> None:
        """Keeps a session."""
        self._keep(keys.session(digest), session, session.ends_at)

    def session(self, digest: str) -> Session | None:
        """The session, read consistently: signing out counts at once."""
        row = self._table.get(keys.session(digest))
        return next(readable([row], Session), None) if row else None

    def forget(self, digest: str) -> None:
        """Removes the session, if there is one."""
        self._table.delete(keys.session(digest))

    def _keep(self, key: Key, kept: SignIn | Session, ends_at: datetime) -> None:
        self._table.put(Row(*key, document=encoded(kept), forget_at=epoch(ends_at)))
