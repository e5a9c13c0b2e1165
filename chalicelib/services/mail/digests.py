"""Digests: one mail to a recipient about all that would be too many mails of its own.

A digest is a mail of the outbox in a partition of its own, due when its hour or day (UTC) is over. It holds the ids of
the requests that it is about, and is rendered from these as they are then.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from chalicelib.domain.access.request import AccessRequest, AccessStatus
from chalicelib.domain.digests import DIGESTS, DigestRule, digest_for, sender_of
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.mails import DIGEST_MAIL, Mail, MailDraft, MailKind, MailStatus
from chalicelib.domain.requests.limits import NOBODY, RateWindow, within
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.value_classes import value_class
from chalicelib.services.unit_of_work.commit import run_transaction
from chalicelib.services.unit_of_work.ports import MailKey, Ports
from chalicelib.services.unit_of_work.writes import QueueMail, SaveMail, SaveRateWindow, Write

# As many rows as one batch reads.
MOST_IN_DIGEST = 100
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@value_class
class Digest:
    """What a digest is about, each in the order in which it was added."""

    requests: Sequence[AccountRequest] = ()
    access_requests: Sequence[AccessRequest] = ()


def digest_of(ports: Ports, mail: Mail) -> Digest | None:
    """Load what the digest is about, in one read for each kind of request; None if nothing of it is left.

    Inquiries that somebody has decided meanwhile, or that have ended, ask for nothing any more.
    """
    ids, of_access = _ids_in(mail, "requests"), _ids_in(mail, "access_requests")
    requests = ports.store.requests(ids) if ids else ()
    found = ports.store.access_requests(of_access, listed=False) if of_access else ()
    now, open_alone = ports.clock.now(), mail.draft.kind is MailKind.INQUIRY_DIGEST
    wanted = [one for one in found if not open_alone or one.status_at(now) is AccessStatus.PENDING]
    return Digest(requests, wanted) if requests or wanted else None


def unless_collected(ports: Ports, mail: Mail, about: object) -> Mail | None:
    """Return a mail that goes alone, as it is stored now, or None if it is now part of its recipient's digest.

    Which it is stands in the mail's own row, written in the same transaction as the count or the digest. So it is
    decided once, and nothing is told twice or not at all. Raises `busy`.
    """
    digest = digest_for(mail.draft, about) if isinstance(about, AccountRequest | AccessRequest) else None
    if digest is None or mail.is_counted or mail.is_digest:
        return mail
    assert isinstance(about, AccountRequest | AccessRequest)
    return _counted_or_collected(ports, mail, about, digest)


def _counted_or_collected(
    ports: Ports, mail: Mail, about: AccountRequest | AccessRequest, kind: MailKind
) -> Mail | None:
    rule, mailbox = DIGESTS[kind](ports.policy), _mailbox(kind, mail.draft.to)
    key = f"digest#{mailbox}{f'#{sender_of(about)}' if rule.by_team else ''}"

    def attempt() -> tuple[Mail | None, Sequence[Write]]:
        now = ports.clock.now()
        known = ports.store.preconditions([key]).rate_windows if rule.alone else {}
        sent = within(known.get(key, RateWindow(key)), rule.period, now)
        if len(sent.times) < rule.alone:
            alone = replace(mail, is_counted=True)
            counted = SaveRateWindow(sent.with_added(now, 1, NOBODY), now + rule.period)
            return replace(alone, version=mail.version + 1), (SaveMail(alone), counted)
        collected = replace(mail, status=MailStatus.EXPANDED, due_at=None)
        return None, (SaveMail(collected), *_added(ports, mail, about, kind, now))

    return run_transaction(ports, attempt)


def _added(
    ports: Ports, mail: Mail, about: AccountRequest | AccessRequest, kind: MailKind, now: datetime
) -> Sequence[Write]:
    """Return the write that adds it to the digest of this hour or day, or of the first one after that is open."""
    rule = DIGESTS[kind](ports.policy)
    start = now - (now - EPOCH) % rule.period
    while True:
        new = _digest(mail, kind, rule, start)
        digest = ports.store.mail(MailKey(new.request_id, new.mail_id)) or new
        changed = _with(digest, about)
        if changed == digest:
            return ()
        if changed:
            return (SaveMail(changed) if digest.version else QueueMail(changed),)
        start += rule.period


def _with(digest: Mail, about: AccountRequest | AccessRequest) -> Mail | None:
    """Return the digest with this in it; None if it is full, or somebody has tried to send it."""
    if digest.status is not MailStatus.DUE or digest.attempts:
        return None
    requests, of_access = (dict.fromkeys(_ids_in(digest, name)) for name in ("requests", "access_requests"))
    if isinstance(about, AccessRequest):
        of_access[about.access_request_id] = None
    else:
        requests[about.request_id] = None
    facts = {"requests": " ".join(requests), "access_requests": " ".join(of_access)}
    is_full = len(requests) + len(of_access) > MOST_IN_DIGEST
    return None if is_full else replace(digest, draft=replace(digest.draft, facts=facts))


def _digest(mail: Mail, kind: MailKind, rule: DigestRule, start: datetime) -> Mail:
    """Return the digest of the hour or day that starts then, before anything is added."""
    draft = MailDraft(kind, rule.audience, mail.draft.language, to=mail.draft.to)
    over, own_id = start + rule.period, f"digest-{_mailbox(kind, mail.draft.to)}-{start:%Y-%m-%dT%H}"
    return Mail(own_id, DIGEST_MAIL, draft, created_at=over, due_at=over)


def _mailbox(kind: MailKind, address: str) -> str:
    return hashlib.sha256(f"{kind} {mailbox_key(address)}".encode()).hexdigest()[:32]


def _ids_in(digest: Mail, fact: str) -> tuple[str, ...]:
    return tuple(str(digest.draft.facts.get(fact, "")).split())
