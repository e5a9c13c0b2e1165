"""Sign-ins and sessions in the table, under digests of their secrets; the time-to-live clears them away.

Refuses to know when one is over: the table forgets days late, so whoever reads compares the time. One that this
release cannot read is none: the person signs in again.
"""

from datetime import datetime

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.get import readable
from chalicelib.adapters.dynamodb.keys import Key
from chalicelib.adapters.dynamodb.record import Record, connection, encoded
from chalicelib.adapters.dynamodb.transaction import reading
from chalicelib.services.sign_in.sessions import Session, SignIn


class DynamoSessions:
    """Each method is one call, and safe to repeat when the reply was lost."""

    def keep_sign_in(self, digest: str, sign_in: SignIn) -> None:
        """Keeps a sign-in that was begun."""
        _keep(keys.sign_in(digest), sign_in, sign_in.ends_at)

    def take_sign_in(self, digest: str) -> SignIn | None:
        """Removes the sign-in; the table gives the old item to one caller alone.

        After a lost reply nobody gets it, which costs the person a second sign-in and nothing more.
        """
        with reading():
            taken = connection().delete_item(Record.Meta.table_name, *keys.sign_in(digest), return_values="ALL_OLD")
        item = taken.get("Attributes")
        return next(readable([Record.from_raw_data(item)], SignIn), None) if item else None

    def keep(self, digest: str, session: Session) -> None:
        """Keeps a session."""
        _keep(keys.session(digest), session, session.ends_at)

    def session(self, digest: str) -> Session | None:
        """The session, read consistently: signing out counts at once."""
        with reading():
            try:
                record = Record.get(*keys.session(digest), consistent_read=True)
            except Record.DoesNotExist:
                return None
        return next(readable([record], Session), None)

    def forget(self, digest: str) -> None:
        """Removes the session, if there is one."""
        with reading():
            Record(*keys.session(digest)).delete()


def _keep(key: Key, kept: SignIn | Session, ends_at: datetime) -> None:
    with reading():
        Record(*key, document=encoded(kept), forget_at=ends_at).save()
