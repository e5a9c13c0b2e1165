"""What would be too many mails to one recipient is one mail later: each piece of news once, none lost, at any crash."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from email.message import EmailMessage

import pytest

from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.domain.digests import COLLECTED, DIGESTS
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Audience, MailKind
from chalicelib.domain.policy import Policy
from chalicelib.services.access.inquiries import inquire
from chalicelib.services.access.lists import to_decide
from chalicelib.services.access.requests import decline
from chalicelib.services.requests import requester_actions
from chalicelib.services.scheduled_job import sweep
from tests.backends.observable_table import MOMENTS, WRITES, KilledError, calls_of, killed_at
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.mail.test_digests import text_of
from tests.world import PARTNER, REVIEWER, SETTINGS, World, person
from tests.world import world as new_world

FEW = Policy(mails_per_reviewer=2, outcomes_per_recipient=1)
DEAN = "dean@univ.example"


def review(world: World, name: str) -> None:
    """Raise a review."""
    domain = f"{name}.univ.example"
    world.submit(domain_identifier=domain, customer_emails=("x@private.example",), account_name=f"The {name}")


def outcome(world: World, name: str, by: Person = PARTNER) -> None:
    """Ask Dean, and withdraw the request."""
    domain = f"{name}.univ.example"
    request = world.submit(domain_identifier=domain, customer_emails=(DEAN,), account_name=f"The {name}", by=by)
    requester_actions.withdraw(world.ports, world.caller(by), request.request_id, "")


def inquiry(world: World, name: str) -> None:
    """Let somebody from elsewhere ask for access to an account."""
    if not world.ports.store.locks("univ.example"):
        Account.of(world)
    inquire(world.ports, person(f"{name}@{name}.example", name=f"The {name}"), InquiryForm("univ.example"))


@dataclass(frozen=True)
class Case:
    """News, to whom it goes, what its mails are called, and the digest that may have it."""

    happens: Callable[[World, str], None]
    to: str
    subjects: tuple[str, ...]
    digest: MailKind

    def mails(self, mails: list[EmailMessage]) -> list[EmailMessage]:
        """The mails of this news, each once: what is sent again after a crash is the same."""
        found = [mail for mail in mails if mail["To"] == self.to and str(mail["Subject"]).startswith(self.subjects)]
        return list({(mail["Subject"], text_of(mail)): mail for mail in found}.values())

    def alone(self, policy: Policy) -> int:
        """How many go alone."""
        return DIGESTS[self.digest](policy).alone


CASES = {
    "reviews": Case(review, str(REVIEWER.email), ("Review needed", "For reviewers"), MailKind.REVIEW_DIGEST),
    "outcomes": Case(
        outcome, DEAN, ("Withdrawn", "A request has ended", "2 requests have ended"), MailKind.OUTCOME_DIGEST
    ),
    "inquiries": Case(inquiry, str(ADMINISTRATOR.email), ("Access requested",), MailKind.INQUIRY_DIGEST),
}
for_each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def after(world: World, case: Case) -> list[EmailMessage]:
    """Let the hour or day pass."""
    world.clock.advance(seconds=int(DIGESTS[case.digest](FEW).period.total_seconds()))
    return world.work()


def sweeps(world: World) -> None:
    """Look up, expand, and send or collect."""
    for _ in range(3):
        sweep(world.ports, world.container.mail_sender)


@pytest.fixture
def few() -> World:
    """A system in which few mails go alone."""
    with new_world(replace(SETTINGS, policy=FEW)) as world:
        return world


@for_each_case
def test_mails_above_the_limit_are_one_mail_when_the_hour_or_day_is_over(few: World, case: Case) -> None:
    alone = case.alone(FEW)
    for number in range(alone + 2):
        case.happens(few, f"n{number}")
    assert len(case.mails(few.work())) == alone
    (digest,) = case.mails(after(few, case))
    told = [text_of(digest).count(f"The n{number}") for number in range(alone + 2)]
    assert told == [0] * alone + [1, 1]
    assert case.mails(after(few, case)) == []


@pytest.mark.slow
@for_each_case
def test_killed_at_any_write_each_news_is_told_once(case: Case) -> None:
    alone = case.alone(FEW)

    def prepared(world: World) -> None:
        for number in range(alone + 2):
            case.happens(world, f"n{number}")

    def assert_each_once(world: World) -> None:
        world.clock.advance(minutes=10)
        world.work()
        after(world, case)
        text = "".join(text_of(mail) for mail in case.mails(world.mailbox()))
        assert [text.count(f": The n{number}") for number in range(alone + 2)] == [1] * (alone + 2)

    with new_world(replace(SETTINGS, policy=FEW)) as world:
        prepared(world)
        with calls_of(world.table) as calls:
            sweeps(world)
        assert_each_once(world)
    for number, call in enumerate(calls, start=1):
        for moment in MOMENTS if call.verb in WRITES else ():
            with new_world(replace(SETTINGS, policy=FEW)) as world:
                prepared(world)
                with killed_at(world.table, number, moment), pytest.raises(KilledError):
                    sweeps(world)
                assert_each_once(world)


def test_outcomes_of_each_team_are_counted_apart(few: World) -> None:
    outcome(few, "first")
    outcome(few, "second", person("sam@another.example"))
    assert len(CASES["outcomes"].mails(few.work())) == 2


def test_asker_whose_request_was_decided_is_not_in_the_digest(few: World) -> None:
    inquiry(few, "first")
    inquiry(few, "second")
    few.work()
    by = few.caller(ADMINISTRATOR)
    waiting = [one.request for one in to_decide(few.ports, by, frozenset(), 20, None).items]
    decided = next(one for one in waiting if one.requester.name == "The first")
    decline(few.ports, by, decided.access_request_id, "")
    (digest,) = CASES["inquiries"].mails(after(few, CASES["inquiries"]))
    assert [text_of(digest).count(f"The {name}") for name in ("first", "second")] == [0, 1]


def test_asker_of_the_own_domain_is_told_of_at_once(few: World) -> None:
    Account.of(few)
    inquire(few.ports, person("new@univ.example", name="Nora"), InquiryForm("univ.example"))
    (mail,) = CASES["inquiries"].mails(few.work())
    assert "Nora" in text_of(mail)


def test_every_digest_collects_something_and_its_rule_follows_from_the_policy() -> None:
    assert set(COLLECTED.values()) == set(DIGESTS)
    assert DIGESTS[MailKind.REVIEW_DIGEST](Policy(mails_per_reviewer=7)).alone == 7
    assert DIGESTS[MailKind.OUTCOME_DIGEST](Policy(outcomes_per_recipient=2)).alone == 2
    assert Audience.REQUESTER not in {audience for _, audience in COLLECTED}
