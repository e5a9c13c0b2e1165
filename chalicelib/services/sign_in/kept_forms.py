"""Keep a form that was sent after its session had ended, at the session's row, until the same person signs in again."""

from dataclasses import replace

from chalicelib.domain.identity.person import Person
from chalicelib.domain.patterns import pattern
from chalicelib.domain.value_classes import value_class
from chalicelib.services.sign_in.kept_form import KEPT_LENGTH, LONGEST_FORM, MOST_FORMS, KeptForm
from chalicelib.services.sign_in.sessions import Session, SessionStore
from chalicelib.services.unit_of_work.ports import Clock

# The digest of a session's secret. It is no credential: nobody can do with it what the session can.
_DIGEST = pattern("[0-9a-f]{64}")


@value_class
class KeptForms:
    """The use cases. `digest` names a session; other texts are ignored without a read."""

    store: SessionStore
    clock: Clock

    def keep(self, digest: str, form: KeptForm) -> bool:
        """Keep the form in place of an earlier one of its path; False if there is no such session, or no room."""
        session = self._session(digest)
        if session is None or form.length > LONGEST_FORM:
            return False
        others = [one for one in session.forms if one.path != form.path]
        self.store.keep(digest, replace(session, forms=(*others, form)[-MOST_FORMS:]))
        return True

    def find(self, digest: str, path: str, person: Person) -> KeptForm | None:
        """Return the form if this person's session has it. Takes at most one read."""
        session = self.session_of(digest, person)
        return next((one for one in session.forms if one.path == path), None) if session else None

    def drop(self, digest: str, path: str, person: Person) -> None:
        """Forget the form, which is in the person's browser now."""
        session = self.session_of(digest, person)
        if session and any(one.path == path for one in session.forms):
            others = tuple(one for one in session.forms if one.path != path)
            self.store.keep(digest, replace(session, forms=others))

    def session_of(self, digest: str, person: Person) -> Session | None:
        """Return the session if it was this person's, open or not."""
        session = self._session(digest)
        return session if session and session.person.person_id == person.person_id else None

    def _session(self, digest: str) -> Session | None:
        session = self.store.session(digest) if _DIGEST.fullmatch(digest) else None
        return session if session and self.clock.now() < session.ends_at + KEPT_LENGTH else None
