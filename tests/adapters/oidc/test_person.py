"""How the claims of a valid token become a person."""

import string
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.person import Person
from tests.adapters.oidc.fake_issuer import MISSING, FakeIssuer, claims, ec_pair, signed

KEY = ec_pair("one")
# A line and a paragraph separator, a right-to-left override, a zero-width space, a bell and a soft hyphen.
INVISIBLE = "\u2028\u2029\u202e\u200b\x07\xad"


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[KEY.published])


def person(**changed: object) -> Person:
    return issuer().verifier(reserved_names=("Smart Accounts",)).verify(signed(KEY, claims(**changed)))


SUBJECTS = st.text(min_size=1, max_size=40)


@given(SUBJECTS, SUBJECTS)
def test_subject_has_one_stable_unique_and_url_safe_id(subject: str, other_subject: str) -> None:
    first, again = person(sub=subject).person_id, person(sub=subject, email="new@reseller.example").person_id

    assert first == again
    assert (first == person(sub=other_subject).person_id) == (subject == other_subject)
    assert set(first) <= set(string.ascii_letters + string.digits + "-_")


def test_same_subject_at_two_issuers_is_two_people() -> None:
    elsewhere = FakeIssuer(keys=[KEY.published], issuer="https://b.example", name="https://b.example")

    stranger = elsewhere.verify(signed(KEY, claims(iss="https://b.example")))

    assert stranger.person_id != person().person_id


@pytest.mark.parametrize("claim", [True, "true", "True", "TRUE", "tRUE"], ids=repr)
def test_provider_may_write_verified_as_a_text(claim: object) -> None:
    assert str(person(email_verified=claim).email) == "partner@reseller.example"


@pytest.mark.parametrize(
    "claim",
    [MISSING, None, False, "false", "False", "", "yes", "1", " true", "true ", "trüe", 1, [True], ["true"]],
    ids=repr,
)
def test_address_is_accepted_only_as_verified_by_the_provider(claim: object) -> None:
    assert issuer().refusal(signed(KEY, claims(email_verified=claim))) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("claim", [MISSING, None, "", "partner", "@", 7, ["a@b.example"]], ids=repr)
def test_token_without_a_valid_address_is_refused(claim: object) -> None:
    assert issuer().refusal(signed(KEY, claims(email=claim))) is Problem.EMAIL_NOT_VERIFIED


def test_invalid_token_is_refused_before_its_address_is_checked() -> None:
    assert issuer().refusal(signed(KEY, claims(aud="other", email=None))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("claim", "shown"),
    [
        ("Pat Partner", "Pat Partner"),
        ("  Pat\n\tPartner ", "Pat Partner"),
        (f"Pat{INVISIBLE}Partner", "Pat Partner"),
        ("Zoë Ó Súilleabháin 山田", "Zoë Ó Súilleabháin 山田"),
        ("n" * 1200, "n" * 200),
        (INVISIBLE, "partner"),
        ("\u3164", "partner"),
        ("Sign in at https://evil.example", "partner"),
        ("Jane Boss <ceo@bigcustomer.example>", "partner"),
        ("security@contoso.example", "partner"),
        ("support@vendor.example", "partner"),
        ("Doe, John", "Doe, John"),
        ("smart  accounts", "partner"),
        ("w\u200bww.evil.example", "partner"),
        ("", "partner"),
        (MISSING, "partner"),
        (["Pat"], "partner"),
    ],
    ids=repr,
)
def test_name_is_one_visible_line_or_else_the_local_part_of_the_address(claim: object, shown: str) -> None:
    assert person(name=claim).name == shown


@given(st.text())
def test_name_never_hides_or_reorders_the_surrounding_text(claim: str) -> None:
    name = person(name=claim).name

    assert name.isprintable()
    assert 0 < len(name) <= 200


@pytest.mark.parametrize(
    ("claim", "language"),
    [
        ("fr", "fr"),
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        ("FR", "fr"),
        ("en-GB", "en"),
        ("frr", ""),
        ("xx", ""),
        ("", ""),
        (MISSING, ""),
        (["fr"], ""),
    ],
    ids=repr,
)
def test_language_is_a_supported_one_or_empty(claim: object, language: str) -> None:
    assert person(locale=claim).language == language


CASES: list[tuple[object, str, bool]] = [
    (["reviewers"], "", True),
    ("reviewers", "", True),
    ("external reviewers", "", False),
    ("Code reviewers, staff", "", False),
    ('["reviewers","staff"]', "", True),
    (["/reviewers"], "", True),
    (["/partners/reviewers"], "", False),
    ({"reviewers": True}, "", False),
    (["reviewers", 7], "", False),
    ("[reviewers, staff]", "", False),
    ("[reviewers, staff]", "bracketed", True),
    ("[x, reviewers]", "", False),
    (MISSING, "", False),
    (None, "", False),
]


@pytest.mark.parametrize(("claim", "groups_format", "reviewer"), CASES, ids=repr)
def test_reviewer_right_follows_the_groups_claim(claim: object, groups_format: str, reviewer: bool) -> None:
    verifier = issuer().verifier(GroupRules("groups", groups_format))

    assert verifier.verify(signed(KEY, claims(groups=claim))).is_reviewer is reviewer


def test_verifier_reads_groups_from_the_configured_claim() -> None:
    token = signed(KEY, claims(groups=["reviewers"], **{"cognito:groups": ["partners"]}))

    assert not issuer().verifier(GroupRules("cognito:groups")).verify(token).is_reviewer


def test_only_the_reviewers_group_is_kept() -> None:
    """The person of a session is read with every page, and may have hundreds of groups."""
    assert person(groups=["partners", "reviewers", *map(str, range(200))]).groups == {"reviewers"}


def test_verifier_uses_the_configured_reviewers_group() -> None:
    verifier = issuer().verifier(GroupRules("groups", reviewers="sar-reviewers"))

    assert verifier.verify(signed(KEY, claims(groups=["sar-reviewers"]))).is_reviewer
    assert not verifier.verify(signed(KEY, claims(groups=["reviewers"]))).is_reviewer


OTHER_RULES: dict[str, dict[str, Any]] = {
    "another claim": {"groups": GroupRules("roles")},
    "another format": {"groups": GroupRules("groups", "bracketed")},
    "another group of reviewers": {"groups": GroupRules("groups", reviewers="sar-reviewers")},
    "another reserved name": {"reserved_names": ("Rita Reviewer",)},
}


@pytest.mark.parametrize("changed", OTHER_RULES.values(), ids=OTHER_RULES)
def test_person_from_a_session_of_other_rules_loses_groups_and_reserved_names(changed: dict[str, Any]) -> None:
    before, today = issuer().verifier(), issuer().verifier(**changed)
    reviewer = before.verify(signed(KEY, claims(groups=["reviewers"], name="Rita Reviewer")))

    revalidated = today.revalidated(reviewer, before.rules)

    assert not revalidated.groups
    assert revalidated == replace(reviewer, groups=frozenset(), name=revalidated.name)
    assert revalidated.name == ("partner" if "reserved_names" in changed else "Rita Reviewer")


def test_person_from_a_session_of_the_same_rules_is_unchanged() -> None:
    before, today = issuer().verifier(), issuer().verifier()
    reviewer = before.verify(signed(KEY, claims(groups=["reviewers"], name="Rita Reviewer")))

    assert today.revalidated(reviewer, before.rules) == reviewer
