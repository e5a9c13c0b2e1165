"""Which groups a claim of any form lists, and whether they make a reviewer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.oidc.group_claims import BRACKETED, GroupRules
from chalicelib.domain.identity.person import REVIEWERS
from tests.adapters.oidc.fake_issuer import JSON

NAMES = st.text(max_size=12)
NESTED: object = "reviewers"
for _ in range(300):
    NESTED = [NESTED]


def groups(claim: object, format: str = "", reviewers: str = REVIEWERS) -> frozenset[str]:
    return GroupRules("groups", format, reviewers).groups_of({"groups": claim})


def is_reviewer(claim: object, format: str = "", reviewers: str = REVIEWERS) -> bool:
    return REVIEWERS in groups(claim, format, reviewers)


REVIEWER_CLAIMS: list[object] = [
    ["reviewers"],
    "reviewers",
    '["reviewers","staff"]',
    ' [ "staff", "reviewers" ] ',
    r'["\u0072eviewers"]',
    ["/reviewers"],
    "/reviewers",
    '["/reviewers"]',
    ["partners", "reviewers", "reviewers"],
]
OTHER_CLAIMS: list[object] = [
    "external reviewers",
    "Code reviewers, staff",
    "reviewers, staff",
    "reviewers,staff",
    "reviewers staff",
    "reviewers\nstaff",
    "staff;reviewers",
    " reviewers",
    "reviewers ",
    "Reviewers",
    "reviewers\u200b",
    ["external reviewers"],
    ["reviewers, staff"],
    [" reviewers"],
    ["/partners/reviewers"],
    ["//reviewers"],
    ["reviewers/"],
    ["reviewers", 7],
    ["reviewers", None],
    ["reviewers", ["reviewers"]],
    [["reviewers"]],
    ['["reviewers"]'],
    [{"name": "reviewers"}],
    {"reviewers": True},
    {"0": "reviewers"},
    '{"reviewers": true}',
    '"reviewers"',
    '["reviewers", 7]',
    '[["reviewers"]]',
    '["reviewers"',
    '["reviewers",]',
    '["reviewers"] ["staff"]',
    '"[\\"reviewers\\"]"',
    "['reviewers']",
    "[reviewers, staff]",
    "[reviewers]",
    "[x, reviewers]",
    "[" * 5000,
    NESTED,
    json.dumps(NESTED),
    "",
    "[]",
    [],
    None,
    True,
    7,
]


@pytest.mark.parametrize("claim", REVIEWER_CLAIMS, ids=ascii)
@pytest.mark.parametrize("format", ["", BRACKETED])
def test_member_of_the_reviewers_group_is_a_reviewer(claim: object, format: str) -> None:
    assert is_reviewer(claim, format)


@pytest.mark.parametrize("claim", OTHER_CLAIMS, ids=lambda claim: ascii(claim)[:40])
def test_claim_without_the_exact_group_name_makes_no_reviewer(claim: object) -> None:
    assert not is_reviewer(claim)


BRACKETED_REVIEWERS = [
    "[reviewers, staff]",
    "[x, reviewers]",
    "[reviewers]",
    "[staff,/reviewers]",
    " [reviewers ] ",
]
BRACKETED_OTHERS: list[object] = [
    "external reviewers",
    "reviewers, staff",
    "x, reviewers",
    "[reviewers, staff",
    "reviewers, staff]",
    "x [y, reviewers]",
    "[external reviewers, staff]",
    "[reviewers staff]",
    "[/partners/reviewers]",
    "[//reviewers]",
    "[[reviewers]]",
    "[[x], reviewers]",
    '["reviewers", staff]',
    "['reviewers', 'staff']",
    '["reviewers", 7]',
    '[["reviewers"]]',
    ["[reviewers, staff]"],
    ["x, reviewers"],
    "[",
    "]",
    "[]",
    "",
    "[" * 5000,
    {"reviewers": True},
]


@pytest.mark.parametrize("claim", BRACKETED_REVIEWERS)
def test_bracketed_text_is_a_list_only_in_the_bracketed_format(claim: str) -> None:
    assert is_reviewer(claim, BRACKETED)
    assert not is_reviewer(claim)


@pytest.mark.parametrize("claim", BRACKETED_OTHERS, ids=lambda claim: ascii(claim)[:40])
def test_malformed_bracketed_text_is_no_list(claim: object) -> None:
    assert not is_reviewer(claim, BRACKETED)


@given(st.lists(NAMES))
def test_list_and_its_json_text_give_the_same_groups(names: list[str]) -> None:
    expected = {name.removeprefix("/") for name in names}

    assert groups(names) == groups(json.dumps(names)) == expected


@given(NAMES.filter(lambda name: not name.strip().startswith("[")))
def test_plain_text_is_one_group_in_every_format(name: str) -> None:
    assert groups(name) == groups(name, BRACKETED) == {name.removeprefix("/")}


@given(JSON | st.text())
def test_only_the_group_name_or_a_list_with_it_makes_a_reviewer(claim: object) -> None:
    assert not is_reviewer(claim) or claim in ("reviewers", "/reviewers")


@pytest.mark.parametrize("reviewers", ["sar-reviewers", "/sar-reviewers"])
def test_name_of_the_reviewers_group_is_configurable(reviewers: str) -> None:
    assert is_reviewer(["sar-reviewers", "staff"], reviewers=reviewers)
    assert is_reviewer(["/sar-reviewers"], reviewers=reviewers)
    assert groups(["sar-reviewers", "staff"], reviewers=reviewers) == {REVIEWERS, "staff"}


def test_group_named_reviewers_has_no_effect_when_another_is_configured() -> None:
    assert groups(["reviewers", "/reviewers", "staff"], reviewers="sar-reviewers") == {"staff"}


def test_nested_group_can_be_the_reviewers_group() -> None:
    assert is_reviewer(["/vendor/reviewers"], reviewers="/vendor/reviewers")
    assert not is_reviewer(["/reviewers"], reviewers="/vendor/reviewers")


def test_groups_come_from_the_configured_claim() -> None:
    claims_with_two_lists = {"groups": ["reviewers"], "cognito:groups": ["partners"]}

    assert GroupRules("cognito:groups").groups_of(claims_with_two_lists) == {"partners"}
    assert GroupRules("roles").groups_of(claims_with_two_lists) == frozenset()
