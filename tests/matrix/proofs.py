"""The proofs of the matrix: one of the requester's own, and one of an account."""

from collections.abc import Mapping

from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.services.proofs.asking import ask_for_proof
from tests.matrix.accounts import Account, caller
from tests.world import World

# Who may see which.
HOLDERS = {"own": "req", "account": "adm"}


def create_proofs(world: World, accounts: Mapping[str, Account]) -> Mapping[str, DomainProof]:
    """Ask for the proofs and return them by name."""
    account_id = accounts["open"].account_id
    return {
        "own": ask_for_proof(world.ports, caller(world, "req"), "proved.example"),
        "account": ask_for_proof(world.ports, caller(world, "adm"), "univ.example", account_id),
    }
