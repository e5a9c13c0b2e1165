"""A request with the most nominations, each as large as it can be, fits into its row."""

from dataclasses import replace

import pytest

from chalicelib.adapters.dynamodb.documents import encoded
from chalicelib.domain.errors import Problem
from chalicelib.domain.identity.actors import Role
from chalicelib.domain.identity.mail_address import MAX_ADDRESS, MAX_LOCAL, MailAddress
from chalicelib.domain.policy import Policy
from chalicelib.domain.requests.forwarding import Forwarding, forward
from chalicelib.domain.requests.request import (
    MOST_NOMINATIONS,
    MOST_WATCHERS,
    Decision,
    Nomination,
    NominationState,
    ReasonCode,
    Watcher,
)
from chalicelib.domain.requests.transitions import RequestStatus
from chalicelib.domain.text import NAME_MAX, NOTE_MAX
from tests.domain.requests.stories import KEY, RULES, START, pending, refuses

# What DynamoDB takes for one item.
MOST_BYTES = 400 * 1024
MOST_ADDRESSES = 20
ADDRESS = f"{'a' * MAX_LOCAL}@{'b' * (MAX_ADDRESS - MAX_LOCAL - 1)}"
# Four bytes each in UTF-8.
NOTE, NAME = "\N{GRINNING FACE}" * NOTE_MAX, "\N{GRINNING FACE}" * NAME_MAX
NOMINATION = Nomination(
    "80", ADDRESS, "en", NominationState.SUPERSEDED, 9999, KEY, START, 99, 100, START, message=NOTE, replaced_by="80"
)


def test_the_largest_request_fits_into_its_row() -> None:
    request = replace(
        pending(),
        account_name=NAME,
        note_to_customer=NOTE,
        note_to_reviewer=NOTE,
        nominations=(NOMINATION,) * MOST_NOMINATIONS,
        decision=Decision(RequestStatus.DECLINED, Role.APPROVER, ADDRESS, START, "80", 9999, ReasonCode.OTHER, NOTE),
        accepted_addresses=(ADDRESS,) * MOST_ADDRESSES,
        watchers=(Watcher("p" * 64, ADDRESS, "en"),) * MOST_WATCHERS,
    )
    assert len(encoded(request).encode()) < MOST_BYTES - 1024


@pytest.mark.parametrize("count", [MOST_NOMINATIONS - 1, MOST_NOMINATIONS])
def test_nothing_is_forwarded_once_the_row_is_full(count: int) -> None:
    request = pending()
    (waiting, *_) = request.waiting()
    closed = replace(waiting, state=NominationState.CLOSED)
    others = tuple(replace(closed, nomination_id=str(number)) for number in range(2, count + 1))
    full = replace(request, nominations=(waiting, *others))
    wanted = Forwarding(MailAddress.parse("new@univ.example"), "", "en", outside_domain_confirmed=False)
    if count < MOST_NOMINATIONS:
        assert len(forward(full, waiting, wanted, RULES, Policy(), KEY, START).request.nominations) == MOST_NOMINATIONS
    else:
        with refuses(Problem.FORWARD_LIMIT):
            forward(full, waiting, wanted, RULES, Policy(), KEY, START)
