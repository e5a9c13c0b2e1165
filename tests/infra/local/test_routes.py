"""The local gateway matches routes as API Gateway does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.local.gateway.routes import Match, Routes

ROUTES = Routes(
    ["/", "/accounts", "/accounts/{account_id}", "/accounts/{account_id}/roles", "/accounts/mine", "/{proxy+}"]
)
SEGMENT = st.text(st.characters(codec="ascii", exclude_characters="/?#", min_codepoint=33), min_size=1)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", Match("/", {})),
        ("/accounts", Match("/accounts", {})),
        ("/accounts/", Match("/accounts", {})),
        ("/accounts/mine", Match("/accounts/mine", {})),
        ("/accounts/a1", Match("/accounts/{account_id}", {"account_id": "a1"})),
        ("/accounts/a1/roles", Match("/accounts/{account_id}/roles", {"account_id": "a1"})),
        ("/accounts/mine/roles", Match("/accounts/{account_id}/roles", {"account_id": "mine"})),
        ("/accounts/a%2Fb", Match("/accounts/{account_id}", {"account_id": "a%2Fb"})),
        ("/accounts//roles", Match("/{proxy+}", {"proxy": "accounts//roles"})),
        ("/nowhere", Match("/{proxy+}", {"proxy": "nowhere"})),
        ("/no/where/at/all", Match("/{proxy+}", {"proxy": "no/where/at/all"})),
    ],
)
def test_concrete_segment_precedes_variable_and_greedy(path: str, expected: Match) -> None:
    assert ROUTES.match(path) == expected


def test_order_of_route_registration_does_not_matter() -> None:
    assert Routes(["/{proxy+}", "/v1/{proxy+}", "/v1/health"]).match("/v1/health") == Match("/v1/health", {})


def test_greedy_route_does_not_match_root() -> None:
    assert Routes(["/{proxy+}"]).match("/") is None


def test_unknown_path_without_greedy_route_has_no_match() -> None:
    assert Routes(["/accounts"]).match("/account") is None


@given(st.lists(SEGMENT, min_size=1, max_size=6))
def test_greedy_route_matches_path_of_any_depth(segments: list[str]) -> None:
    path = "/".join(segments)
    assert Routes(["/{proxy+}"]).match(f"/{path}") == Match("/{proxy+}", {"proxy": path})
