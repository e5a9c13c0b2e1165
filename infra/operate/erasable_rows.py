"""Kinds of rows that may hold a mail address, and how each is edited or deleted to erase a person.

Rows of other kinds are never changed. Audit events hold no address, and changing one would break its seal.
"""

from dataclasses import replace

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.proofs.keys import PROOF_ROW
from chalicelib.adapters.dynamodb.recovery.keys import RECOVERY_ROW
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import AccountStatus, Administrator, FormerAdministrator, SmartAccount
from chalicelib.domain.accounts.importing import LastImport
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.erased import MARKER
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.mails import Mail, after_erasing
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.proofs.states import PROOF_STATES
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.recovery.states import RECOVERY_STATES
from chalicelib.domain.requests.request import AccountRequest, Decision
from chalicelib.services.unit_of_work.access_writes import KeepLostRole, SaveAccessRequest
from chalicelib.services.unit_of_work.identity_writes import SaveMovedIdentity
from chalicelib.services.unit_of_work.proofs.writes import SaveDomainProof
from chalicelib.services.unit_of_work.recovery.writes import SaveRecovery
from chalicelib.services.unit_of_work.writes import SaveAccount, SaveLastImport, SaveMail, SaveRequest
from infra.operate.erasable import team_rows
from infra.operate.erasable.kinds import Blocked, DataSubject, Edit, Kind, redacted
from infra.rebuild_index import PROGRESS


def request_without(request: AccountRequest, subject: DataSubject) -> AccountRequest:
    """Redact a request. An open one that the person made, or that waits for them, blocks: it still sends them mails."""
    address = subject.address
    if request.state.is_open:
        if address.occurs_in(request.requester.email):
            raise Blocked(f"{request.reference} is their own open request: have it handed over or withdrawn")
        if any(address.occurs_in(nomination.email) for nomination in request.waiting()):
            raise Blocked(f"{request.reference} waits for them: have the address replaced or the request withdrawn")
    left = redacted(request, AccountRequest, address)
    is_theirs = left.requester.email == str(MARKER)
    return replace(
        left,
        requester=replace(left.requester, name="") if is_theirs else left.requester,
        decision=left.decision and _unnamed(left.decision, subject, is_theirs),
    )


def access_request_without(request: AccessRequest, subject: DataSubject) -> AccessRequest:
    """Redact an access request. A pending one blocks: its approval would give the person a role again."""
    if request.decision is None and subject.address.occurs_in(request.requester.email):
        raise Blocked(f"access request {request.access_request_id} is their own and pending: have it declined")
    left = redacted(request, AccessRequest, subject.address)
    is_theirs = left.requester.email == str(MARKER)
    decided = left.decision
    return replace(
        left,
        requester=replace(left.requester, name="") if is_theirs else left.requester,
        decision=replace(decided, name="") if decided and subject.decided_as(decided.name) else decided,
    )


def mail_without(mail: Mail, subject: DataSubject) -> Mail | None:
    """Redact a mail."""
    return after_erasing(mail, redacted(mail, Mail, subject.address))


def account_without(account: SmartAccount, subject: DataSubject) -> SmartAccount:
    """Remove an administrator. The last one blocks: an account must have an administrator.

    An address in the account's name is for its administrators to change, except when the account is cancelled.
    """
    others = tuple(person for person in account.administrators if not subject.address.occurs_in(person.email))
    if account.administrators and not others:
        raise Blocked(f"account {account.account_id} has no other administrator: appoint one first")
    left = replace(account, administrators=others)
    if account.status is AccountStatus.CANCELLED:
        left = redacted(left, SmartAccount, subject.address)
    return account if left == account else replace(left, version=account.version + 1)


def last_import_without(last: LastImport, subject: DataSubject) -> LastImport:
    """Redact the last import's record; role ids stay, so that no later import restores the person's role."""
    return redacted(last, LastImport, subject.address)


def identity_without(moved: MovedIdentity, subject: DataSubject) -> MovedIdentity:
    """Redact an identity that was moved; its ids stay, as those of a requester do, and so does its audit trail."""
    left = redacted(moved, MovedIdentity, subject.address)
    return left if left == moved else replace(left, person=replace(left.person, name=""))


def proof_without(proof: DomainProof, subject: DataSubject) -> DomainProof:
    """Redact a domain proof. One under way blocks: its end is mailed to the person."""
    if not subject.address.occurs_in(proof.asked_by.email):
        return proof
    if PROOF_STATES[proof.status].is_under_way:
        raise Blocked(f"domain proof {proof.proof_id} is theirs and under way: have it withdrawn")
    left = redacted(proof, DomainProof, subject.address)
    return replace(left, asked_by=replace(left.asked_by, name=""))


def recovery_without(recovery: Recovery, subject: DataSubject) -> Recovery:
    """Redact a recovery. One under way blocks: its end is mailed to the candidate, who is to get a role."""
    if not subject.address.occurs_in(recovery.candidate.email):
        return recovery
    if RECOVERY_STATES[recovery.status].is_under_way:
        raise Blocked(f"recovery {recovery.recovery_id} is theirs and under way: have it withdrawn or declined")
    left = redacted(recovery, Recovery, subject.address)
    return replace(left, candidate=replace(left.candidate, name=""))


def former_without(former: FormerAdministrator, subject: DataSubject) -> FormerAdministrator:
    """Redact who had an administrator's role; the role's id stays, so that no import gives it again."""
    if not subject.address.occurs_in(former.administrator.email):
        return former
    return replace(former, administrator=Administrator(str(MARKER)))


KINDS = (
    Kind(
        "requests",
        "REQUEST#",
        keys.REQUEST_ROW,
        Edit(AccountRequest, request_without, lambda _, left: SaveRequest(left)),
    ),
    Kind(
        "access_requests",
        "REQUEST#",
        keys.ACCESS_ROW,
        Edit(AccessRequest, access_request_without, lambda _, left: SaveAccessRequest(left)),
    ),
    Kind("inquiries", "REQUEST#", keys.INQUIRY_ROW),
    Kind("mails", "REQUEST#", keys.MAIL_PREFIX, Edit(Mail, mail_without, lambda _, left: SaveMail(left))),
    Kind(
        "accounts",
        "ACCOUNT#",
        keys.ACCOUNT_ROW,
        Edit(SmartAccount, account_without, lambda before, left: SaveAccount(left, before)),
    ),
    Kind(
        "accounts",
        "ACCOUNT#",
        keys.IMPORT_ROW,
        Edit(LastImport, last_import_without, lambda _, left: SaveLastImport(left)),
    ),
    Kind("roles", "ACCOUNT#", keys.GRANT_PREFIX),
    Kind("roles", "ADDRESS#", keys.GRANT_PREFIX),
    Kind("roles", "PERSON#", keys.GRANT_PREFIX),
    Kind("team_members", "TEAM#", keys.MEMBER_PREFIX),
    Kind("address_holders", "ADDRESS#", keys.HOLDER_ROW),
    Kind(
        "identities",
        "REQUEST#",
        keys.IDENTITY_ROW,
        Edit(MovedIdentity, identity_without, lambda _, left: SaveMovedIdentity(left)),
    ),
    Kind(
        "domain_proofs",
        "REQUEST#",
        PROOF_ROW,
        Edit(DomainProof, proof_without, lambda _, left: SaveDomainProof(left)),
    ),
    Kind(
        "recoveries",
        "REQUEST#",
        RECOVERY_ROW,
        Edit(Recovery, recovery_without, lambda _, left: SaveRecovery(left)),
    ),
    Kind(
        "former_administrators",
        "ACCOUNT#",
        keys.LOST_PREFIX,
        Edit(FormerAdministrator, former_without, lambda _, left: KeepLostRole(left.account_id, left.role_id, left)),
    ),
    *team_rows.KINDS,
    Kind("offers", "ACCOUNT#", keys.OFFER_PREFIX),
    Kind("offers", "OFFERS#", keys.OFFER_PREFIX),
    Kind("rate_windows", "TALLY#"),
    Kind("sessions", "SESSION#"),
    # Of earlier releases: a started sign-in is no longer stored. The time-to-live may take days to delete these.
    Kind("sign_ins", "SIGNIN#"),
    Kind("idempotency_keys", "IDEMPOTENCY#"),
    # A rebuild's progress holds a row's key; without it a rebuild starts from the beginning.
    Kind("rebuilds", *PROGRESS),
)


def _unnamed(decision: Decision, subject: DataSubject, is_requester: bool) -> Decision:
    """Remove the name from the person's own decision; approvers are recorded by address, which is redacted already."""
    as_requester = decision.role is Role.REQUESTER and is_requester
    for_others = decision.role in (Role.REVIEWER, Role.TEAM_MEMBER, Role.PROGRAM) and subject.decided_as(decision.by)
    return replace(decision, by="") if as_requester or for_others else decision
