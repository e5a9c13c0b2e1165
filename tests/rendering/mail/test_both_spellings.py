"""Every mail shows domains and addresses in both spellings: in its subject, its text and its HTML."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.inquiry import Inquiry
from chalicelib.domain.access.request import AccessRequest
from chalicelib.domain.accounts.account import SmartAccount
from chalicelib.domain.identity.moved_identity import MovedIdentity
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.recovery.recovery import Recovery
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.mail.digests import Digest
from tests.builders import DraftedMail
from tests.rendering.mail.reading import ABOUT_REQUESTS, IN_EVERY_LANGUAGE, name_of, read
from tests.spellings import DOMAINS, a_labels, both, one_spelling_alone


def moved(drafted: DraftedMail, domain: str) -> DraftedMail:
    """Return the mail as if everybody and the account were at the domain, and nobody had a name."""
    exact, subject = a_labels(domain), drafted.mail_subject
    if isinstance(subject, MovedIdentity | DomainProof | Recovery):
        return moved_about_a_domain(drafted, exact)
    if isinstance(subject, Digest):
        about: list[AccountRequest | AccessRequest] = [*subject.requests, *subject.access_requests]
        found = [moved(replace(drafted, mail_subject=one), domain).mail_subject for one in about]
        requests = [one for one in found if isinstance(one, AccountRequest)]
        return replace(drafted, mail_subject=Digest(requests, [one for one in found if isinstance(one, AccessRequest)]))
    if isinstance(subject, SmartAccount):
        return replace(drafted, mail_subject=replace(subject, domain_identifier=exact))
    requester = replace(subject.requester, email=f"partner@{exact}", name="")
    assert not isinstance(subject, Inquiry)
    at_domain = replace(subject, domain_identifier=exact, requester=requester)
    if isinstance(at_domain, AccountRequest):
        asked = tuple(replace(one, email=at(one.email, exact)) for one in at_domain.nominations)
        decision = at_domain.decision and replace(at_domain.decision, by=at(at_domain.decision.by, exact))
        at_domain = replace(at_domain, registrable_domain=exact, nominations=asked, decision=decision)
    draft = replace(drafted.draft, to=at(drafted.draft.to, exact))
    return replace(drafted, mail_subject=at_domain, draft=draft)


def moved_about_a_domain(drafted: DraftedMail, exact: str) -> DraftedMail:
    """Do the same for a mail about an identity, a proof or a recovery."""
    match drafted.mail_subject:
        case MovedIdentity() as subject:
            person = replace(subject.person, email=f"partner@{exact}", name="")
            return replace(drafted, mail_subject=replace(subject, issuer=f"https://{exact}/", person=person))
        case DomainProof() as subject:
            by = replace(subject.asked_by, email=f"partner@{exact}", name="")
            return replace(drafted, mail_subject=replace(subject, domain=exact, registrable_domain=exact, asked_by=by))
        case Recovery() as subject:
            candidate = replace(subject.candidate, email=f"partner@{exact}", name="")
            draft = replace(drafted.draft, to=at(drafted.draft.to, exact))
            about = replace(subject, domain_identifier=exact, candidate=candidate)
            return replace(drafted, mail_subject=about, draft=draft)
        case _:
            raise AssertionError(drafted)


def at(address: str, domain: str) -> str:
    """Move an address; another text stays."""
    local, sign, _ = address.rpartition("@")
    return f"{local}@{domain}" if sign else address


# An inquiry names no account: it repeats what its reader typed.
NAMING = [drafted for drafted in IN_EVERY_LANGUAGE if not isinstance(drafted.mail_subject, Inquiry)]


@pytest.mark.parametrize("drafted", NAMING, ids=name_of)
def test_no_mail_shows_one_spelling_without_the_other(drafted: DraftedMail) -> None:
    for domain in DOMAINS:
        at_domain = moved(drafted, domain)
        mail = read(at_domain)
        assert both(domain) in mail.text
        assert both(domain) in mail.pieces
        texts = [mail.subject, *mail.text.splitlines(), *mail.pieces]
        assert one_spelling_alone([without_record(at_domain, text) for text in texts], domain) == []


def without_record(drafted: DraftedMail, text: str) -> str:
    """Take out the name of a DNS record, which is there to be copied and so is in A-labels alone."""
    subject = drafted.mail_subject
    return text.replace(subject.record.name, "") if isinstance(subject, DomainProof) else text


@pytest.mark.parametrize("drafted", ABOUT_REQUESTS, ids=name_of)
def test_subject_of_a_mail_to_an_approver_names_both_spellings_whole(drafted: DraftedMail) -> None:
    longest = ".".join(["ü" * 50] * 4) + ".de"
    for domain in (*DOMAINS, longest):
        subject = read(moved(drafted, domain)).subject
        named = drafted.draft.audience == "approver"
        assert (both(domain) in subject) == named
        assert drafted.request.reference in subject
