"""Tenants of a shared host are strangers to each other: in mails, limits, the review gate and who may decide."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.services.accounts.directory import directory_of
from chalicelib.services.accounts.read import check_domain
from chalicelib.services.requests.submission import preview_request
from tests.forms import with_fields
from tests.world import FORM, PARTNER, SETTINGS, World, person
from tests.world import world as new_world

HOSTS = pytest.mark.parametrize("host", ["onmicrosoft.com", "sharepoint.com", "eu.auth0.com", "weebly.com"])
ADMINISTRATOR = "admin@alpha.example"


def requested(world: World, domain: str, *addresses: str, by: str = "partner@reseller.example") -> AccountRequest:
    """Submit a request for the domain, to these addresses or to one at the domain."""
    return world.submit(by=person(by), domain_identifier=domain, customer_emails=addresses or (f"it@{domain}",))


def recipients(mails: list[EmailMessage]) -> set[str]:
    """Return whom the mails went to."""
    return {str(mail["To"]) for mail in mails}


@HOSTS
def test_administrators_of_a_neighbouring_tenant_are_not_told(world: World, host: str) -> None:
    world.import_account("Alpha", f"alpha.{host}", (ADMINISTRATOR,))
    form = with_fields(FORM, domain_identifier=f"beta.{host}", customer_emails=(f"it@beta.{host}",))
    preview = preview_request(world.ports, world.caller(PARTNER), form)
    assert not preview.accounts_nearby
    requested(world, f"beta.{host}")
    assert recipients(world.work()) == {f"it@beta.{host}", "partner@reseller.example"}
    assert check_domain(world.ports, f"beta.{host}").administrators_to_be_told == 0


@HOSTS
def test_administrators_of_the_same_tenant_are_told(world: World, host: str) -> None:
    world.import_account("Alpha", f"alpha.{host}", (ADMINISTRATOR,))
    requested(world, f"labs.alpha.{host}")
    assert ADMINISTRATOR in recipients(world.work())


@HOSTS
def test_mails_to_one_tenant_use_up_no_other_tenants_limit(host: str) -> None:
    with new_world(replace(SETTINGS, policy=Policy(mails_per_organisation=1))) as world:
        requested(world, f"alpha.{host}")
        requested(world, f"beta.{host}")
        with pytest.raises(Refused) as refused:
            requested(world, f"labs.alpha.{host}")
    assert refused.value.problem is Problem.MAIL_LIMIT


@HOSTS
@pytest.mark.parametrize("address", ["it@{host}", "it@beta.{host}", "it@notalpha.{host}"])
def test_no_mailbox_of_the_host_or_of_a_neighbour_passes_the_review_gate(world: World, host: str, address: str) -> None:
    request = requested(world, f"alpha.{host}", address.format(host=host))
    assert request.status is RequestStatus.PENDING_REVIEW
    assert recipients(world.work()) == {"reviewer@vendor.example"}


@HOSTS
def test_the_host_itself_waits_for_a_review_also_for_its_own_mailboxes(world: World, host: str) -> None:
    assert requested(world, host, f"it@{host}").status is RequestStatus.PENDING_REVIEW
    assert not requested(world, f"alpha.{host}").state.in_review


@HOSTS
def test_a_requester_at_one_tenant_may_name_people_of_another_but_none_of_their_own(world: World, host: str) -> None:
    seller = f"seller@alpha.{host}"
    assert requested(world, f"beta.{host}", by=seller).status is RequestStatus.PENDING
    with pytest.raises(Refused) as refused:
        requested(world, f"gamma.{host}", f"boss@alpha.{host}", by=seller)
    assert refused.value.problem is Problem.REQUESTER_CANNOT_APPROVE


@HOSTS
def test_the_directory_of_a_tenants_person_shows_their_own_tenant_alone(world: World, host: str) -> None:
    for name in ("alpha", "beta"):
        world.import_account(name, f"{name}.{host}", (ADMINISTRATOR,))
    world.import_account("Host", host, (ADMINISTRATOR,))
    shown = directory_of(world.ports, person(f"it@alpha.{host}"), ()).same_domain
    assert [account.account_name for account in shown] == ["alpha"]


def test_a_host_of_the_setting_is_shared_like_the_listed_ones() -> None:
    with new_world(replace(SETTINGS, shared_hosts=frozenset({"sites.provider.com"}))) as world:
        world.import_account("Alpha", "alpha.sites.provider.com", (ADMINISTRATOR,))
        requested(world, "beta.sites.provider.com")
        assert ADMINISTRATOR not in recipients(world.work())
        requested(world, "labs.alpha.sites.provider.com")
        assert ADMINISTRATOR in recipients(world.work())
