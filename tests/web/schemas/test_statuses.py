"""The statuses that a schema names are those that the table of states allows there."""

from typing import get_args, get_type_hints

from chalicelib.domain.requests.transitions import STATES, SUBMISSION, RequestStatus
from chalicelib.web.schemas.approvals import ApprovalView
from chalicelib.web.schemas.requests import AccountRequestView, DryRun


def named(schema: type) -> set[str]:
    """The values of the schema's status."""
    return set(get_args(get_type_hints(schema)["status"]))


def test_a_request_can_have_every_status() -> None:
    assert named(AccountRequestView) == set(RequestStatus)


def test_a_dry_run_names_the_statuses_of_a_submission() -> None:
    assert named(DryRun) == set(SUBMISSION)


def test_an_approval_names_each_status_in_which_a_link_shows_the_request() -> None:
    shown = {status for status, state in STATES.items() if state.link_problem is None and not state.in_review}
    assert named(ApprovalView) == shown
