"""Mails about access: who is told what, and that no link of theirs decides by itself."""

from dataclasses import replace

import pytest

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS
from chalicelib.domain.mails import Audience, MailKind
from tests import builders
from tests.builders import Posted
from tests.domain.requests import stories
from tests.rendering.mail.reading import ABOUT_ACCESS, MAILS, SITE, TOKEN, name_of, read

for_every_mail_about_access = pytest.mark.parametrize("posted", ABOUT_ACCESS, ids=name_of)
REQUESTED = MAILS[MailKind.ACCESS_REQUESTED, Audience.ADMINISTRATORS].in_language("en")
DECIDED = MAILS[MailKind.ACCESS_DECIDED, Audience.REQUESTER].in_language("en")
VARIANTS = {one.variant: one.in_language("en") for one in builders.every_variant()}
MARKUP = "<b>{brand}</b>"


def decided(**chosen: object) -> Posted:
    """What the requester of two Virtual Accounts is told when an administrator chooses this."""
    return replace(DECIDED, matter=stories.access_approved(stories.access_asked().request, **chosen).request)


def test_whoever_may_decide_reads_who_asks_for_what_and_why() -> None:
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
def test_it_says_that_nothing_happens_by_itself_and_how_to_trust_it(language: str, words: tuple[str, ...]) -> None:
    text = read(REQUESTED.in_language(language)).text
    for phrase in (*words, f"{SITE}/ "):
        assert phrase in text


def test_access_to_a_whole_account_is_told_apart_and_no_empty_note_is_quoted() -> None:
    text = read(VARIANTS["whole"]).text
    assert "Role asked for: Smart Account user\nAccess asked to: The whole account\n" in text
    assert "> " not in text
    assert "Message from" not in text


@for_every_mail_about_access
def test_no_mail_about_access_has_a_link_that_decides(posted: Posted) -> None:
    mail = read(posted)
    assert TOKEN not in mail.everything
    assert not any("approvals" in target for target in mail.targets)


@for_every_mail_about_access
def test_deciders_go_by_their_name_and_nobodys_id_is_told(posted: Posted) -> None:
    everything = read(posted).everything
    assert str(stories.ADMINISTRATOR.email) not in everything
    for person_id in (stories.ADMINISTRATOR.person_id, posted.access_request.requester.person_id):
        assert person_id not in everything


def test_whoever_got_what_they_asked_for_reads_who_granted_it_and_is_led_to_the_account() -> None:
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


def test_whoever_got_less_reads_what_they_got_beside_what_they_asked_for() -> None:
    text = read(VARIANTS["lower"]).text
    assert "not just as you asked for it" in text
    assert "Role granted: Virtual Account viewer\nAccess to: Research\n" in text
    assert "Role asked for: Virtual Account administrator\nAccess asked to: Research, Teaching\n" in text


def test_the_same_virtual_accounts_in_another_order_are_what_was_asked_for() -> None:
    assert "Role asked for" not in read(decided(virtual_account_ids=("part-2", "part-1"))).text


def test_virtual_accounts_that_nobody_asked_for_are_named_too() -> None:
    asked = stories.access_asked(virtual_account_ids=("part-1",)).request
    for given in (("part-2",), ("part-1", "part-2")):
        transition = stories.access_approved(asked, virtual_account_ids=given)
        names = ", ".join(stories.PARTS[one] for one in given)
        assert f"Access to: {names}\n" in read(replace(DECIDED, matter=transition.request)).text


def test_whoever_was_refused_reads_the_reason_and_that_nothing_changed() -> None:
    mail = read(VARIANTS["declined"])
    assert "What you had before is unchanged." in mail.text
    assert f"The reason given:\n> {builders.REFUSAL_REASON}\n" in mail.text
    assert mail.targets == frozenset()


def test_a_refusal_without_words_shows_no_empty_quotation() -> None:
    posted = replace(DECIDED, matter=stories.access_declined(stories.access_asked().request).request)
    assert ">" not in read(posted).text


def test_a_decider_without_a_name_is_not_left_out() -> None:
    request = DECIDED.access_request
    assert request.decision is not None
    nameless = replace(request, decision=replace(request.decision, name=""))
    assert "Decided by: an administrator of the account" in read(replace(DECIDED, matter=nameless)).text


def test_markup_in_names_and_reasons_shows_as_people_wrote_it() -> None:
    request = VARIANTS["declined"].access_request
    assert request.decision is not None
    decision = replace(request.decision, name=MARKUP, reason=MARKUP)
    mail = read(replace(DECIDED, matter=replace(request, part_names=(MARKUP, MARKUP), decision=decision)))
    assert "b" not in mail.tags
    for line in (f": {MARKUP}, {MARKUP}\n", f": {MARKUP}\n", f"> {MARKUP}\n"):
        assert line in mail.text


def test_as_many_virtual_accounts_as_can_be_asked_for_make_no_mail_too_heavy() -> None:
    ids = tuple(f"part-{number}" for number in range(MOST_VIRTUAL_ACCOUNTS))
    request = REQUESTED.access_request
    most = replace(
        request,
        asked=replace(request.asked, virtual_account_ids=ids),
        part_names=tuple("<" * 200 for _ in ids),
        note="<" * 1000,
    )
    assert len(read(replace(REQUESTED, matter=most)).html.encode()) < 50_000
