"""Which groups a claim lists, whatever its form, and who is a reviewer by it."""

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


REVIEWERS_BY: list[object] = [
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
NO_REVIEWERS_BY: list[object] = [
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


@pytest.mark.parametrize("claim", REVIEWERS_BY, ids=ascii)
@pytest.mark.parametrize("format", ["", BRACKETED])
def test_a_member_of_the_reviewers_group_is_a_reviewer(claim: object, format: str) -> None:
    assert is_reviewer(claim, format)


@pytest.mark.parametrize("claim", NO_REVIEWERS_BY, ids=lambda claim: ascii(claim)[:40])
def test_whoever_is_in_no_group_of_that_name_is_no_reviewer(claim: object) -> None:
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
def test_a_text_in_brackets_is_a_list_where_the_settings_say_so(claim: str) -> None:
    assert is_reviewer(claim, BRACKETED)
    assert not is_reviewer(claim)


@pytest.mark.parametrize("claim", BRACKETED_OTHERS, ids=lambda claim: ascii(claim)[:40])
def test_brackets_make_no_list_of_anything_else(claim: object) -> None:
    assert not is_reviewer(claim, BRACKETED)


@given(st.lists(NAMES))
def test_a_list_says_the_same_in_json_and_in_a_text_of_json(names: list[str]) -> None:
    expected = {name.removeprefix("/") for name in names}

    assert groups(names) == groups(json.dumps(names)) == expected


@given(NAMES.filter(lambda name: not name.strip().startswith("[")))
def test_a_text_is_one_group_in_every_format(name: str) -> None:
    assert groups(name) == groups(name, BRACKETED) == {name.removeprefix("/")}


@given(JSON | st.text())
def test_nothing_but_the_name_itself_or_a_list_of_names_makes_a_reviewer(claim: object) -> None:
    assert not is_reviewer(claim) or claim in ("reviewers", "/reviewers")


@pytest.mark.parametrize("reviewers", ["sar-reviewers", "/sar-reviewers"])
def test_the_reviewers_group_is_the_one_that_the_settings_name(reviewers: str) -> None:
    assert is_reviewer(["sar-reviewers", "staff"], reviewers=reviewers)
    assert is_reviewer(["/sar-reviewers"], reviewers=reviewers)
    assert groups(["sar-reviewers", "staff"], reviewers=reviewers) == {REVIEWERS, "staff"}


def test_a_group_that_is_called_reviewers_is_none_where_the_settings_name_another() -> None:
    assert groups(["reviewers", "/reviewers", "staff"], reviewers="sar-reviewers") == {"staff"}


def test_a_group_inside_another_can_be_the_reviewers_group() -> None:
    assert is_reviewer(["/vendor/reviewers"], reviewers="/vendor/reviewers")
    assert not is_reviewer(["/reviewers"], reviewers="/vendor/reviewers")


def test_groups_are_read_from_the_claim_that_the_settings_name() -> None:
    said = {"groups": ["reviewers"], "cognito:groups": ["partners"]}

    assert GroupRules("cognito:groups").groups_of(said) == {"partners"}
    assert GroupRules("roles").groups_of(said) == frozenset()
