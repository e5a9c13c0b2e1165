"""Which teams fit, and that the table of rights is total."""

from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin
from chalicelib.domain.accounts.domain_lock import DomainLock
from chalicelib.domain.errors import FieldCode, Problem
from chalicelib.domain.requests.team import (
    MOST_TEAMS,
    OWN,
    TEAM_RIGHTS,
    Team,
    TeamRole,
    chosen_team,
    fitting_teams,
    has_left,
    team_ids,
)
from tests.domain.requests.stories import ADMINISTRATOR, START, refuses

OWN_LOCK = DomainLock("reseller.example", "reseller.example", "of-domain")


def grant(account_id: str, role: AccessRole = AccessRole.SMART_ACCOUNT_USER, part: str | None = None) -> Grant:
    origin = GrantOrigin.ADMINISTRATOR
    return Grant(f"{account_id}-{role}", account_id, "pat@reseller.example", role, origin, START, part)


def test_every_role_in_a_team_has_its_rights() -> None:
    assert set(TEAM_RIGHTS) == set(TeamRole)


def test_nobody_acts_on_what_they_do_not_see() -> None:
    assert all(rights.sees_open or not rights.actions for rights in TEAM_RIGHTS.values())


@pytest.mark.parametrize("role", sorted(set(AccessRole)))
def test_a_role_that_admits_to_the_product_makes_its_account_fit(role: AccessRole) -> None:
    fits = role is not AccessRole.SMART_ACCOUNT_APPROVER
    assert list(fitting_teams([grant("a", role)], None)) == (["a"] if fits else [])


def test_the_active_account_of_the_mail_domain_fits() -> None:
    assert fitting_teams((), OWN_LOCK) == {"of-domain": Team("of-domain", "reseller.example")}


def test_an_account_that_is_only_requested_does_not_fit() -> None:
    pending = DomainLock("reseller.example", "reseller.example", "of-domain", ends_at=START + timedelta(days=1))
    assert fitting_teams((), pending) == {}


def test_without_a_choice_the_only_team_is_taken_and_of_several_none() -> None:
    assert chosen_team("", {}) == OWN
    assert chosen_team("", fitting_teams([grant("a")], None)) == Team("a")
    assert chosen_team("", fitting_teams([grant("a"), grant("b")], None)) == OWN
    assert chosen_team("b", fitting_teams([grant("a"), grant("b")], None)) == Team("b")


@pytest.mark.parametrize("chosen", ["elsewhere", "x" * 10_000])
def test_a_team_that_does_not_fit_is_refused_and_nothing_is_told(chosen: str) -> None:
    with refuses(Problem.VALIDATION_FAILED) as refusal:
        chosen_team(chosen, fitting_teams([grant("a")], None))
    (error,) = refusal.value.errors
    assert (error.pointer, error.code, error.facts) == ("/team_account_id", FieldCode.NOT_ONE_OF, {})


def test_teams_whose_requests_are_listed_are_those_of_roles_on_the_whole_account() -> None:
    viewer, part = AccessRole.SMART_ACCOUNT_VIEWER, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR
    approver = AccessRole.SMART_ACCOUNT_APPROVER
    assert team_ids([grant("a", viewer), grant("b", part, "lab"), grant("c", approver)]) == ("a",)
    assert len(team_ids([grant(str(number)) for number in range(MOST_TEAMS + 5)])) == MOST_TEAMS


@pytest.mark.parametrize(
    ("team", "role_on", "leaves"),
    [
        (Team("a", "reseller.example"), (), True),
        (Team("a", "reseller.example"), ("a",), False),
        (Team("a", "reseller.example"), ("b",), True),
        (Team("a", "univ.example"), (), False),
        (OWN, (), False),
    ],
)
def test_whoever_has_another_mail_domain_is_in_the_team_by_a_role_on_its_account(
    team: Team, role_on: tuple[str, ...], leaves: bool
) -> None:
    assert has_left(team, ADMINISTRATOR, [grant(account_id) for account_id in role_on]) is leaves
