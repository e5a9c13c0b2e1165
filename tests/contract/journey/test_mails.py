"""The mails of the main journey: recipients, links, contents and threading."""

import re

import pytest

from tests.contract.journey.story import (
    ADMINISTRATOR,
    ALTERNATE,
    DOMAIN,
    FIRST,
    HEAD,
    NOTE_TO_CUSTOMER,
    NOTE_TO_REVIEWER,
    Journey,
)
from tests.contract.local_run import Json
from tests.contract.steps import tokens_in

LINK = re.compile(r"https?://[^\s\"'<>]+/approvals/[^\s\"'<>]+")


def recipients(journey: Journey, step: str) -> list[str]:
    return sorted(address for mail in journey.mails[step] for address in mail["to"])


def mail_to(journey: Journey, step: str, address: str) -> Json:
    (mail,) = [mail for mail in journey.mails[step] if mail["to"] == [address]]
    return mail


def test_dry_run_shows_mails_of_submission(journey: Journey) -> None:
    shown = journey.responses["dry run"].json()["mails"]
    assert sorted((mail["kind"], mail["to"]) for mail in shown) == [
        ("administrators_notice", "administrators of Institute of Journeys"),
        ("approval_needed", ALTERNATE),
        ("approval_needed", FIRST),
        ("request_sent", journey.requester),
    ]
    reference = journey.request["reference"]
    subjects = {mail["subject"].replace("SAR-\u2026", reference) for mail in shown}
    assert subjects == {mail["subject"] for mail in journey.mails["submit"]}
    assert {mail["language"] for mail in shown if mail["kind"] == "approval_needed"} == {"fr"}


def test_dry_run_reveals_no_administrator_or_link(journey: Journey) -> None:
    text = journey.responses["dry run"].text
    assert ADMINISTRATOR not in text
    assert tokens_in(text) == []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("submit", [ADMINISTRATOR, ALTERNATE, FIRST, "{requester}"]),
        ("forward", [FIRST, HEAD, "{requester}"]),
        ("approve", [ADMINISTRATOR, ALTERNATE, HEAD, "{requester}"]),
    ],
)
def test_each_step_mails_everybody_involved_once(journey: Journey, step: str, expected: list[str]) -> None:
    assert recipients(journey, step) == sorted(address.format(requester=journey.requester) for address in expected)


@pytest.mark.parametrize(("step", "address"), [("submit", FIRST), ("submit", ALTERNATE), ("forward", HEAD)])
def test_approver_gets_same_link_in_text_and_html(journey: Journey, step: str, address: str) -> None:
    mail = mail_to(journey, step, address)
    (link,) = LINK.findall(mail["text"])
    assert set(LINK.findall(mail["html"])) == {link}


@pytest.mark.parametrize("step", ["submit", "forward", "approve"])
def test_only_approvers_get_links(journey: Journey, step: str) -> None:
    approvers = {"submit": {FIRST, ALTERNATE}, "forward": {HEAD}, "approve": set()}[step]
    with_link = {mail["to"][0] for mail in journey.mails[step] if tokens_in(mail["text"] + mail["html"])}
    assert with_link == approvers


@pytest.mark.parametrize("address", [FIRST, ALTERNATE])
def test_approval_mail_names_requester_account_and_deadline(journey: Journey, address: str) -> None:
    mail = mail_to(journey, "submit", address)
    assert mail["reply_to"] == journey.requester
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert mail["headers"]["Content-Language"] == "fr"
    for text in (journey.requester, "Laboratoires du Voyage", DOMAIN, NOTE_TO_CUSTOMER, "UTC"):
        assert text in mail["text"]


def test_mails_about_request_form_one_thread(journey: Journey) -> None:
    mails = [mail for step in ("submit", "forward", "approve") for mail in journey.mails[step]]
    assert len({mail["headers"]["References"] for mail in mails}) == 1
    assert len({mail["headers"]["Message-ID"] for mail in mails}) == len(mails)


def test_administrator_notice_omits_notes_and_customers(journey: Journey) -> None:
    mail = mail_to(journey, "submit", ADMINISTRATOR)
    assert DOMAIN in mail["text"]
    assert journey.requester in mail["text"]
    for hidden in (NOTE_TO_CUSTOMER, NOTE_TO_REVIEWER, FIRST, ALTERNATE):
        assert hidden not in mail["raw"]


def test_note_to_reviewer_is_not_mailed_to_customer(journey: Journey) -> None:
    assert not any(NOTE_TO_REVIEWER in mail["text"] + mail["html"] for mail in journey.run.messages())
    assert NOTE_TO_REVIEWER not in journey.responses["look 0"].text
