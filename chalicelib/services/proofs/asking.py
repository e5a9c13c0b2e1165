"""Ask for a proof of a domain, withdraw it, and list the proofs of a holder."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.domain.accounts.administration import refuse_unless_active
from chalicelib.domain.errors import Facts, FieldCode, FieldError, LimitName, Problem, Refused
from chalicelib.domain.identity.domain_identifier import DomainIdentifier
from chalicelib.domain.identity.person import requester_of
from chalicelib.domain.proofs import changes
from chalicelib.domain.proofs.proof import DomainProof, Holder, proof_id_of
from chalicelib.domain.proofs.records import LONGEST_NAME, covering_domains, name_of
from chalicelib.domain.proofs.states import PROOF_STATES
from chalicelib.domain.requests.limits import RateWindow, counted_offer, requester_counter
from chalicelib.domain.validation import FieldChecks
from chalicelib.services.accounts.read import open_account
from chalicelib.services.proofs.held import change_writes, held_proof, holder_of, proofs_held_by, required_role
from chalicelib.services.unit_of_work.caller import Caller, run_transaction_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import ListDomainProof
from chalicelib.services.unit_of_work.writes import SaveRateWindow, Write

_FIELD = "/domain_identifier"


def ask_for_proof(ports: Ports, caller: Caller, typed: str, account_id: str | None = None) -> DomainProof:
    """Ask for a proof of a domain, for the caller or for an account that they administer.

    Accounts that the caller does not name are not read: the answer tells nothing of them. Raises `validation-failed`,
    `proof-exists`, `too-many-proofs`, `mail-limit`; for an account also `account-unknown`, `administrator-required`,
    `action-not-allowed`.
    """
    domain = _domain(ports, typed)

    def attempt(caller: Caller) -> tuple[DomainProof, Sequence[Write]]:
        now, holder = ports.clock.now(), holder_of(caller, account_id)
        if account_id is not None:
            _refuse_foreign(ports, caller, account_id, domain.value, now)
        before = ports.store.domain_proof(proof_id_of(holder, domain.value))
        _refuse_present(before, now)
        _refuse_too_many(ports, holder, now)
        token = ports.proof_tokens.token(holder, domain.value)
        change = changes.asked(before, holder, domain, token, requester_of(caller.person), now)
        after, planned = change_writes(ports, change, now)
        listed = (ListDomainProof(after),) if before is None else ()
        return after, (*planned, *listed, _counted(ports, caller, now), *required_role(caller, holder))

    return run_transaction_for(ports, caller, attempt)


def withdraw_proof(ports: Ports, caller: Caller, proof_id: str) -> DomainProof:
    """Withdraw a proof. Raises `proof-unknown` or `action-not-allowed`."""

    def attempt(caller: Caller) -> tuple[DomainProof, Sequence[Write]]:
        proof, now = held_proof(ports, caller, proof_id), ports.clock.now()
        ports.terms.refuse_unless_seen(proof.revision)
        after, planned = change_writes(ports, changes.withdrawn(proof, caller.person.person_id, now), now)
        return after, (*planned, *required_role(caller, proof.holder))

    return run_transaction_for(ports, caller, attempt)


def proofs_of(ports: Ports, caller: Caller, account_id: str | None, limit: int, start: str | None) -> Page[DomainProof]:
    """Return the caller's own proofs, or those of an account that they administer. Takes two reads.

    Raises `account-unknown` or `administrator-required`.
    """
    if account_id is not None:
        open_account(ports, caller, account_id)
        caller.rights_on(account_id).refuse_unless_administrator()
    ids = ports.store.domain_proof_ids_of(holder_of(caller, account_id), limit, start)
    proofs = ports.store.domain_proofs(ids.items, listed=True) if ids.items else ()
    return Page(proofs, ids.next_start)


def _domain(ports: Ports, typed: str) -> DomainIdentifier:
    checks = FieldChecks()
    domain = checks.read(_FIELD, ports.rules.parse, typed)
    checks.done()
    if len(name_of(domain.value)) > LONGEST_NAME:
        checks.fault(_FIELD, FieldCode.TOO_LONG, limit=LONGEST_NAME - len(name_of("")))
    checks.done()
    return domain


def _refuse_foreign(ports: Ports, caller: Caller, account_id: str, domain: str, now: datetime) -> None:
    """Raise unless the caller administers the account and the proof would cover its domain identifier."""
    account = open_account(ports, caller, account_id)
    caller.rights_on(account_id).refuse_unless_administrator()
    refuse_unless_active(account, now)
    covering = covering_domains(account.domain_identifier, ports.rules)
    if domain not in covering:
        fault = FieldError(_FIELD, FieldCode.NOT_ONE_OF, {"choices": ", ".join(covering)})
        raise Refused(Problem.VALIDATION_FAILED, errors=(fault,))


def _refuse_present(before: DomainProof | None, now: datetime) -> None:
    if before and before.state_at(now).is_under_way:
        raise Refused(Problem.PROOF_EXISTS, facts={"domain_proof_id": before.proof_id})


def _refuse_too_many(ports: Ports, holder: Holder, now: datetime) -> None:
    proofs = proofs_held_by(ports, holder)
    if sum(PROOF_STATES[proof.status_at(now)].is_under_way for proof in proofs) >= changes.MOST_UNDER_WAY:
        facts: Facts = {"limit_name": LimitName.PROOFS_PER_HOLDER, "limit": changes.MOST_UNDER_WAY}
        raise Refused(Problem.TOO_MANY_PROOFS, facts=facts)


def _counted(ports: Ports, caller: Caller, now: datetime) -> SaveRateWindow:
    """Count the mail with the record among those that the caller causes. Raises `mail-limit`."""
    key = requester_counter(caller.person.person_id)
    known = ports.store.preconditions([key]).rate_windows.get(key, RateWindow(key))
    return SaveRateWindow(counted_offer(known, ports.policy, now), now + ports.policy.mail_window)
