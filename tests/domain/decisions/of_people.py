"""Decisions about people: an identity that moves to another sign-in provider, and mails whose addresses are erased."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from chalicelib.domain.identity.moved_identity import AddressHolder, Issuers, claimable_person, holder_after
from chalicelib.domain.mails import Audience, Mail, MailStatus, after_erasing
from chalicelib.domain.requests.derived_rows import mails_to_granted
from tests.domain.decisions.described import Decision, created
from tests.domain.decisions.of_submissions import PROPOSED, approve
from tests.domain.requests.stories import START, pending, submission_transition

DAY, INSTANT = timedelta(days=1), timedelta(microseconds=1)
ISSUERS = Issuers("present", "former", START + DAY)


def holder(*person_ids: str, issuer: str = "former", **changed: Any) -> AddressHolder:
    """Return who has an address at an issuer."""
    return replace(AddressHolder("pat@x.example", issuer, person_ids, START), **changed)


def claimed(known: AddressHolder | None, after: timedelta = timedelta(), issuers: Issuers = ISSUERS) -> object:
    """Claim the person as an identity of the present issuer."""
    return claimable_person(known, issuers, "identity-1", START + after)


MOVED: Mapping[str, Decision[Any]] = {
    "claim a person": created(lambda: claimed(holder("person-1"), DAY - INSTANT)),
    "claim a person too late": created(lambda: claimed(holder("person-1"), DAY)),
    "claim a person of another issuer": created(lambda: claimed(holder("person-1", issuer="other"))),
    "claim nobody": created(lambda: claimed(None)),
    "claim oneself": created(lambda: claimed(holder("identity-1"))),
    "claim one of several": created(lambda: claimed(holder("person-1", "person-2"))),
    "claim where there is no former issuer": created(
        lambda: claimed(holder("person-1", issuer=""), issuers=Issuers("present", "", START + DAY))
    ),
    "hold an address first": created(lambda: holder_after(None, holder("person-2"))),
    "hold an address after another issuer": created(
        lambda: holder_after(holder("a", issuer="x"), holder("b")).person_ids
    ),
    "hold an address after somebody": created(lambda: holder_after(holder("a", has_signed_in=True), holder("b"))),
    "hold an address after somebody with another spelling": created(
        lambda: holder_after(holder("b", has_signed_in=True, email="Pat@x.example"), holder("a"))
    ),
    "hold an address that several were named with": created(
        lambda: holder_after(holder("a", "b"), holder("c")).person_ids
    ),
    "hold an address that several have signed in with": created(
        lambda: holder_after(holder("a", "b", has_signed_in=True), holder("c")).person_ids
    ),
}


def erased(status: MailStatus, audience: Audience = Audience.APPROVER, to: str = "x", **changed: Any) -> Mail | None:
    """Erase an address in a mail; `to` is the receiver afterwards."""
    draft = replace(submission_transition().mails[0], audience=audience)
    mail = replace(Mail("request-1", "0001-01", draft, START, status, due_at=START), **changed)
    return after_erasing(mail, replace(mail, draft=replace(draft, to=to)))


ERASED: Mapping[str, Decision[Any]] = {
    "erase what was sent": created(lambda: erased(MailStatus.SENT)),
    "erase what is to be sent": created(lambda: erased(MailStatus.DUE)),
    "erase what was given up": created(lambda: erased(MailStatus.DEAD)),
    "erase somebody else": created(lambda: erased(MailStatus.DUE, to="it@univ.example")),
    "erase a digest": created(lambda: erased(MailStatus.SENT, mail_id="digest")),
    "erase one of a group": created(
        lambda: [
            erased(MailStatus.SENT, audience) is None
            for audience in (Audience.ADMINISTRATORS, Audience.REVIEWERS, Audience.NOTIFIED, Audience.REQUESTER)
        ]
    ),
    "mail who was granted a role": Decision(
        lambda: approve(pending(proposed=PROPOSED), "1", "3"), lambda one: mails_to_granted(one.request)
    ),
}

OF_PEOPLE = {**MOVED, **ERASED}
