"""Whose a role is that was granted to a mail address (docs/design.md "Roles").

A mailbox is one person, whatever the case of its ASCII letters. Some hosts tell `John@` from `john@`, though: where an
account has roles for both, each is claimed by its exact spelling alone.
"""

from collections.abc import Iterable, Sequence

from chalicelib.domain.accounts.account import Grant
from chalicelib.domain.identity.mail_address import mailbox_key
from chalicelib.domain.identity.person import Person


def claimable_or_own(of_mailbox: Sequence[Grant], person_id: str, email: str) -> list[Grant]:
    """Return the roles of a mailbox that the person has claimed, or may claim with this spelling of the address."""
    open_to_them = (None, person_id)
    return [
        grant
        for grant in of_mailbox
        if grant.claimed_by in open_to_them and (grant.claimed_by or _is_claimed_with(email, grant, of_mailbox))
    ]


def is_unclaimed(grant: Grant, person: Person) -> bool:
    """Whether the grant is unclaimed, or was claimed by the person for another mailbox."""
    if grant.claimed_by is None:
        return True
    return grant.claimed_by == person.person_id and mailbox_key(grant.email) != person.email.key


def is_granted_again(grant: Grant, present: Iterable[Grant]) -> bool:
    """Whether the mailbox, or the person who has claimed the role, already has this role in the same place.

    Two spellings are one mailbox as soon as one of the roles is claimed.
    """
    place = (grant.role, grant.virtual_account_id)
    same_place = (other for other in present if (other.role, other.virtual_account_id) == place)
    return any(
        other.email == grant.email
        or (grant.claimed_by is not None and other.claimed_by == grant.claimed_by)
        or (other.claimed_by is not None and mailbox_key(other.email) == mailbox_key(grant.email))
        for other in same_place
    )


def _is_claimed_with(email: str, grant: Grant, of_mailbox: Iterable[Grant]) -> bool:
    """Whether an unclaimed role is claimed with this spelling.

    Only the roles of the same account are compared: another account's administrators decide nothing here.
    """
    if grant.email == email:
        return True
    others = (other for other in of_mailbox if other.account_id == grant.account_id and other.email != grant.email)
    return not any(_was_unclaimed_beside(grant, other) for other in others)


def _was_unclaimed_beside(grant: Grant, other: Grant) -> bool:
    """Whether both roles were unclaimed at the same time. A role claimed at an unknown time was claimed at once."""
    return other.claimed_by is None or (other.claimed_at or other.granted_at) >= grant.granted_at
