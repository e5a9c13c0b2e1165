"""Submitting beside rows that cannot be read: no limit is lost, no lock is taken over, and the others are told."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.errors import Refused
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.scheduled_job import sweep
from tests.unreadable_rows import POISONS, poisoned
from tests.world import World, person


@pytest.mark.parametrize("poison", ["broken", "of_another_type"])
def test_a_limit_that_cannot_be_read_is_not_taken_for_none(world: World, poison: str) -> None:
    world.submit(domain_identifier="a.new.example", customer_emails=("it@a.new.example",))
    before = world.rows()
    with poisoned(keys.rate_window("organisation#new.example"), poison):
        poisoned_rows = world.rows()
        with pytest.raises(Refused, match="record-unreadable"):
            world.submit(domain_identifier="b.new.example", customer_emails=("it@b.new.example",))
        assert world.rows() == poisoned_rows
    assert world.rows() == before


@pytest.mark.parametrize("poison", POISONS)
def test_a_lock_that_cannot_be_read_is_not_taken_over_and_others_beside_it_are_free(world: World, poison: str) -> None:
    world.submit()
    lock = keys.lock("univ.example", "univ.example")
    with poisoned(lock, poison):
        before = world.rows()
        with pytest.raises(Refused, match="busy"):
            world.submit(by=person("other@reseller.example"))
        left = {key: row for key, row in world.rows().items() if key in before}
        assert left == before
        assert world.submit(domain_identifier="labs.univ.example", customer_emails=("it@labs.univ.example",))


@pytest.mark.parametrize("poison", POISONS)
def test_a_request_ends_although_its_lock_cannot_be_read(world: World, poison: str) -> None:
    request = world.submit()
    world.clock.advance(days=91)
    with poisoned(keys.lock("univ.example", "univ.example"), poison):
        sweep(world.ports, world.container.mail_sender)
    assert world.current(request).status is RequestStatus.EXPIRED


@pytest.mark.parametrize("poison", POISONS)
def test_administrators_of_other_accounts_are_told_of_a_request_near_them(world: World, poison: str) -> None:
    for name in ("a", "b", "c"):
        world.import_account(f"Campus {name}", f"{name}.univ.example", (f"boss@{name}.univ.example",))
    locks = world.ports.store.locks("univ.example")
    broken = next(one for one in locks if one.domain_identifier == "b.univ.example")
    with poisoned(keys.account(broken.account_id), poison):
        world.submit(domain_identifier="d.univ.example", customer_emails=("it@d.univ.example",))
        told = {str(mail["To"]) for mail in world.work()}
    assert {"boss@a.univ.example", "boss@c.univ.example"} <= told
    assert "boss@b.univ.example" not in told
