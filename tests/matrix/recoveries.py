"""The recoveries of the matrix, both asked for by the column `els`: one in review, and one whose notice runs."""

from collections.abc import Mapping

from chalicelib.domain.recovery.recovery import Objection, Recovery, mailbox_of
from chalicelib.services.recovery.asking import ask_for_recovery
from chalicelib.services.recovery.reviewing import approve_recovery
from tests.matrix.accounts import caller
from tests.matrix.callers import REVIEWERS
from tests.matrix.objects import Object
from tests.world import World

CANDIDATE, ADMINISTRATOR = "els", "head@lost.other.example"
ACCOUNTS = {"review": "far.other.example", "notice": "lost.other.example"}
APPROVAL = "I rang the house and know them."


def create_recoveries(world: World) -> tuple[Mapping[str, Recovery], str]:
    """Ask for the recoveries; return them by name, with the token of an objection."""
    made = {}
    for name, domain in ACCOUNTS.items():
        world.import_account(f"House {name}", domain, (f"head@{domain}",))
        account_id = world.ports.store.locks_on([("other.example", domain)])[domain].account_id
        made[name] = ask_for_recovery(world.ports, caller(world, CANDIDATE), account_id)
    for reviewer in ("rev", "slf"):
        made["notice"] = approve_recovery(world.ports, caller(world, reviewer), made["notice"].recovery_id, APPROVAL)
    notice = made["notice"]
    mailbox = mailbox_of(notice.recovery_id, ADMINISTRATOR)
    return made, world.ports.links.objection_token(Objection(notice.recovery_id, notice.notices, mailbox))


def recovery_objects(recoveries: Mapping[str, Recovery], objection: str) -> Mapping[str, Object]:
    """Return the recoveries and the link by their names in the table."""
    found: dict[str, Object] = {"objection": {"token": objection}}
    return found | {f"recovery-{name}": {"recovery_id": one.recovery_id} for name, one in recoveries.items()}


def recovery_secrets(recoveries: Mapping[str, Recovery]) -> Mapping[str, frozenset[str]]:
    """Return the words with the columns that may see them: reasons are for reviewers alone."""
    seen_by = frozenset({CANDIDATE, *REVIEWERS})
    return {**{one.recovery_id: seen_by for one in recoveries.values()}, APPROVAL: REVIEWERS}
