"""What every key means: one partition a request, account, domain identifier, organisation, person and address.

Each read of a use case is one query of one partition, or one get.
"""

import zlib

from chalicelib.adapters.dynamodb.documents import stamp
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.events import SEALINGS
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.requests.request import AccountRequest

Key = tuple[str, str]

REQUEST_PARTITION = "REQUEST#"
ACCOUNT_PARTITION = "ACCOUNT#"
SEALINGS_PARTITION, SEALINGS_ROW = f"SEALINGS#{SEALINGS}", "SEALINGS"
# The partitions whose trails are sealed.
TRAILS = (REQUEST_PARTITION, ACCOUNT_PARTITION)
REQUEST_ROW, ACCESS_ROW, INQUIRY_ROW, IDENTITY_ROW = "REQUEST", "ACCESS", "INQUIRY", "IDENTITY"
EVENT_PREFIX, MAIL_PREFIX = "EVENT#", "MAIL#"
ACCOUNT_ROW, IMPORT_ROW, DESK_ROW = "ACCOUNT", "IMPORT", "DESK"
VIRTUAL_PREFIX, GRANT_PREFIX, OFFER_PREFIX, LOST_PREFIX = "VIRTUAL#", "GRANT#", "OFFER#", "LOST#"
DOMAIN_PREFIX, LOCK_ROW = "DOMAIN#", "LOCK"
OWN_PREFIX, OWN_ACCESS_PREFIX = "REQUEST#", "ACCESS#"
HOLDER_ROW = "HOLDER"
REVIEWS, PENDING = "REVIEWS", "PENDING"
ACCESS_REVIEWS = "REVIEWS#ACCESS"
FREQUENCIES = ("SEARCH", "FREQUENCIES")
# Which index, by its prefix, has the rows of every account.
REBUILT = ("SEARCH", "REBUILT")
# The shard of the due index in which accounts wait whose words are not known yet; apart from what the outbox looks at.
UNLEARNED_SHARD = "unlearned"
UNLEARNED_PREFIX = "UNLEARNED#"
# Before every time. DynamoDB compares no key with an empty text, which moto does.
EARLIEST = "0"
# Which list of suffixes the rows of organisations follow: its fingerprint is the row's holder.
SUFFIX_LIST = ("SUFFIXES", "LIST")
# Which release, by its version, has listed all requests as its lists want them.
LISTED = ("LISTS", "LISTED")
DUE_SHARDS = 8
UNCOUNTED_PREFIX = "UNCOUNTED#"


def request(request_id: str) -> Key:
    """A request's own row; its events and mails lie before it in the same partition."""
    return f"REQUEST#{request_id}", REQUEST_ROW


def event(request_id: str, sequence: int) -> Key:
    """An event, in the order of the chain."""
    return f"REQUEST#{request_id}", f"{EVENT_PREFIX}{sequence:06}"


def mail(request_id: str, mail_id: str) -> Key:
    """A mail of the outbox."""
    return f"REQUEST#{request_id}", f"{MAIL_PREFIX}{mail_id}"


def account(account_id: str) -> Key:
    """A Smart Account's own row."""
    return f"ACCOUNT#{account_id}", ACCOUNT_ROW


def virtual_account(account_id: str, virtual_account_id: str) -> Key:
    """A part of an account."""
    return f"ACCOUNT#{account_id}", f"{VIRTUAL_PREFIX}{virtual_account_id}"


def account_grant(account_id: str, grant_id: str) -> Key:
    """A role, as listed on its account."""
    return f"ACCOUNT#{account_id}", f"{GRANT_PREFIX}{grant_id}"


def address_partitions(email: str) -> tuple[str, ...]:
    """Where the roles of a mailbox are listed: now, and under earlier releases, which went by its exact spelling."""
    return tuple(dict.fromkeys((f"ADDRESS#{mailbox_key(email)}", f"ADDRESS#{email}")))


def address_grant(email_key: str, account_id: str, grant_id: str) -> Key:
    """The same role, as listed with the mailbox it was given to."""
    return f"ADDRESS#{email_key}", f"{GRANT_PREFIX}{account_id}#{grant_id}"


def person_grant(person_id: str, account_id: str, grant_id: str) -> Key:
    """The same role, as listed with the person who has claimed it."""
    return own_partition(person_id), f"{GRANT_PREFIX}{account_id}#{grant_id}"


def account_offer(account_id: str, offer_id: str) -> Key:
    """An offer, as listed on its account."""
    return f"ACCOUNT#{account_id}", f"{OFFER_PREFIX}{offer_id}"


def offers_to(email_key: str) -> str:
    """Where the offers to an address are listed, apart from its roles, which every call reads."""
    return f"OFFERS#{email_key}"


def address_offer(email_key: str, account_id: str, slot: int) -> Key:
    """The same offer, as listed with its address, in one of the places that its account has there."""
    return offers_to(email_key), f"{OFFER_PREFIX}{account_id}#{slot}"


def account_event(account_id: str, sequence: int) -> Key:
    """An event of an account's own trail."""
    return f"ACCOUNT#{account_id}", f"{EVENT_PREFIX}{sequence:06}"


def sealings() -> Key:
    """The end of the trail of sealings."""
    return SEALINGS_PARTITION, SEALINGS_ROW


def sealing(sequence: int) -> Key:
    """An event of that trail, which grows by one a minute."""
    return SEALINGS_PARTITION, f"{EVENT_PREFIX}{sequence:09}"


def last_import(account_id: str) -> Key:
    """What the last import gave an account; only imports read it."""
    return f"ACCOUNT#{account_id}", IMPORT_ROW


def lost_role(account_id: str, role_id: str) -> Key:
    """An administrator's role that an address has lost, by the id that an import would give it again."""
    return f"ACCOUNT#{account_id}", f"{LOST_PREFIX}{role_id}"


def access_request(access_request_id: str) -> Key:
    """An access request; its events and mails are in the same partition, as for every request."""
    return f"REQUEST#{access_request_id}", ACCESS_ROW


def identity(identity_id: str) -> Key:
    """An identity that is the person of a former issuer; its event and mail are in the same partition."""
    return f"REQUEST#{identity_id}", IDENTITY_ROW


def person_identity(person_id: str, issuer: str) -> Key:
    """Which identity is the person at an issuer."""
    return own_partition(person_id), f"IDENTITY#{issuer}"


def address_holder(email_key: str) -> Key:
    """Who has an address at the sign-in provider, beside the roles of the address."""
    return f"ADDRESS#{email_key}", HOLDER_ROW


def inbox(account_id: str) -> Key:
    """The pending inbox of an account, in a partition of its own, so that lists of Virtual Accounts do not read it."""
    return f"DESK#{account_id}", DESK_ROW


def domain_lock(domain_identifier: str) -> Key:
    """The lock on a domain identifier. It depends on nothing else: no list of suffixes moves it."""
    return f"DOMAIN#{domain_identifier}", LOCK_ROW


def lock(registrable_domain: str, domain_identifier: str) -> Key:
    """A copy of the lock, listed with the neighbours of its organisation."""
    return f"ORGANISATION#{registrable_domain}", f"{DOMAIN_PREFIX}{domain_identifier}"


def listed_locks(domain_identifier: str) -> tuple[Key, ...]:
    """Everywhere the lock may be listed, by whatever list of suffixes; earlier releases kept the lock there alone."""
    labels = domain_identifier.split(".")
    return tuple(lock(".".join(labels[first:]), domain_identifier) for first in range(max(len(labels) - 1, 1)))


def own_partition(person_id: str) -> str:
    """Where a person's own requests, access requests and claimed roles are listed."""
    return f"PERSON#{person_id}"


def own_request(found: AccountRequest) -> Key:
    """A request in its requester's list, by time."""
    return own_partition(found.requester.person_id), f"{OWN_PREFIX}{stamp(found.created_at)}#{found.request_id}"


def own_access_request(found: AccessRequest) -> Key:
    """An access request in its requester's list, by time."""
    partition = own_partition(found.requester.person_id)
    return partition, f"{OWN_ACCESS_PREFIX}{stamp(found.created_at)}#{found.access_request_id}"


def recent_access_requests(person_id: str) -> Key:
    """The newest of a person's access requests, in one record."""
    return f"ASKED#{person_id}", "ASKED"


def in_review(found: AccountRequest) -> Key:
    """A request in the reviewers' list, by time. One partition: few requests are in review at any time."""
    return REVIEWS, f"{stamp(found.created_at)}#{found.request_id}"


def pending(found: AccountRequest) -> Key:
    """A request that waits for its approvers, as reviewers list it."""
    return PENDING, f"{stamp(found.created_at)}#{found.request_id}"


def access_for_reviewers(found: AccessRequest) -> Key:
    """A request for access in the reviewers' list, by time; apart from account requests."""
    return ACCESS_REVIEWS, f"{stamp(found.created_at)}#{found.access_request_id}"


def rate_window(key: str) -> Key:
    """A tally of mails."""
    return f"TALLY#{key}", "TALLY"


def open_requests(person_id: str) -> Key:
    """A requester's open requests."""
    return f"OPEN#{person_id}", "OPEN"


def remembered(key: str) -> Key:
    """The remembered answer of an idempotency key."""
    return f"IDEMPOTENCY#{key}", "IDEMPOTENCY"


def kept_answer(key: str) -> Key:
    """The kept answer of an idempotency key."""
    return f"IDEMPOTENCY#{key}", "ANSWER"


def session(digest: str) -> Key:
    """A session, by the digest of its secret."""
    return f"SESSION#{digest}", "SESSION"


def unlearned(account_id: str) -> Key:
    """The note that the words of an account are not known yet."""
    return f"{UNLEARNED_PREFIX}{account_id}", "UNLEARNED"


def shelf(letter: str, length: int) -> Key:
    """The known words of a first letter and a length."""
    return f"WORDS#{letter}", f"{length:03}"


def due_shard(partition: str) -> str:
    """Which shard of the due index a partition's rows lie in."""
    return str(zlib.crc32(partition.encode()) % DUE_SHARDS)


def uncounted_shard(partition: str) -> str:
    """Which shard a partition's events lie in until a sealing counts them; apart from what the outbox looks at."""
    return f"{UNCOUNTED_PREFIX}{due_shard(partition)}"
