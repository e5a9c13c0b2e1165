"""Sessions are checked against the current rules: a session never gives more than a new sign-in would."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.bootstrap import wire
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import Session, Sessions
from tests.movable_clock import MovableClock
from tests.services.sign_in.signing_in import SignInHarness
from tests.sign_in import allow, change_person
from tests.world import SETTINGS, person

REVIEWER = "reviewer@vendor.example"
SECRET = "s" * 43


def signed_in(harness: SignInHarness, sessions: Sessions, who: str) -> Person:
    begun = sessions.begin("/directory")
    reply = allow(begun.authorization_url, who)
    secret = replace(harness, sessions=sessions).finish(begun, reply)
    found = sessions.session_of(secret)
    assert found is not None
    return found


def store_earlier_session(harness: SignInHarness, who: Person) -> None:
    """Store a session as a release without rules in its sessions did."""
    now = harness.clock.now()
    session = msgspec.to_builtins(Session(who, now, now + timedelta(hours=12)))
    del session["rules"]
    key = keys.session(sha256(SECRET.encode()).hexdigest())
    harness.world.table.put(Row(*key, document=msgspec.json.encode(session).decode()))


def test_session_of_a_reviewer_is_a_reviewer_session(harness: SignInHarness) -> None:
    assert signed_in(harness, harness.sessions, REVIEWER).is_reviewer
    assert not signed_in(harness, harness.sessions, "partner@reseller.example").is_reviewer


def test_sessions_lose_the_review_right_when_the_settings_name_another_group(
    harness: SignInHarness, issuer: str
) -> None:
    begun = harness.begin()
    secret = harness.finish(begun, allow(begun.authorization_url, REVIEWER))
    settings = replace(SETTINGS, oidc_issuer=issuer, reviewers_group="sar-reviewers")
    current = replace(wire(settings, backend=harness.world.backend).sessions, clock=harness.clock)

    before, found = harness.sessions.session_of(secret), current.session_of(secret)

    assert before is not None
    assert found is not None
    assert (before.is_reviewer, found.is_reviewer) == (True, False)
    assert found.person_id == before.person_id


def test_session_of_an_earlier_release_is_valid_without_the_review_right(harness: SignInHarness) -> None:
    store_earlier_session(harness, person("pat@reseller.example", "external", "reviewers", name="Pat Partner"))

    found = harness.sessions.session_of(SECRET)

    assert found == person("pat@reseller.example", name="Pat Partner")


@pytest.mark.parametrize("name", ["Jane Boss <ceo@bigcustomer.example>", "Smart Accounts"])
def test_reserved_name_accepted_by_an_earlier_release_is_not_shown(harness: SignInHarness, name: str) -> None:
    store_earlier_session(harness, person("pat@reseller.example", name=name))

    found = harness.sessions.session_of(SECRET)

    assert found is not None
    assert found.name == "pat"


@pytest.mark.parametrize("name", ["licence desk", "VENDOR licensing", "No Reply Vendor.Example", "help vendor example"])
def test_names_of_brand_sender_and_support_are_reserved_by_the_settings(
    harness: SignInHarness, issuer: str, name: str
) -> None:
    settings = replace(
        SETTINGS,
        oidc_issuer=issuer,
        brand_name="Licence Desk",
        mail_sender="Vendor Licensing <no-reply@vendor.example>",
        support_address="help@vendor.example",
    )
    claims = {"email": "pat@reseller.example", "email_verified": True, "name": name}
    change_person(issuer, "pat@reseller.example", claims)

    others = wire(settings, backend=harness.world.backend).sessions
    impostor = signed_in(harness, replace(others, clock=MovableClock()), "pat@reseller.example")

    assert impostor.name == "pat"
