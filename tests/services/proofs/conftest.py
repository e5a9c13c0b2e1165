"""A system whose resolver is a DNS server of the test's own on loopback."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.states import ProofStatus
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.unit_of_work.caller import Caller
from infra.local.dns.records import DnsRecord, DnsRecords
from infra.local.dns.server import LOOPBACK, dns_server
from tests.world import SETTINGS, World, person, world

HOLDER = person("it@univ.example", name="Ira Technician")
DOMAIN = "univ.example"


@dataclass
class Proving:
    """The system with the records that its resolver knows."""

    world: World
    records: DnsRecords

    def caller(self, person: Person = HOLDER) -> Caller:
        """Return the person with the roles that they have, which may be none."""
        grants = self.world.ports.store.grants(person.person_id, str(person.email))
        return Caller(person, grants)

    def ask(self, domain: str = DOMAIN, by: Person = HOLDER, account_id: str | None = None) -> DomainProof:
        """Ask for a proof."""
        return ask_for_proof(self.world.ports, self.caller(by), domain, account_id)

    def publish(self, proof: DomainProof) -> DnsRecord:
        """Set the record of the proof."""
        record = DnsRecord(proof.record.name, "TXT", proof.record.value)
        self.records.set(record)
        return record

    def current(self, proof: DomainProof) -> DomainProof:
        """Return the proof as it is stored now."""
        found = self.world.ports.store.domain_proof(proof.proof_id)
        assert found is not None
        return found

    def status(self, proof: DomainProof) -> ProofStatus:
        """Return its status, as it is now."""
        return self.current(proof).status_at(self.world.clock.now())

    def pass_(self, **length: float) -> None:
        """Let time pass, and the scheduled job run at its end."""
        self.world.clock.advance(**length)
        self.world.minute()


@pytest.fixture
def proving(tmp_path: Path) -> Iterator[Proving]:
    """Set up a new system and its DNS."""
    records = DnsRecords(tmp_path / "dns.json")
    with dns_server(records.answer) as port, world(replace(SETTINGS, dns_resolvers=((LOOPBACK, port),))) as made:
        yield Proving(made, records)
