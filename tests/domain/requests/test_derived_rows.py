"""Rows derived from a request in every state: its account and the lock on its identifier."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.accounts.account import AccessRole, AccountStatus, Administrator, GrantOrigin
from chalicelib.domain.requests.derived_rows import account_of, lock_of, rows_of_approval
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.domain.requests.transitions import RequestStatus
from tests.domain.requests.stories import (
    FORM,
    IDS,
    MICROSECOND,
    PARTNER,
    REQUEST_IN,
    START,
    approved,
    forwarded,
    in_review,
    pending,
)

LATER = START + timedelta(days=3)

# For each status: the account's status, whether it is searchable, whether the identifier is locked.
DERIVED = {
    RequestStatus.PENDING_REVIEW: (AccountStatus.PENDING, False, True),
    RequestStatus.PENDING: (AccountStatus.PENDING, True, True),
    RequestStatus.APPROVED: (AccountStatus.ACTIVE, True, True),
    RequestStatus.DECLINED: (AccountStatus.CANCELLED, False, False),
    RequestStatus.WITHDRAWN: (AccountStatus.CANCELLED, False, False),
    RequestStatus.EXPIRED: (AccountStatus.CANCELLED, False, False),
}


@pytest.mark.parametrize("status", RequestStatus)
def test_account_and_lock_are_derived_from_the_status(status: RequestStatus) -> None:
    request = REQUEST_IN[status]()
    account, (expected, searchable, locked) = account_of(request), DERIVED[status]
    assert (account.status, account.is_searchable) == (expected, searchable)
    assert (lock_of(request) is not None) is locked


@pytest.mark.parametrize("status", RequestStatus)
def test_account_keeps_its_name_and_identifier_in_every_status(status: RequestStatus) -> None:
    account = account_of(REQUEST_IN[status]())
    assert (account.account_id, account.account_name) == (IDS.account_id, FORM.account_name)
    assert (account.domain_identifier, account.created_at) == ("univ.example", START)


@pytest.mark.parametrize("request_", [in_review(), pending()], ids=["in review", "pending"])
def test_lock_and_account_of_an_open_request_end_exactly_with_it(request_: AccountRequest) -> None:
    lock, account, end = lock_of(request_), account_of(request_), request_.expires_at
    assert lock is not None
    assert lock.holds_at(end - MICROSECOND)
    assert not lock.holds_at(end)
    assert account.status_at(end - MICROSECOND) is AccountStatus.PENDING
    assert account.status_at(end) is AccountStatus.CANCELLED


def test_lock_of_an_active_account_never_ends() -> None:
    request = approved(pending())
    lock = lock_of(request)
    assert lock is not None
    assert lock.ends_at is None
    assert lock.holds_at(START + timedelta(days=100_000))
    assert account_of(request).status_at(START + timedelta(days=100_000)) is AccountStatus.ACTIVE


def test_lock_records_its_request_requester_and_review() -> None:
    lock, lock_in_review = lock_of(pending()), lock_of(in_review())
    assert lock is not None
    assert lock_in_review is not None
    assert (lock.request_id, lock.person_id, lock.account_id) == ("request-1", PARTNER.person_id, "account-1")
    assert (lock.in_review, lock_in_review.in_review) == (False, True)


def test_approval_creates_the_default_virtual_account_and_the_first_administrator() -> None:
    request = forwarded(pending(), "dean@univ.example", language="fr").request
    decided = approved(request, "3", LATER)
    virtual_account, (grant,) = rows_of_approval(decided)
    assert (virtual_account.account_id, virtual_account.is_default, virtual_account.created_at) == (
        "account-1",
        True,
        LATER,
    )
    assert (grant.email, grant.role) == ("dean@univ.example", AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    assert (grant.origin, grant.granted_at) == (GrantOrigin.APPROVAL, LATER)
    account = account_of(decided)
    assert account.administrators == (Administrator("dean@univ.example", language="fr"),)
    assert account.activated_at == LATER


@pytest.mark.parametrize("status", [status for status in RequestStatus if status is not RequestStatus.APPROVED])
def test_account_has_no_administrator_without_an_approval(status: RequestStatus) -> None:
    account = account_of(REQUEST_IN[status]())
    assert (account.administrators, account.activated_at) == ((), None)


def test_end_of_an_approved_request_does_not_end_the_account() -> None:
    late = replace(approved(pending()), expires_at=START)
    assert account_of(late).pending_until is None
