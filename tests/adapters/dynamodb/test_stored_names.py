"""A name with an address in it, as earlier releases kept some, is shown to nobody: wherever people are named."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from chalicelib.adapters.dynamodb.documents import decoded, encoded
from chalicelib.domain.access.request import AccessDecision
from chalicelib.domain.accounts.account import AccessRole, Administrator, Grant, GrantOrigin
from chalicelib.domain.identity.person import Requester

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


@pytest.mark.parametrize(("one", "own"), KEPT, ids=lambda one: type(one).__name__)
def test_a_stored_name_that_holds_an_address_is_read_as_the_persons_own(one: Any, own: str) -> None:
    document = encoded(one)

    assert decoded(document, type(one)) == one
    posing = json.dumps(json.loads(document) | {"name": POSING})
    assert decoded(posing, type(one)).name == own
