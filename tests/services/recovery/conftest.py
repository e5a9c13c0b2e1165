"""An account whose administrator is gone, and who takes part in its recovery."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.events import EventKind
from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import CheckResult, TxtAnswer, name_of, value_of
from chalicelib.domain.recovery.recovery import Recovery, recovery_id_of
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.proofs.checking import check_proof
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.recovery.reviewing import approve_recovery
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.ses import text_of
from tests.world import REVIEWER, World, person

CANDIDATE = person("it@univ.example", name="Ira Technician")
SECOND_REVIEWER = replace(REVIEWER, person_id="second-reviewer", email=person("second@vendor.example").email)
TOKEN = re.compile(r"/recovery-objections/([A-Za-z0-9_.-]+)")


@dataclass
class Recovering:
    """The account, and steps of its recovery."""

    world: World
    account: Account

    def caller(self, who: Person = CANDIDATE) -> Caller:
        """Return the person with the roles that they have, which may be none."""
        return Caller(who, self.world.ports.store.grants(who.person_id, str(who.email)))

    def prove(self, who: Person = CANDIDATE, domain: str = "univ.example") -> DomainProof:
        """Prove the domain just now."""
        proof = ask_for_proof(self.world.ports, self.caller(who), domain)
        ports = replace(self.world.ports, txt_lookup=Published(proof))
        checked = check_proof(ports, self.caller(who), proof.proof_id)
        assert checked.result is CheckResult.FOUND
        return checked

    def ask(self, who: Person = CANDIDATE) -> Recovery:
        """Ask for the recovery."""
        return ask_for_recovery(self.world.ports, self.caller(who), self.account.account_id)

    def approve(self, by: Person, reason: str = "I rang the house, and she is its librarian.") -> Recovery:
        """Approve it as a reviewer."""
        return approve_recovery(self.world.ports, self.caller(by), self.current.recovery_id, reason)

    def approve_twice(self) -> Recovery:
        """Approve it as two reviewers."""
        self.approve(REVIEWER)
        return self.approve(SECOND_REVIEWER)

    @property
    def current(self) -> Recovery:
        """The recovery as it is stored now."""
        found = self.world.ports.store.recovery(recovery_id_of(self.account.account_id))
        assert found is not None
        return found

    @property
    def kinds(self) -> list[EventKind]:
        """What the trail tells."""
        return [event.kind for event in self.world.ports.store.events(self.current.recovery_id)]

    def pass_(self, **length: float) -> None:
        """Let time pass, and the scheduled job run at its end."""
        self.world.clock.advance(**length)
        self.world.work()

    def administrators(self) -> Sequence[str]:
        """Return the addresses with the administrator's role."""
        grants = self.world.ports.store.account_grants(self.account.account_id)
        return sorted(one.email for one in grants if one.role is AccessRole.SMART_ACCOUNT_ADMINISTRATOR)

    def mails_to(self, email: str) -> Sequence[str]:
        """Return the texts of the mails to this address, oldest first."""
        self.world.work()
        return [text_of(mail) for mail in self.world.mailbox() if email in mail["To"]]

    def objection_of(self, email: str) -> str:
        """Return the token in the newest notice to this address."""
        found = [TOKEN.search(text) for text in self.mails_to(email)]
        return [match[1] for match in found if match][-1]


class Published:
    """A DNS in which nothing is but the record of one proof."""

    def __init__(self, proof: DomainProof) -> None:
        self._proof = proof

    def texts(self, name: str, domain: str) -> TxtAnswer:
        """Answer for the record's name alone."""
        is_record = name == name_of(self._proof.domain)
        return TxtAnswer((value_of(self._proof.token).encode(),) if is_record else ())


@pytest.fixture
def recovering(world: World) -> Recovering:
    """Set up the account, whose only administrator is `ADMINISTRATOR`."""
    return Recovering(world, Account.of(world))


__all__ = ["ADMINISTRATOR", "CANDIDATE", "SECOND_REVIEWER", "Published", "Recovering"]
