"""Which person an identity is, for sign-ins and for bearer tokens."""

import logging
from dataclasses import field, replace

from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.moved_identity import Issuers
from chalicelib.domain.identity.person import Person
from chalicelib.domain.value_classes import value_class
from chalicelib.services.sign_in.claim_person import claim_person, claimable, record_holder
from chalicelib.services.unit_of_work.ports import Ports, StaleState

logger = logging.getLogger(__name__)

MOST_REMEMBERED = 10_000


@value_class
class Identities:
    """The use cases. `identity` is somebody as their verified claims describe them, with the identity's id.

    Which person an identity is never changes once one was claimed, nor while nobody may claim: a container remembers
    that.
    """

    ports: Ports
    issuers: Issuers
    _remembered: dict[str, str] = field(default_factory=dict)

    def at_sign_in(self, identity: Person) -> Person:
        """Return the person, claimed if they may be, and record that they have the address. Raises `busy`.

        A sign-in that cannot tell who the person is must fail: a session of another person could take what is theirs.
        """
        rows = self.ports.store.identity_rows(identity.person_id, identity.email.key)
        if rows.moved is not None:
            person_id: str | None = rows.moved.person.person_id
        else:
            is_open = self.issuers.may_claim_at(self.ports.clock.now())
            person_id = claim_person(self.ports, self.issuers, identity) if is_open else None
        person = replace(identity, person_id=person_id or identity.person_id)
        try:
            record_holder(self.ports, self.issuers, person, rows.holder)
        except (StaleState, Refused):
            # Only a later change of the provider needs the record; the next sign-in writes it.
            logger.info("who has an address could not be recorded")
        return person

    def of_bearer(self, identity: Person, *, may_claim: bool) -> Person:
        """Return the person of a bearer token; one read, and none for an identity that is remembered. Raises `busy`.

        A call that writes nothing acts for the person whom the identity may claim, and leaves them to be claimed.
        """
        identity_id = identity.person_id
        if identity_id not in self._remembered:
            person_id, is_final = self._read(identity, may_claim)
            if not is_final:
                return replace(identity, person_id=person_id)
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[identity_id] = person_id
        return replace(identity, person_id=self._remembered[identity_id])

    def _read(self, identity: Person, may_claim: bool) -> tuple[str, bool]:
        """Return the person's id, and whether it stays that for good."""
        ports, issuers, now = self.ports, self.issuers, self.ports.clock.now()
        rows = ports.store.identity_rows(identity.person_id, identity.email.key)
        if rows.moved is not None:
            return rows.moved.person.person_id, True
        if not issuers.may_claim_at(now):
            return identity.person_id, True
        if may_claim:
            claimed = claim_person(ports, issuers, identity)
            return claimed or identity.person_id, claimed is not None
        found = claimable(ports, issuers, identity, rows.holder, now)
        return found.person_id if found else identity.person_id, False
