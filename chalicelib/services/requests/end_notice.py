"""Be told once when somebody else's pending request has ended."""

from collections.abc import Sequence

from chalicelib.domain.accounts.account import AccountStatus
from chalicelib.domain.errors import Problem, Refused
from chalicelib.domain.requests.closing import watched
from chalicelib.services.unit_of_work.caller import Caller, require, run_transaction_for
from chalicelib.services.unit_of_work.ports import Ports
from chalicelib.services.unit_of_work.writes import SaveUnlisted, Write


def ask_for_end_notice(ports: Ports, caller: Caller, account_id: str) -> None:
    """Have the caller mailed when the request for this account has ended; asking again changes nothing.

    The id is known from a 409, also of an account that is in review. Raises `account-unknown`, `action-not-allowed` or
    `limit-reached`.
    """

    def attempt(caller: Caller) -> tuple[None, Sequence[Write]]:
        account, now = ports.store.account(account_id), ports.clock.now()
        if account is None:
            raise Refused(Problem.ACCOUNT_UNKNOWN)
        if account.status_at(now) is not AccountStatus.PENDING:
            raise Refused(Problem.ACTION_NOT_ALLOWED, facts={"account_status": account.status_at(now).value})
        locks = ports.store.locks_on([(account.registrable_domain, account.domain_identifier)])
        request_id = next((one.request_id for one in locks.values() if one.account_id == account_id), None)
        request = ports.store.request(request_id) if request_id else None
        if request is None:
            raise Refused(Problem.ACCOUNT_UNKNOWN)
        after = watched(request, caller.person, now)
        required = require([caller.gate_grant()])
        return None, () if after is request else (SaveUnlisted(after), *required)

    return run_transaction_for(ports, caller, attempt)
