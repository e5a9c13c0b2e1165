"""Stories that lead to the pages of domain proofs. No DNS is asked: what a check came to is put in."""

from chalicelib.domain.identity.person import Person
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.records import CheckResult
from chalicelib.services.proofs.asking import ask_for_proof
from chalicelib.services.proofs.checking import process_due_proof
from chalicelib.services.unit_of_work.caller import Caller
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.web.approvals.states import State
from tests.web.browser_without_script import Response, Site
from tests.world import PARTNER, World

LIST = "/domain-proofs"
DOMAIN = "münchen.univ.example"


def ask(world: World, domain: str = DOMAIN, by: Person = PARTNER, account_id: str | None = None) -> DomainProof:
    """Ask for a proof with the roles that the person has."""
    grants = world.ports.store.grants(by.person_id, str(by.email))
    return ask_for_proof(world.ports, Caller(by, grants), domain, account_id)


def prove(world: World, proof: DomainProof) -> None:
    """Let the record be found by the first check of the schedule."""
    world.clock.advance(minutes=5)
    process_due_proof(world.ports, proof.proof_id, CheckResult.FOUND)


def shown_after(*results: CheckResult, days: float = 0, path: str = "") -> State:
    """Show the proof after checks with these results, each when it was due, and after some days."""

    def state(site: Site) -> Response:
        proof = ask(site.world)
        for result in results:
            due_at = _current(site.world, proof).due_at
            assert due_at is not None
            site.world.clock.advance(seconds=(due_at - site.world.clock.now()).total_seconds())
            process_due_proof(site.world.ports, proof.proof_id, result)
        site.world.clock.advance(days=days)
        return site.signed_in().get(f"{LIST}/{proof.proof_id}{path}")

    return state


def asked(**typed: str) -> State:
    """Send the form."""

    def state(site: Site) -> Response:
        visitor = site.signed_in()
        response = visitor.fill_in(visitor.get(LIST), LIST, **typed)
        return visitor.followed(response) if response.status == 303 else response

    return state


def pressed(action: str, times: int = 1) -> State:
    """Press a button of the page so many times."""

    def state(site: Site) -> Response:
        proof, visitor = ask(site.world), site.signed_in()
        page = visitor.get(f"{LIST}/{proof.proof_id}")
        for _ in range(times):
            response = visitor.fill_in(page, f"/{action}")
        return visitor.followed(response) if response.status == 303 else response

    return state


def several(site: Site) -> Response:
    """List one proof of each of some statuses."""
    prove(site.world, ask(site.world, "proved.example"))
    ask(site.world)
    return site.signed_in().get(LIST)


def too_many(site: Site) -> Response:
    """Ask for one more than can be under way."""
    for number in range(25):
        ask(site.world, f"d{number}.example")
    return asked(domain_identifier="one-more.example")(site)


def of_account(site: Site) -> Response:
    """List the proofs of an account for its administrator."""
    account = Account.of(site.world)
    ask(site.world, "univ.example", ADMINISTRATOR, account.account_id)
    return site.signed_in(ADMINISTRATOR, None).get(f"{LIST}?account_id={account.account_id}")


def of_account_for_others(site: Site) -> Response:
    """Ask for the proofs of an account without being its administrator."""
    account = Account.of(site.world)
    return site.signed_in().get(f"{LIST}?account_id={account.account_id}")


def for_another_domain(site: Site) -> Response:
    """Ask for a proof that would not cover the account's domain."""
    account = Account.of(site.world)
    visitor = site.signed_in(ADMINISTRATOR, None)
    path = f"{LIST}?account_id={account.account_id}"
    return visitor.fill_in(visitor.get(path), path, domain_identifier="elsewhere.example")


def account_proved(site: Site) -> Response:
    """Show an account that has proved its domain."""
    account = Account.of(site.world)
    prove(site.world, ask(site.world, "univ.example", ADMINISTRATOR, account.account_id))
    return site.signed_in().get(f"/accounts/{account.account_id}")


def _current(world: World, proof: DomainProof) -> DomainProof:
    found = world.ports.store.domain_proof(proof.proof_id)
    assert found is not None
    return found
