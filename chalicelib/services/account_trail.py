"""What every act of an administrator takes: the account's row, one event longer, in the same commit.

The row is written with each of them, so two at once are decided one after the other: that keeps the last
administrator, and the names of Virtual Accounts apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain import roles
from chalicelib.domain.account import Grant, SmartAccount
from chalicelib.domain.errors import Facts, Problem, Refused
from chalicelib.domain.events import Actor, AuditEvent, EventKind
from chalicelib.domain.person import Person
from chalicelib.domain.transitions import Role
from chalicelib.services import access_changes, changes
from chalicelib.services.changes import Change
from chalicelib.services.ports import Ports


@dataclass(frozen=True)
class Act:
    """Something an administrator does: who, what, when. `details` hold no address."""

    person: Person
    kind: EventKind
    details: Facts
    at: datetime


def existing_account(ports: Ports, account_id: str) -> SmartAccount:
    """The account, whoever asks. Raises `account-unknown`."""
    account = ports.store.account(account_id)
    if account is None:
        raise Refused(Problem.ACCOUNT_UNKNOWN)
    return account


def recorded(
    ports: Ports, act: Act, before: SmartAccount, after: SmartAccount
) -> tuple[SmartAccount, Sequence[Change]]:
    """The account as it will be stored, and the changes that this takes."""
    event = AuditEvent(
        request_id=before.account_id,
        sequence=before.event_count + 1,
        at=act.at,
        kind=act.kind,
        actor=Actor(Role.ADMINISTRATOR, act.person.person_id),
        details=act.details,
        key_id=ports.audit.current,
    )
    sealed = ports.audit.sealed(event, before.last_seal)
    saved = replace(after, event_count=sealed.sequence, last_seal=sealed.seal, version=before.version + 1)
    return saved, (changes.SaveAccount(saved, before), access_changes.AppendAccountEvent(sealed))


def giving(
    ports: Ports, giver: Person, account: SmartAccount, grants: Sequence[Grant], language: str, now: datetime
) -> Sequence[Change]:
    """What giving these roles takes, all of one kind and to one person; `language` is theirs, if known."""
    after = roles.with_roles(account, grants, language)
    act = Act(giver, EventKind.ROLE_GRANTED, {**told(grants[0]), "roles": len(grants)}, now)
    _, planned = recorded(ports, act, account, after)
    return (*planned, *(access_changes.GiveRole(grant) for grant in grants))


def told(grant: Grant) -> Facts:
    """What a trail says of a role: whose it is, only the role itself says, for that can be erased."""
    part = {"virtual_account": grant.virtual_account_id} if grant.virtual_account_id else {}
    return {"role_id": grant.grant_id, "role": grant.role.value, **part}
