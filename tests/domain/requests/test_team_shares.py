"""Fair limits: what one team may use of an organisation's mails, what counts apart, and which limit a refusal names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import LimitName, Problem
from chalicelib.domain.events import EventKind
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.limits import Cause, RateWindow, cause_of, counted, counted_keys
from tests.domain.requests.stories import POLICY, START, pending, refuses

OURS = replace(pending(), team_account_id="ours")
THEIRS = replace(pending(), team_account_id="theirs")
NOBODYS = replace(pending(), team_account_id="")
ORGANISATION, CUSTOMER = "organisation#univ.example", "customer#univ.example"
CAUSES: Mapping[EventKind, Cause] = {
    EventKind.SUBMITTED: Cause.FORM,
    EventKind.ACCEPTED: Cause.REVIEWER,
    EventKind.FORWARDED: Cause.CUSTOMER,
    EventKind.RENEWED: Cause.CUSTOMER,
    EventKind.RESENT: Cause.TEAM,
    EventKind.REASSIGNED: Cause.TEAM,
}
ADDED: Mapping[Cause, dict[str, int]] = {
    Cause.FORM: {ORGANISATION: 1},
    Cause.TEAM: {ORGANISATION: 3},
    Cause.CUSTOMER: {CUSTOMER: 3},
    Cause.REVIEWER: {},
}


def to(*people: str) -> list[MailDraft]:
    return [MailDraft(MailKind.APPROVAL_NEEDED, Audience.APPROVER, "en", to=f"{one}@univ.example") for one in people]


def used(team: str, times: int, others: int = 0) -> dict[str, RateWindow]:
    teams = (*["another"] * others, *[team] * times)
    return {ORGANISATION: RateWindow(ORGANISATION, (START,) * len(teams), teams=teams)}


@pytest.mark.parametrize("event", CAUSES)
def test_event_tells_who_causes_its_mails(event: EventKind) -> None:
    assert cause_of(event) is CAUSES[event]


@pytest.mark.parametrize("cause", Cause)
def test_addresses_of_a_form_count_as_one_and_others_apart(cause: Cause) -> None:
    keys = counted_keys(OURS, to("a", "b", "c"), POLICY, cause)
    assert {key: add for key, add in keys.items() if key in (ORGANISATION, CUSTOMER)} == ADDED[cause]
    assert keys["requester#person-1"] == 3


def test_team_has_ten_of_an_organisations_mails_and_another_team_the_rest() -> None:
    counted(OURS, to("a"), used("ours", 9), POLICY, START, Cause.FORM)
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(OURS, to("a"), used("ours", 10), POLICY, START, Cause.FORM)
    assert refusal.value.facts == {"limit_name": LimitName.MAILS_PER_TEAM, "limit": 10}
    assert refusal.value.retry_after == timedelta(hours=24)
    counted(THEIRS, to("a"), used("ours", 10), POLICY, START, Cause.FORM)
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(THEIRS, to("a"), used("ours", 10, others=10), POLICY, START, Cause.FORM)
    assert refusal.value.facts == {"limit_name": LimitName.MAILS_PER_ORGANISATION, "limit": 20}


def test_requester_without_a_team_has_a_share_of_their_own() -> None:
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(NOBODYS, to("a"), used("requester#person-1", 10), POLICY, START, Cause.FORM)
    assert refusal.value.facts["limit_name"] is LimitName.MAILS_PER_TEAM


@pytest.mark.parametrize("cause", [Cause.CUSTOMER, Cause.REVIEWER])
def test_customers_and_reviewers_stand_apart_from_what_teams_have_used(cause: Cause) -> None:
    added = counted(OURS, to("a"), used("ours", 10, others=10), POLICY, START, cause)
    assert ORGANISATION not in {window.key for window in added}


def test_mails_of_an_earlier_release_count_for_the_organisation_alone() -> None:
    earlier = {ORGANISATION: RateWindow(ORGANISATION, (START,) * 15)}
    (window,) = [one for one in counted(OURS, to("a"), earlier, POLICY, START, Cause.FORM) if one.key == ORGANISATION]
    assert (len(window.times), list(window.times_of("ours"))) == (16, [START])


def test_what_has_left_the_window_no_longer_counts_for_the_team() -> None:
    later = START + POLICY.mail_window
    (window,) = [
        one for one in counted(OURS, to("a"), used("ours", 10), POLICY, later, Cause.FORM) if one.key == ORGANISATION
    ]
    assert (window.times, window.teams) == ((later,), ("ours",))


def test_new_links_for_several_people_take_one_of_the_share_and_each_of_the_organisations() -> None:
    (window,) = [
        one
        for one in counted(OURS, to("a", "b", "c"), used("ours", 9), POLICY, START, Cause.TEAM)
        if one.key == ORGANISATION
    ]
    assert (len(window.times), len(window.times_of("ours"))) == (12, 10)


@pytest.mark.parametrize(
    ("key", "most", "name"),
    [
        ("recipient#a@univ.example", 3, LimitName.MAILS_PER_RECIPIENT),
        ("requester#person-1", 200, LimitName.MAILS_PER_REQUESTER),
        (CUSTOMER, 20, LimitName.MAILS_OF_CUSTOMER),
    ],
)
def test_refusal_names_the_limit_and_its_number(key: str, most: int, name: LimitName) -> None:
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(OURS, to("a"), {key: RateWindow(key, (START,) * most)}, POLICY, START, Cause.CUSTOMER)
    assert refusal.value.facts == {"limit_name": name, "limit": most}
