"""Submissions next to unreadable rows: no limit is lost, no lock is taken over, readable administrators are mailed."""

import pytest

from chalicelib.adapters.dynamodb import keys
from chalicelib.domain.errors import Refused
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.scheduled_job import sweep
from tests.unreadable_rows import POISONS, poisoned
from tests.world import World, person


@pytest.mark.parametrize("poison", ["broken", "of_another_type"])
def test_unreadable_rate_window_refuses_the_submission(world: World, poison: str) -> None:
    world.submit(domain_identifier="a.new.example", customer_emails=("it@a.new.example",))
    before = world.rows()
    with poisoned(world.table, keys.rate_window("organisation#new.example"), poison):
        poisoned_rows = world.rows()
        with pytest.raises(Refused, match="record-unreadable"):
            world.submit(domain_identifier="b.new.example", customer_emails=("it@b.new.example",))
        assert world.rows() == poisoned_rows
    assert world.rows() == before


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_lock_is_not_taken_over_and_blocks_no_other_domain(world: World, poison: str) -> None:
    world.submit()
    lock = keys.lock("univ.example", "univ.example")
    with poisoned(world.table, lock, poison):
        before = world.rows()
        with pytest.raises(Refused, match="busy"):
            world.submit(by=person("other@reseller.example"))
        remaining = {key: row for key, row in world.rows().items() if key in before}
        assert remaining == before
        assert world.submit(domain_identifier="labs.univ.example", customer_emails=("it@labs.univ.example",))


@pytest.mark.parametrize("poison", POISONS)
def test_request_expires_although_its_lock_is_unreadable(world: World, poison: str) -> None:
    request = world.submit()
    world.clock.advance(days=91)
    with poisoned(world.table, keys.lock("univ.example", "univ.example"), poison):
        sweep(world.ports, world.container.mail_sender)
    assert world.current(request).status is RequestStatus.EXPIRED


@pytest.mark.parametrize("poison", POISONS)
def test_unreadable_account_does_not_keep_the_notice_from_other_administrators(world: World, poison: str) -> None:
    for name in ("a", "b", "c"):
        world.import_account(f"Campus {name}", f"{name}.univ.example", (f"boss@{name}.univ.example",))
    locks = world.ports.store.locks("univ.example")
    broken = next(lock for lock in locks if lock.domain_identifier == "b.univ.example")
    with poisoned(world.table, keys.account(broken.account_id), poison):
        world.submit(domain_identifier="d.univ.example", customer_emails=("it@d.univ.example",))
        mailed = {str(mail["To"]) for mail in world.work()}
    assert {"boss@a.univ.example", "boss@c.univ.example"} <= mailed
    assert "boss@b.univ.example" not in mailed
