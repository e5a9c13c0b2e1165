"""Each use case of domain proofs at its largest: in the name of an account, with an event and a mail."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import CheckResult, TxtAnswer
from chalicelib.services.proofs.asking import ask_for_proof, withdraw_proof
from chalicelib.services.proofs.checking import check_proof, process_due_proof
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.world import World

DOMAIN = "univ.example"


def asking(world: World) -> Callable[[], object]:
    """An account asks for the first time."""
    account = Account.of(world)
    caller = account.caller(ADMINISTRATOR)
    return lambda: ask_for_proof(world.ports, caller, DOMAIN, account.account_id)


def withdrawing(world: World) -> Callable[[], object]:
    """An account's proof."""
    account, proof = asked(world)
    return lambda: withdraw_proof(world.ports, account.caller(ADMINISTRATOR), proof.proof_id)


def checking(world: World) -> Callable[[], object]:
    """The record is found."""
    account, proof = asked(world)
    lookup = Published(proof)
    return lambda: check_proof(replace(world.ports, txt_lookup=lookup), account.caller(ADMINISTRATOR), proof.proof_id)


class Published:
    """A DNS in which nothing is but the record of one proof."""

    def __init__(self, proof: DomainProof) -> None:
        self._record = proof.record

    def texts(self, name: str, domain: str) -> TxtAnswer:
        """Answer for the record's name alone."""
        return TxtAnswer((self._record.value.encode(),) if name == self._record.name else ())


def lapsing(world: World) -> Callable[[], object]:
    """A proof lapses, which is mailed."""
    _, proof = asked(world)
    world.clock.advance(minutes=5)
    process_due_proof(world.ports, proof.proof_id, CheckResult.FOUND)
    world.clock.advance(days=21)
    return lambda: process_due_proof(world.ports, proof.proof_id, CheckResult.NO_RECORD)


def asked(world: World) -> tuple[Account, DomainProof]:
    """An account with a proof that is under way."""
    account = Account.of(world)
    return account, ask_for_proof(world.ports, account.caller(ADMINISTRATOR), DOMAIN, account.account_id)


ABOUT_PROOFS: Mapping[str, Prepare] = {
    "proofs.asking.ask_for_proof": asking,
    "proofs.asking.withdraw_proof": withdrawing,
    "proofs.checking.check_proof": checking,
    "proofs.checking.process_due_proof": lapsing,
}
