"""Access named in the request: who may be proposed, what the approver sees, and that only what they tick is granted."""

from typing import Any

import pytest

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access.claim_grants import claim_at_sign_in
from chalicelib.services.requests import link_actions, requester_actions
from chalicelib.services.unit_of_work.retention import anonymous
from tests.forms import with_fields
from tests.world import FORM, PARTNER, World, counted_calls, person

VIEWERS, USERS = ("vera@reseller.example", "vic@univ.example"), ("una@univ.example",)
PROPOSED = with_fields(FORM, proposed={"proposed_viewers": VIEWERS, "proposed_users": USERS})
FIVE = tuple(f"p{number}@univ.example" for number in range(5))
CHOICES: dict[str, tuple[tuple[str, ...], set[tuple[str, AccessRole]]]] = {
    "none": ((), set()),
    "one": (("1",), {(VIEWERS[0], AccessRole.SMART_ACCOUNT_VIEWER)}),
    "twice the same": (("1", "1"), {(VIEWERS[0], AccessRole.SMART_ACCOUNT_VIEWER)}),
    "all": (
        ("1", "2", "3"),
        {
            (VIEWERS[0], AccessRole.SMART_ACCOUNT_VIEWER),
            (VIEWERS[1], AccessRole.SMART_ACCOUNT_VIEWER),
            (USERS[0], AccessRole.SMART_ACCOUNT_USER),
        },
    ),
}
FAULTY: dict[str, tuple[dict[str, Any], str, str]] = {
    "six": ({"proposed_viewers": FIVE, "proposed_users": USERS}, "/proposed_users", "too-many"),
    "six viewers": ({"proposed_viewers": (*FIVE, *USERS)}, "/proposed_viewers", "too-many"),
    "no address": ({"proposed_users": ("una",)}, "/proposed_users/0", "address-malformed"),
    "the same person twice": (
        {"proposed_viewers": USERS, "proposed_users": ("Una+x@univ.example",)},
        "/proposed_users/0",
        "address-already-asked",
    ),
    "who decides": ({"proposed_viewers": ("it@univ.example",)}, "/proposed_viewers/0", "address-already-asked"),
}


def roles(world: World, request: AccountRequest) -> set[tuple[str, AccessRole]]:
    grants = world.ports.store.account_grants(request.account_id)
    return {(one.email, one.role) for one in grants if one.role is not AccessRole.SMART_ACCOUNT_ADMINISTRATOR}


@pytest.mark.parametrize("name", FAULTY)
def test_faulty_proposal_is_refused_at_its_field_and_changes_nothing(world: World, name: str) -> None:
    proposed, pointer, code = FAULTY[name]
    world.caller(PARTNER)
    before = world.rows()
    with pytest.raises(Refused) as refused:
        world.submit(FORM, proposed=proposed)
    assert [(one.pointer, str(one.code)) for one in refused.value.errors] == [(pointer, code)]
    assert world.rows() == before


def test_five_people_of_both_roles_may_be_proposed(world: World) -> None:
    request = world.submit(FORM, proposed={"proposed_viewers": FIVE[:2], "proposed_users": FIVE[2:]})
    assert [one.email for one in request.proposed_access] == list(FIVE)


@pytest.mark.parametrize("name", CHOICES)
def test_only_what_the_approver_ticks_is_granted(world: World, name: str) -> None:
    ticked, granted = CHOICES[name]
    request = world.submit(PROPOSED)
    link_actions.approve(world.ports, world.token(request), True, ticked)
    assert roles(world, request) == granted
    assert {one.proposal_id for one in world.current(request).proposed_access if one.is_granted} == set(ticked)


@pytest.mark.parametrize("name", CHOICES)
def test_everybody_who_is_granted_a_role_is_mailed_the_way_in_once(world: World, name: str) -> None:
    ticked, granted = CHOICES[name]
    request = world.submit(PROPOSED)
    world.work()
    link_actions.approve(world.ports, world.token(request), True, ticked)
    told = [mail for mail in world.work() if str(mail["Subject"]).startswith("You have a role")]
    assert sorted(str(mail["To"]) for mail in told) == sorted(email for email, _ in granted)
    for mail in told:
        body = mail.get_body(("plain",))
        assert body is not None
        assert f"/accounts/{request.account_id}" in body.get_content()
    world.clock.advance(days=1)
    assert [mail for mail in world.work() if str(mail["Subject"]).startswith("You have a role")] == []


@pytest.mark.aws
def test_granting_takes_one_read_and_the_transaction_of_the_approval(world: World) -> None:
    token = world.token(world.submit(PROPOSED))
    with counted_calls() as calls:
        link_actions.approve(world.ports, token, True, ("1", "2", "3"))
    assert calls == ["GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("ticked", [("4",), ("1", "x"), ("",)])
def test_what_was_not_proposed_cannot_be_ticked(world: World, ticked: tuple[str, ...]) -> None:
    request = world.submit(PROPOSED)
    token, before = world.token(request), world.rows()
    with pytest.raises(Refused) as refused:
        link_actions.approve(world.ports, token, True, ticked)
    assert refused.value.problem is Problem.VALIDATION_FAILED
    assert world.rows() == before


def test_repeated_approval_grants_nothing_further(world: World) -> None:
    request = world.submit(PROPOSED)
    token = world.token(request)
    link_actions.approve(world.ports, token, True, ("1",))
    before = world.rows()
    link_actions.approve(world.ports, token, True, ("1", "2", "3"))
    assert world.rows() == before


def test_person_who_decides_instead_is_not_offered_what_was_proposed_for_them(world: World) -> None:
    request = world.submit(PROPOSED)
    instead = Replacement("1", MailAddress.parse(USERS[0]))
    requester_actions.reassign(world.ports, world.caller(PARTNER), request.request_id, instead)
    token = world.token(request, "2")
    with pytest.raises(Refused, match="validation-failed"):
        link_actions.approve(world.ports, token, True, ("3",))
    link_actions.approve(world.ports, token, True, ("1",))
    assert roles(world, request) == {(VIEWERS[0], AccessRole.SMART_ACCOUNT_VIEWER)}


def test_granted_role_is_theirs_at_their_next_sign_in(world: World) -> None:
    request = world.submit(PROPOSED)
    link_actions.approve(world.ports, world.token(request), True, ("3",))
    una = person(USERS[0])
    claim_at_sign_in(world.ports, una)
    (grant,) = world.ports.store.grants(una.person_id, USERS[0])
    assert (grant.account_id, grant.role) == (request.account_id, AccessRole.SMART_ACCOUNT_USER)


def test_mails_name_what_is_proposed_and_then_what_was_granted(world: World) -> None:
    request = world.submit(PROPOSED)
    asked = next(mail for mail in world.work() if mail["To"] == "it@univ.example")
    assert "Access proposed: vera@reseller.example (Smart Account viewer)" in " ".join(body_of(asked).split())
    link_actions.approve(world.ports, world.token(request), True, ("1",))
    for mail in world.work():
        if mail["To"] in ("it@univ.example", str(PARTNER.email)):
            text = " ".join(body_of(mail).split())
            assert "Access granted: vera@reseller.example (Smart Account viewer)" in text
            assert USERS[0] not in text


def test_addresses_of_proposed_people_go_with_the_others(world: World) -> None:
    request = world.submit(PROPOSED)
    link_actions.approve(world.ports, world.token(request), True)
    left = anonymous(world.current(request))
    assert isinstance(left, AccountRequest)
    assert {one.email for one in left.proposed_access} == {"erased@erased.invalid"}


def body_of(mail: Any) -> str:
    text: str = mail.get_body(("plain",)).get_content()
    return text
