"""Two systems in one process, each with a table and a queue of its own, know nothing of each other."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chalicelib import bootstrap
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.requests import link_actions
from infra.operate.finding import find
from tests.backends.backend import MemoryBackend
from tests.world import SETTINGS, World, aws_world


@pytest.fixture
def pair() -> Iterator[tuple[World, World]]:
    """Two systems that the bootstrap has wired one after the other."""
    others = replace(SETTINGS, table_name="the-other-table", mail_queue="the-other-queue")
    with aws_world() as first, aws_world(others) as second:
        yield first, second


def test_two_containers_work_side_by_side(pair: tuple[World, World]) -> None:
    first, second = pair
    requests = [one.submit() for one in pair]
    link_actions.approve(second.ports, second.token(requests[1]), True)
    link_actions.decline(first.ports, first.token(requests[0]), "not_needed", "")
    assert first.current(requests[0]).status is RequestStatus.DECLINED
    assert second.current(requests[1]).status is RequestStatus.APPROVED


def test_one_container_does_not_know_what_the_other_has_stored(pair: tuple[World, World]) -> None:
    first, second = pair
    request = first.submit()
    assert find(first.container, request.reference) is not None
    assert find(second.container, request.reference) is None
    assert second.ports.store.request(request.request_id) is None
    with pytest.raises(Refused) as refused:
        link_actions.look(second.ports, first.token(request))
    assert refused.value.problem is Problem.LINK_UNKNOWN
    assert second.rows() == {}


def test_shared_hosts_of_the_settings_are_suffixes() -> None:
    settings = replace(SETTINGS, shared_hosts=frozenset({"sites.provider.com"}))
    rules = bootstrap.wire(settings, backend=MemoryBackend()).ports.rules
    assert rules.organisation_of("alpha.sites.provider.com") == "alpha.sites.provider.com"
    assert rules.organisation_of("alpha.onmicrosoft.com") == "alpha.onmicrosoft.com"
