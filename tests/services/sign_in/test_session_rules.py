"""Who somebody with a session is: never more than their sign-in of this moment would make them."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import httpx
import msgspec
import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.adapters.dynamodb.table import Row
from chalicelib.bootstrap import wire
from chalicelib.domain.identity.person import Person
from chalicelib.services.sign_in.sessions import Session, Sessions
from tests.movable_clock import MovableClock
from tests.services.sign_in.signing_in import House
from tests.sign_in import allow
from tests.world import SETTINGS, TABLE, person

REVIEWER = "reviewer@vendor.example"
SECRET = "s" * 43


def signed_in(house: House, sessions: Sessions, who: str) -> Person:
    begun = sessions.begin("/directory")
    said = allow(begun.authorization_url, who)
    secret = replace(house, sessions=sessions).finish(begun, said)
    found = sessions.session_of(secret)
    assert found is not None
    return found


def kept_before(house: House, who: Person) -> None:
    """A session as the release before rules were marked has kept it."""
    now = house.clock.now()
    session = msgspec.to_builtins(Session(who, now, now + timedelta(hours=12)))
    del session["rules"]
    key = keys.session(sha256(SECRET.encode()).hexdigest())
    TABLE.put(Row(*key, document=msgspec.json.encode(session).decode()))


def test_a_reviewer_has_a_session_of_a_reviewer(house: House) -> None:
    assert signed_in(house, house.sessions, REVIEWER).is_reviewer
    assert not signed_in(house, house.sessions, "partner@reseller.example").is_reviewer


def test_sessions_review_no_longer_once_the_settings_name_another_group(house: House, issuer: str) -> None:
    begun = house.begin()
    secret = house.finish(begun, allow(begun.authorization_url, REVIEWER))
    settings = replace(SETTINGS, oidc_issuer=issuer, reviewers_group="sar-reviewers")
    today = replace(wire(settings).sessions, clock=house.clock)

    before, found = house.sessions.session_of(secret), today.session_of(secret)

    assert before is not None
    assert found is not None
    assert (before.is_reviewer, found.is_reviewer) == (True, False)
    assert found.person_id == before.person_id


def test_a_session_of_an_earlier_release_still_signs_in_and_makes_nobody_a_reviewer(house: House) -> None:
    kept_before(house, person("pat@reseller.example", "external", "reviewers", name="Pat Partner"))

    found = house.sessions.session_of(SECRET)

    assert found == person("pat@reseller.example", name="Pat Partner")


@pytest.mark.parametrize("name", ["Jane Boss <ceo@bigcustomer.example>", "Smart Accounts"])
def test_a_name_that_an_earlier_release_let_pass_is_not_shown(house: House, name: str) -> None:
    kept_before(house, person("pat@reseller.example", name=name))

    found = house.sessions.session_of(SECRET)

    assert found is not None
    assert found.name == "pat"


@pytest.mark.parametrize("name", ["licence desk", "VENDOR licensing", "No Reply Vendor.Example", "help vendor example"])
def test_the_settings_reserve_the_names_of_brand_sender_and_support(house: House, issuer: str, name: str) -> None:
    settings = replace(
        SETTINGS,
        oidc_issuer=issuer,
        brand_name="Licence Desk",
        mail_sender="Vendor Licensing <no-reply@vendor.example>",
        support_address="help@vendor.example",
    )
    claims = {"email": "pat@reseller.example", "email_verified": True, "name": name}
    httpx.put(f"{issuer}/users/pat@reseller.example", json=claims, trust_env=False).raise_for_status()

    posing = signed_in(house, replace(wire(settings).sessions, clock=MovableClock()), "pat@reseller.example")

    assert posing.name == "pat"
