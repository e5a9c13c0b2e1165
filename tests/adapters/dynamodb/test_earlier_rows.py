"""Rows of earlier releases in which a field is missing, one stands that is read no more, or a name holds an address."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.documents import decoded, encoded
from chalicelib.domain.access.request import AccessDecision
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant, GrantOrigin
from chalicelib.domain.errors import Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Requester
from chalicelib.domain.mails import MailStatus
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.services.requests import requester_actions
from chalicelib.services.requests.review import review_request
from tests.ses import report
from tests.unreadable_rows import item_of, put
from tests.world import PARTNER, REVIEWER, world

POSING = "Jane Boss <ceo@bigcustomer.example>"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEPT: list[tuple[Any, str]] = [
    (Requester("p1", "pat@reseller.example", "Pat", "en"), "pat"),
    (Administrator("pat@reseller.example", "Pat"), "pat"),
    (
        Grant("g1", "a1", "pat@reseller.example", AccessRole.SMART_ACCOUNT_USER, GrantOrigin.IMPORT, NOW, name="Pat"),
        "pat",
    ),
    (AccessDecision("p1", "Pat", NOW), ""),
]


def test_mail_domains_that_an_earlier_release_took_for_accepted_are_passed_over() -> None:
    with world() as one:
        submitted = one.submit(customer_emails=("owner@gmail.com",))
        accepted = review_request(one.ports, REVIEWER, submitted.request_id, True, "")
        row = item_of(one.table, (f"REQUEST#{accepted.request_id}", "REQUEST"))
        document = json.loads(row["document"]["S"])
        del document["accepted_addresses"]
        put(one.table, {**row, "document": {"S": json.dumps(document | {"accepted_mail_domains": ["gmail.com"]})}})
        assert one.current(accepted) == replace(accepted, accepted_addresses=(), version=one.current(accepted).version)
        for email in ("owner2@gmail.com", "owner@gmail.com"):
            replacement = Replacement("1", MailAddress.parse(email))
            with pytest.raises(Refused, match="reassign-outside-domain"):
                requester_actions.reassign(one.ports, one.caller(PARTNER), accepted.request_id, replacement)


@pytest.mark.parametrize(
    ("stored", "event_type", "status"),
    [
        (MailStatus.SENT, "Delivery", MailStatus.DELIVERED),
        (MailStatus.BOUNCED, "Delivery", MailStatus.BOUNCED),
        (MailStatus.DELIVERED, "Bounce", MailStatus.BOUNCED),
        (MailStatus.DEAD, "Delivery", MailStatus.DELIVERED),
    ],
)
def test_a_mail_without_a_stored_report_stands_for_what_its_status_says(
    stored: MailStatus, event_type: str, status: MailStatus
) -> None:
    with world() as one:
        request = one.submit(customer_emails=("it@univ.example",))
        one.work()
        found = one.ports.store.request_file(request.request_id)
        assert found is not None
        mail = next(sent for sent in found.mails if sent.draft.nomination_id)
        row = item_of(one.table, (f"REQUEST#{mail.request_id}", f"MAIL#{mail.mail_id}"))
        document = json.loads(row["document"]["S"])
        del document["report"]
        put(one.table, {**row, "document": {"S": json.dumps(document | {"status": stored.value})}})
        report(one, mail, event_type)
        assert one.mail(mail).status is status


@pytest.mark.parametrize(("one", "own"), KEPT, ids=lambda one: type(one).__name__)
def test_a_stored_name_that_holds_an_address_is_read_as_the_persons_own(one: Any, own: str) -> None:
    document = encoded(one)

    assert decoded(document, type(one)) == one
    posing = json.dumps(json.loads(document) | {"name": POSING})
    assert decoded(posing, type(one)).name == own
