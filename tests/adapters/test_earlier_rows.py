"""Rows of earlier releases in which a field is missing, or one stands that is read no more."""

import json
from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb.record import Record
from chalicelib.domain.errors import Refused
from chalicelib.domain.mail_address import MailAddress
from chalicelib.domain.nominations import Replacement
from chalicelib.services import requester_actions
from chalicelib.services.reviewing import review_request
from tests.world import PARTNER, REVIEWER, world


def test_mail_domains_that_an_earlier_release_took_for_accepted_are_passed_over() -> None:
    with world() as one:
        submitted = one.submit(customer_emails=("owner@gmail.com",))
        accepted = review_request(one.ports, REVIEWER, submitted.request_id, True, "")
        row = Record.get(f"REQUEST#{accepted.request_id}", "REQUEST")
        document = json.loads(row.document)
        del document["accepted_addresses"]
        row.update(actions=[Record.document.set(json.dumps(document | {"accepted_mail_domains": ["gmail.com"]}))])
        assert one.current(accepted) == replace(
            accepted, accepted_addresses=(), version=one.current(accepted).version
        )
        for email in ("owner2@gmail.com", "owner@gmail.com"):
            replacement = Replacement("1", MailAddress.parse(email))
            with pytest.raises(Refused, match="reassign-outside-domain"):
                requester_actions.reassign(one.ports, PARTNER, accepted.request_id, replacement)
