"""Every page for account administrators, with the status of its response."""

from collections.abc import Mapping

from tests.services.access.stories import COLLEAGUE
from tests.web.accounts.stories import (
    GRANTED,
    at,
    changed,
    done,
    further_history,
    further_roles,
    granted_twice,
    many,
    requested,
    run,
    typed,
)
from tests.web.approvals.states import State
from tests.world import PARTNER

RUNNING: Mapping[str, tuple[int, State]] = {
    "account one runs": (200, run(at())),
    "account one runs in part": (200, run(at(), COLLEAGUE)),
    "account changed": (200, run(done("/change", account_name="University"))),
    "who has access": (200, run(lambda site, account: at("/roles")(site, many(account)))),
    "further who has access": (200, run(further_roles)),
    "who has access to a part": (200, run(at("/roles"), COLLEAGUE)),
    "who has access, for others": (403, run(at("/roles"), PARTNER)),
    "role to check": (200, run(typed("/roles", email="new@univ.example", role="smart_account_administrator"))),
    "role to change": (200, run(changed)),
    "role offered": (200, run(done("/roles", **GRANTED))),
    "role granted to nobody": (422, run(typed("/roles", email="", role=""))),
    "role on no Virtual Account": (422, run(typed("/roles", **{**GRANTED, "role": "virtual_account_user"}))),
    "role granted twice": (409, run(granted_twice)),
    "withdraw a role": (200, run(at("/roles/{another}/withdraw"))),
    "withdraw one's own role": (200, run(at("/roles/{own}/withdraw"))),
    "role withdrawn": (200, run(done("/roles/{another}/withdraw"))),
    "last administrator": (409, run(typed("/roles/{own}/withdraw"))),
    "own last role withdrawn": (
        200,
        run(done("/roles/virtual_account_administrator-{lab}-of-colleague/withdraw"), COLLEAGUE),
    ),
    "role beyond one's own right": (403, run(at("/roles/{another}/withdraw"), COLLEAGUE)),
    "no such role": (404, run(at("/roles/nothing/withdraw"))),
    "history of an account": (200, run(at("/events"))),
    "further history of an account": (200, run(further_history)),
    "history of an account, for others": (403, run(at("/events"), COLLEAGUE)),
    "history of a requested account": (200, requested),
    "name and visibility": (200, run(at("/change"))),
    "name and visibility with faults": (422, run(typed("/change", account_name=""))),
    "Virtual Accounts": (200, run(at("/virtual-accounts"))),
    "Virtual Account created": (200, run(done("/virtual-accounts", name="Library"))),
    "Virtual Account of a name that is taken": (422, run(typed("/virtual-accounts", name="lab"))),
    "Virtual Account": (200, run(at("/virtual-accounts/{lab}"))),
    "Virtual Account renamed": (200, run(done("/virtual-accounts/{lab}", name="Laboratory"))),
    "Virtual Account without a name": (422, run(typed("/virtual-accounts/{lab}", name=""))),
    "no such Virtual Account": (404, run(at("/virtual-accounts/nothing"))),
}
