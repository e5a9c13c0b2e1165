"""Mails about access: who reads what, and that none of their links decides anything."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.mails import Audience, MailKind
from tests import builders
from tests.builders import DraftedMail
from tests.domain.requests import stories
from tests.rendering.mail.reading import ABOUT_ACCESS, MAILS, SITE, TOKEN, name_of, read

for_every_mail_about_access = pytest.mark.parametrize("drafted", ABOUT_ACCESS, ids=name_of)
REQUESTED = MAILS[MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS].in_language("en")
DECIDED = MAILS[MailKind.ACCESS_DECIDED, Audience.REQUESTER].in_language("en")
VARIANTS = {variant.variant: variant.in_language("en") for variant in builders.every_variant()}
MARKUP = "<b>{brand}</b>"


def decided(**chosen: object) -> DraftedMail:
    """Return the mail to the requester of two Virtual Accounts after an administrator has chosen this."""
    return replace(DECIDED, mail_subject=stories.access_approved(stories.access_asked().request, **chosen).request)


def test_decider_reads_requester_role_scope_and_note() -> None:
    mail = read(REQUESTED)
    for fact in (
        "Pat Partner asks for access",
        "Account name: University of Example",
        "Account Domain Identifier: univ.example",
        "Role asked for: Virtual Account administrator",
        "Access asked to: Research, Teaching",
        "Requested by: Pat Partner <partner@reseller.example>",
        "Requester's organisation: reseller.example",
        "Message from Pat Partner:\n> For the licences of order 4711.",
    ):
        assert fact in mail.text
    assert mail.targets == {f"{SITE}/access-requests/access-1"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Nothing happens unless you", "Opening the page decides nothing.", "you sign in before you decide"),
        ),
        (
            "fr",
            ("Rien ne se passe sans votre décision", "ne décide de rien", "vous vous connectez avant de décider"),
        ),
    ],
)
def test_mail_to_a_decider_explains_that_nothing_happens_without_a_decision(
    language: str, words: tuple[str, ...]
) -> None:
    text = read(REQUESTED.in_language(language)).text
    for phrase in (*words, f"{SITE}/ "):
        assert phrase in text


def test_request_for_a_whole_account_names_it_and_quotes_no_empty_note() -> None:
    text = read(VARIANTS["whole"]).text
    assert "Role asked for: Smart Account user\nAccess asked to: The whole account\n" in text
    assert "> " not in text
    assert "Message from" not in text


@for_every_mail_about_access
def test_mails_about_access_contain_no_deciding_link(drafted: DraftedMail) -> None:
    mail = read(drafted)
    assert TOKEN not in mail.everything
    assert not any("approvals" in target for target in mail.targets)


@for_every_mail_about_access
def test_mails_about_access_name_deciders_and_contain_no_person_id(drafted: DraftedMail) -> None:
    everything = read(drafted).everything
    assert str(stories.ADMINISTRATOR.email) not in everything
    for person_id in (stories.ADMINISTRATOR.person_id, drafted.access_request.requester.person_id):
        assert person_id not in everything


def test_approved_requester_reads_the_decider_and_gets_a_link_to_the_account() -> None:
    mail = read(DECIDED)
    for fact in (
        "the access that you asked for",
        "Role granted: Virtual Account administrator",
        "Access to: Research, Teaching",
        "Decision: Approved",
        "Decided by: Ada Admin",
    ):
        assert fact in mail.text
    assert "Role asked for" not in mail.text
    assert mail.targets == {f"{SITE}/accounts/account-2"}


def test_requester_with_less_access_reads_both_granted_and_requested_access() -> None:
    text = read(VARIANTS["lower"]).text
    assert "not just as you asked for it" in text
    assert "Role granted: Virtual Account viewer\nAccess to: Research\n" in text
    assert "Role asked for: Virtual Account administrator\nAccess asked to: Research, Teaching\n" in text


def test_same_virtual_accounts_in_another_order_count_as_requested() -> None:
    assert "Role asked for" not in read(decided(virtual_account_ids=("part-2", "part-1"))).text


def test_virtual_accounts_granted_beyond_the_request_are_named() -> None:
    request = stories.access_asked(virtual_account_ids=("part-1",)).request
    for granted in (("part-2",), ("part-1", "part-2")):
        transition = stories.access_approved(request, virtual_account_ids=granted)
        names = ", ".join(stories.VIRTUAL_ACCOUNTS[virtual_account_id] for virtual_account_id in granted)
        assert f"Access to: {names}\n" in read(replace(DECIDED, mail_subject=transition.request)).text


def test_declined_requester_reads_the_reason_and_that_nothing_changed() -> None:
    mail = read(VARIANTS["declined"])
    assert "What you had before is unchanged." in mail.text
    assert f"The reason given:\n> {builders.REFUSAL_REASON}\n" in mail.text
    assert mail.targets == frozenset()


def test_decline_of_access_without_a_reason_shows_no_empty_quotation() -> None:
    drafted = replace(DECIDED, mail_subject=stories.access_declined(stories.access_asked().request).request)
    assert ">" not in read(drafted).text


def test_decider_without_a_name_is_described() -> None:
    request = DECIDED.access_request
    assert request.decision is not None
    nameless = replace(request, decision=replace(request.decision, name=""))
    assert "Decided by: an administrator of the account" in read(replace(DECIDED, mail_subject=nameless)).text


def test_markup_in_names_and_reasons_is_shown_unchanged() -> None:
    request = VARIANTS["declined"].access_request
    assert request.decision is not None
    decision = replace(request.decision, name=MARKUP, reason=MARKUP)
    mail = read(replace(DECIDED, mail_subject=replace(request, part_names=(MARKUP, MARKUP), decision=decision)))
    assert "b" not in mail.tags
    for line in (f": {MARKUP}, {MARKUP}\n", f": {MARKUP}\n", f"> {MARKUP}\n"):
        assert line in mail.text


def test_mail_with_the_maximum_of_virtual_accounts_stays_small() -> None:
    ids = tuple(f"part-{number}" for number in range(MOST_VIRTUAL_ACCOUNTS))
    request = REQUESTED.access_request
    most = replace(
        request,
        asked=replace(request.asked, virtual_account_ids=ids),
        part_names=tuple("<" * 200 for _ in ids),
        note="<" * 1000,
    )
    assert len(read(replace(REQUESTED, mail_subject=most)).html.encode()) < 50_000
