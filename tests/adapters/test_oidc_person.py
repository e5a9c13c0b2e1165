"""What the claims of a good token make of a person."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import Problem
from chalicelib.domain.person import Person
from tests.adapters.fake_issuer import MISSING, FakeIssuer, claims, ec_pair, signed

KEY = ec_pair("one")
# A line and paragraph separator, a right-to-left override, a zero-width space, a bell and a soft hyphen.
INVISIBLE = "\u2028\u2029\u202e\u200b\x07\xad"


def issuer() -> FakeIssuer:
    return FakeIssuer(keys=[KEY.published])


def person(**changed: object) -> Person:
    return issuer().verify(signed(KEY, claims(**changed)))


SUBJECTS = st.text(min_size=1, max_size=40)


@given(SUBJECTS, SUBJECTS)
def test_a_subject_keeps_one_url_safe_id_and_shares_it_with_nobody(one: str, other: str) -> None:
    first, again = person(sub=one).person_id, person(sub=one, email="new@reseller.example").person_id

    assert first == again
    assert (first == person(sub=other).person_id) == (one == other)
    assert set(first) <= set(string.ascii_letters + string.digits + "-_")


def test_the_same_subject_at_two_issuers_is_two_people() -> None:
    elsewhere = FakeIssuer(keys=[KEY.published], issuer="https://b.example", name="https://b.example")

    stranger = elsewhere.verify(signed(KEY, claims(iss="https://b.example")))

    assert stranger.person_id != person().person_id


@pytest.mark.parametrize("said", [MISSING, None, False, "true", "True", 1, [True]], ids=repr)
def test_an_address_counts_only_when_the_provider_says_that_it_is_verified(said: object) -> None:
    assert issuer().refusal(signed(KEY, claims(email_verified=said))) is Problem.EMAIL_NOT_VERIFIED


@pytest.mark.parametrize("said", [MISSING, None, "", "partner", "@", 7, ["a@b.example"]], ids=repr)
def test_a_person_without_an_address_is_not_let_in(said: object) -> None:
    assert issuer().refusal(signed(KEY, claims(email=said))) is Problem.EMAIL_NOT_VERIFIED


def test_a_bad_token_is_refused_as_such_whatever_its_address() -> None:
    assert issuer().refusal(signed(KEY, claims(aud="other", email=None))) is Problem.UNAUTHENTICATED


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Pat Partner", "Pat Partner"),
        ("  Pat\n\tPartner ", "Pat Partner"),
        (f"Pat{INVISIBLE}Partner", "Pat Partner"),
        ("Zoë Ó Súilleabháin 山田", "Zoë Ó Súilleabháin 山田"),
        ("n" * 1200, "n" * 200),
        (INVISIBLE, "partner"),
        ("\u3164", "partner"),
        ("Sign in at https://evil.example", "partner"),
        ("w\u200bww.evil.example", "partner"),
        ("", "partner"),
        (MISSING, "partner"),
        (["Pat"], "partner"),
    ],
    ids=repr,
)
def test_a_name_is_one_visible_line_or_else_the_local_part_of_the_address(said: object, shown: str) -> None:
    assert person(name=said).name == shown


@given(st.text())
def test_a_name_never_reorders_or_hides_what_stands_around_it(said: str) -> None:
    name = person(name=said).name

    assert name.isprintable()
    assert 0 < len(name) <= 200


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("fr", "fr"),
        ("fr-FR", "fr"),
        ("fr_CA", "fr"),
        ("FR", "fr"),
        ("en-GB", "en"),
        ("frr", ""),
        ("de", ""),
        ("", ""),
        (MISSING, ""),
        (["fr"], ""),
    ],
    ids=repr,
)
def test_a_persons_language_is_one_of_ours_or_left_to_their_calls(said: object, spoken: str) -> None:
    assert person(locale=said).language == spoken


@pytest.mark.parametrize(
    ("said", "groups"),
    [
        (["reviewers", "partners"], ["partners", "reviewers"]),
        ("reviewers partners", ["partners", "reviewers"]),
        ("reviewers, partners,", ["partners", "reviewers"]),
        (["not reviewers"], ["not reviewers"]),
        ("", []),
        (["reviewers", 1], []),
        ({"reviewers": True}, []),
        (True, []),
        (MISSING, []),
    ],
    ids=repr,
)
def test_groups_are_a_list_or_a_line_of_names_and_anything_else_is_none(said: object, groups: list[str]) -> None:
    assert sorted(person(groups=said).groups) == groups


def test_groups_are_read_from_the_claim_that_the_settings_name() -> None:
    token = signed(KEY, claims(groups=["reviewers"], **{"cognito:groups": ["partners"]}))

    assert issuer().verifier(groups_claim="cognito:groups").verify(token).groups == {"partners"}
