"""Ask for the recovery of an account, withdraw it, and list recoveries."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.domain_identifier import DomainRules
from chalicelib.domain.proofs.proof import DomainProof, Holder, HolderKind
from chalicelib.domain.proofs.records import covering_domains
from chalicelib.domain.recovery import changes
from chalicelib.domain.recovery.candidates import fresh_proof, refuse_unless_candidate, refuse_unless_free
from chalicelib.domain.recovery.recovery import Recovery, recovery_id_of
from chalicelib.domain.requests.limits import RateWindow, counted_offer, requester_counter
from chalicelib.services.accounts.read import is_open_to, is_there
from chalicelib.services.proofs.held import proofs_held_by
from chalicelib.services.recovery.stored import change_writes, is_candidate, seen_recovery
from chalicelib.services.unit_of_work.caller import Caller, run_transaction_for
from chalicelib.services.unit_of_work.paging import Page
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.proofs.writes import RequireDomainProof
from chalicelib.services.unit_of_work.recovery.writes import ListRecovery
from chalicelib.services.unit_of_work.writes import SaveRateWindow, Write


def ask_for_recovery(ports: Ports, caller: Caller, account_id: str) -> Recovery:
    """Ask to become an administrator of an account: by an ownership proof younger than a day, or by two reviewers.

    Raises `account-unknown`, `recovery-not-possible`, `recovery-address-required`, `access-already-granted`,
    `action-not-allowed`, `recovery-exists`, `recovery-too-soon`, `mail-limit`.
    """

    def attempt(caller: Caller) -> tuple[Recovery, Sequence[Write]]:
        now = ports.clock.now()
        # Everything is read before anything is decided, and by keys that do not depend on what there is.
        found, before = ports.store.account(account_id), ports.store.recovery(recovery_id_of(account_id))
        proofs = proofs_held_by(ports, Holder(HolderKind.PERSON, caller.person.person_id))
        account, proof = _opened(caller, found, proofs, ports.rules, now)
        refuse_unless_candidate(caller.person, covering_domains(account.domain_identifier, ports.rules))
        if caller.rights_on(account_id).administers:
            raise Refused(Problem.ACCESS_ALREADY_GRANTED)
        refuse_unless_free(account, before, now)
        change = changes.asked(before, account, caller.person, proof, now)
        after, planned = change_writes(ports, change, now)
        required = (RequireDomainProof(proof),) if proof else ()
        return after, (*planned, ListRecovery(after), *required, _counted(ports, caller, now))

    return run_transaction_for(ports, caller, attempt)


def withdraw_recovery(ports: Ports, caller: Caller, recovery_id: str) -> Recovery:
    """Withdraw it as its candidate. Raises `recovery-unknown` or `action-not-allowed`."""

    def attempt(caller: Caller) -> tuple[Recovery, Sequence[Write]]:
        recovery, now = seen_recovery(ports, caller, recovery_id), ports.clock.now()
        if not is_candidate(caller, recovery):
            raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"recovery_status": recovery.status_at(now).value})
        ports.terms.refuse_unless_seen(recovery.revision)
        return change_writes(ports, changes.withdrawn(recovery, caller.person.person_id, now), now)

    return run_transaction_for(ports, caller, attempt)


def own_recoveries(ports: Ports, caller: Caller, limit: int, start: str | None) -> Page[Recovery]:
    """Return the recoveries whose candidate the caller is. Takes two reads."""
    page = _page(ports, ports.store.recovery_ids_of(caller.person.person_id, limit, start))
    return Page([one for one in page.items if is_candidate(caller, one)], page.next_start)


def recoveries_under_way(ports: Ports, limit: int, start: str | None) -> Page[Recovery]:
    """Return all recoveries under way, for reviewers and operators. Takes two reads."""
    now = ports.clock.now()
    page = _page(ports, ports.store.recovery_ids_under_way(limit, start))
    return Page([one for one in page.items if one.state_at(now).is_under_way], page.next_start)


def _page(ports: Ports, ids: Page[str]) -> Page[Recovery]:
    return Page(ports.store.recoveries(ids.items) if ids.items else (), ids.next_start)


def _opened(
    caller: Caller, account: SmartAccount | None, held: Iterable[DomainProof], rules: DomainRules, now: datetime
) -> tuple[SmartAccount, DomainProof | None]:
    """Return the account with the caller's fresh proof of its domain. Raises `account-unknown`.

    A restricted account is as good as none to who has neither proof nor role.
    """
    if account is None:
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    by_domain = {proof.domain: proof for proof in held}
    covering = [by_domain[one] for one in covering_domains(account.domain_identifier, rules) if one in by_domain]
    proof = fresh_proof(covering, now)
    if not (is_open_to(caller, account, now) or (proof and is_there(account, now))):
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    return account, proof


def _counted(ports: Ports, caller: Caller, now: datetime) -> SaveRateWindow:
    """Count the mails of a recovery as one that the caller causes. Raises `mail-limit`."""
    key = requester_counter(caller.person.person_id)
    known = ports.store.preconditions([key]).rate_windows.get(key, RateWindow(key))
    return SaveRateWindow(counted_offer(known, ports.policy, now), now + ports.policy.mail_window)
