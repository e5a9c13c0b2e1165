"""Record an administrator's action: write the account's row and append an audit event in the same commit.

Every action writes the row, so concurrent actions are decided one after the other. This keeps the last
administrator, and keeps the names of Virtual Accounts distinct.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalicelib.domain.access import roles
from chalicelib.domain.accounts.account import AccessRole, Administrator, FormerAdministrator, Grant, SmartAccount
from chalicelib.domain.accounts.importing import lost_role_id
from chalicelib.domain.errors import Facts
from chalicelib.domain.events import EventDraft, EventKind
from chalicelib.domain.feed.team_event import team_event_of
from chalicelib.domain.identity.actors import Actor, Role
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.languages import DEFAULT_LANGUAGE
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.search.vocabulary import new_words
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work import access_writes, writes
from chalicelib.services.unit_of_work.commit import queued, sealed
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import Write


@value_class
class Act:
    """An action of an administrator: who, what, when. `details` may contain no address."""

    person: Person
    kind: EventKind
    details: Facts
    at: datetime


def recorded(ports: Ports, act: Act, before: SmartAccount, after: SmartAccount) -> tuple[SmartAccount, Sequence[Write]]:
    """Return the account as it will be stored, and the writes for it."""
    draft = EventDraft(act.kind, Actor(Role.ADMINISTRATOR, act.person.person_id), act.details)
    saved, planned = written(ports, draft, before, after, act.at)
    learning = (writes.LearnWords(saved.account_id, act.at),) if new_words(before, saved) else ()
    return saved, (*planned, *learning)


def written(
    ports: Ports, draft: EventDraft, before: SmartAccount | None, after: SmartAccount, at: datetime
) -> tuple[SmartAccount, Sequence[Write]]:
    """Do the same for any actor; without `before` the account and its audit trail are new."""
    known = before or replace(after, event_count=0, last_seal="", version=0)
    event = sealed(ports, known.account_id, draft, known.event_count, known.last_seal, at)
    updated_at = known.updated_at if after.revision == known.revision else at
    stored = replace(after, updated_at=updated_at, event_count=event.sequence, last_seal=event.seal)
    saved = replace(stored, version=known.version + 1)
    appended = access_writes.AppendAccountEvent(event, team_event_of(event, saved))
    return saved, (writes.SaveAccount(saved, before), appended)


def giving(
    ports: Ports, giver: Person, account: SmartAccount, grants: Sequence[Grant], language: str, now: datetime
) -> Sequence[Write]:
    """Return the writes that grant these roles, all of one kind and to one person; `language` is theirs, if known."""
    after = roles.with_new_administrators(account, grants, language)
    act = Act(giver, EventKind.ROLE_GRANTED, {**told(grants[0]), "roles": len(grants)}, now)
    _, planned = recorded(ports, act, account, after)
    return (*planned, *(access_writes.GiveRole(grant) for grant in grants))


def mail_about(
    planned: Sequence[Write], kind: MailKind, grant: Grant, account: SmartAccount, by: Person, part_name: str
) -> Sequence[Write]:
    """Return the mail about a role to the address that it is or was given to; none to who did it themselves.

    It is named after the event among what is `planned`.
    """
    if by.person_id == grant.claimed_by or by.email.key == MailAddress.parse(grant.email).key:
        return ()
    known = (one.language for one in account.administrators if one.email == grant.email)
    facts = {"role": grant.role.value, **({"virtual_account_name": part_name} if part_name else {})}
    language = next(known, by.language or DEFAULT_LANGUAGE)
    draft = MailDraft(kind, Audience.RECEIVER, language, to=grant.email, facts=facts)
    return mails_of(planned, [draft])


def mails_of(planned: Sequence[Write], mails: Sequence[MailDraft]) -> Sequence[Write]:
    """Return the outbox rows of these mails, named after the account's event among what is planned."""
    events = [write.event for write in planned if isinstance(write, access_writes.AppendAccountEvent)]
    return [row for event in events for row in queued(event, mails)]


def lost(grant: Grant, language: str = DEFAULT_LANGUAGE) -> Sequence[Write]:
    """Return the writes that record a lost administrator's role and whose it was; `language` is theirs, if known.

    No import grants it to its address again, and a recovery of the account is told to them.
    """
    if grant.role is not AccessRole.SMART_ACCOUNT_ADMINISTRATOR:
        return ()
    lost_id = lost_role_id(grant.account_id, grant.email)
    former = FormerAdministrator(grant.account_id, lost_id, Administrator(grant.email, grant.name, language))
    return (access_writes.KeepLostRole(grant.account_id, lost_id, former),)


def told(grant: Grant) -> Facts:
    """Return what the audit trail says of a role. Only the grant itself names the holder, because it can be erased."""
    part = {"virtual_account": grant.virtual_account_id} if grant.virtual_account_id else {}
    return {"role_id": grant.grant_id, "role": grant.role.value, **part}
