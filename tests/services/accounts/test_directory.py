"""What a person's directory contains, and how many reads it takes."""

import pytest

from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.accounts.directory import MOST, directory_of, more_accessible
from chalicelib.services.requests.link_actions import approve
from tests.world import PARTNER, World, counted_calls, person

COLLEAGUE = person("head@univ.example")


def test_directory_shows_a_new_request_at_once(world: World) -> None:
    request = world.submit()
    directory = directory_of(world.ports, PARTNER, world.caller(PARTNER).grants)
    assert [request_row.request_id for request_row in directory.creation_requested] == [request.request_id]
    assert directory.creation_requested[0].status is RequestStatus.PENDING


def test_directory_shows_the_newest_request_first(world: World) -> None:
    first = world.submit()
    world.clock.advance(seconds=1)
    second = world.submit(domain_identifier="b.example", customer_emails=("it@b.example",))
    listed = directory_of(world.ports, PARTNER, world.caller(PARTNER).grants).creation_requested
    assert [row.request_id for row in listed] == [second.request_id, first.request_id]


def test_accessible_accounts_are_shown_with_their_administrators(world: World) -> None:
    request = world.submit()
    approve(world.ports, world.token(request), True)
    grants = world.ports.store.grants("nobody-yet", "it@univ.example")
    (account,) = directory_of(world.ports, person("it@univ.example"), grants).accessible
    assert [contact.email for contact in account.administrators] == ["it@univ.example"]


def test_account_of_the_own_mail_domain_is_shown_once_active(world: World) -> None:
    request = world.submit()
    assert directory_of(world.ports, COLLEAGUE, ()).same_domain == []
    approve(world.ports, world.token(request), True)
    (account,) = directory_of(world.ports, COLLEAGUE, ()).same_domain
    assert account.account_id == request.account_id


def test_public_mailbox_has_no_same_domain_accounts(world: World) -> None:
    assert directory_of(world.ports, person("somebody@gmail.com"), ()).same_domain == []


def test_the_51st_account_is_on_the_next_page(world: World) -> None:
    for number in range(MOST + 1):
        domain = f"c{number}.example"
        world.import_account(domain, domain, administrators=("it@univ.example",))
    grants = world.ports.store.grants("nobody-yet", "it@univ.example")
    first = directory_of(world.ports, person("it@univ.example"), grants)
    assert first.next_accessible is not None
    second = more_accessible(world.ports, grants, first.next_accessible)
    shown = [account.account_id for account in (*first.accessible, *second.accessible)]
    assert sorted(shown) == sorted(grant.account_id for grant in grants)
    assert second.next_accessible is None


@pytest.mark.aws
def test_database_calls_do_not_reveal_a_restricted_account_of_the_own_domain(world: World) -> None:
    with counted_calls() as without_restricted:
        nothing = directory_of(world.ports, COLLEAGUE, ())
    world.import_account("University Secret", "univ.example", ("it@univ.example",), "restricted")
    with counted_calls() as with_restricted:
        assert directory_of(world.ports, COLLEAGUE, ()) == nothing
    assert with_restricted == without_restricted


@pytest.mark.aws
def test_directory_takes_three_round_trips_after_loading_the_roles(world: World) -> None:
    approve(world.ports, world.token(world.submit()), True)
    grants = world.ports.store.grants("nobody-yet", "it@univ.example")
    with counted_calls() as calls:
        directory_of(world.ports, person("it@univ.example"), grants)
    assert calls == ["Query", "BatchGetItem", "BatchGetItem"]
