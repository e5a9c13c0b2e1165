"""Fair limits: what one team may use of an organisation's mails, what counts apart, and which limit a refusal names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.errors import LimitName, Problem
from chalicelib.domain.events import EventKind
from chalicelib.domain.mails import Audience, MailDraft, MailKind
from chalicelib.domain.requests.limits import Cause, RateWindow, Sender, cause_of, counted, counted_keys
from chalicelib.domain.requests.request import AccountRequest
from tests.domain.requests.stories import POLICY, START, pending, refuses

OURS = replace(pending(), team_account_id="ours")
OTHER = replace(OURS.requester, person_id="person-9")
THEIRS = replace(OURS, team_account_id="theirs", requester=OTHER)
COLLEAGUES = replace(OURS, requester=OTHER)
NOBODYS = replace(OURS, team_account_id="")
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


def used(team: str, times: int, others: int = 0, person: str = "person-1") -> dict[str, RateWindow]:
    senders = (*[Sender("another", "person-8")] * others, *[Sender(team, person)] * times)
    return {ORGANISATION: RateWindow(ORGANISATION, (START,) * len(senders), senders=senders)}


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


@pytest.mark.parametrize(("request_", "team"), [(NOBODYS, ""), (NOBODYS, "ours"), (OURS, ""), (COLLEAGUES, "ours")])
def test_one_person_has_one_share_in_whatever_team_and_colleagues_use_the_same(
    request_: AccountRequest, team: str
) -> None:
    with refuses(Problem.MAIL_LIMIT) as refusal:
        counted(request_, to("a"), used(team, 10), POLICY, START, Cause.FORM)
    assert refusal.value.facts["limit_name"] is LimitName.MAILS_PER_TEAM


def test_two_people_without_a_team_have_a_share_each() -> None:
    counted(NOBODYS, to("a"), used("", 10, person="person-9"), POLICY, START, Cause.FORM)


@pytest.mark.parametrize("cause", [Cause.CUSTOMER, Cause.REVIEWER])
def test_customers_and_reviewers_stand_apart_from_what_teams_have_used(cause: Cause) -> None:
    added = counted(OURS, to("a"), used("ours", 10, others=10), POLICY, START, cause)
    assert ORGANISATION not in {window.key for window in added}


def test_mails_of_an_earlier_release_count_for_the_organisation_alone() -> None:
    earlier = {ORGANISATION: RateWindow(ORGANISATION, (START,) * 15)}
    (window,) = [one for one in counted(OURS, to("a"), earlier, POLICY, START, Cause.FORM) if one.key == ORGANISATION]
    assert (len(window.times), list(window.share_of(Sender("ours")))) == (16, [START])


def test_what_has_left_the_window_no_longer_counts_for_the_team() -> None:
    later = START + POLICY.mail_window
    (window,) = [
        one for one in counted(OURS, to("a"), used("ours", 10), POLICY, later, Cause.FORM) if one.key == ORGANISATION
    ]
    assert (window.times, window.senders) == ((later,), (Sender("ours", "person-1"),))


def test_new_links_for_several_people_take_one_of_the_share_and_each_of_the_organisations() -> None:
    (window,) = [
        one
        for one in counted(OURS, to("a", "b", "c"), used("ours", 9), POLICY, START, Cause.TEAM)
        if one.key == ORGANISATION
    ]
    assert (len(window.times), len(window.share_of(Sender("ours")))) == (12, 10)


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
