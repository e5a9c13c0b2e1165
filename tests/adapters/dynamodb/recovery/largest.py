"""Each use case of recoveries at its largest."""

from collections.abc import Callable, Mapping

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.domain.recovery.recovery import Objection, mailbox_of
from chalicelib.services.recovery.asking import ask_for_recovery, withdraw_recovery
from chalicelib.services.recovery.due import process_due_recovery
from chalicelib.services.recovery.objecting import object_to_recovery
from chalicelib.services.recovery.reviewing import approve_recovery, decline_recovery
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.access.stories import ADMINISTRATOR, Account
from tests.services.recovery.conftest import SECOND_REVIEWER, Recovering
from tests.world import REVIEWER, World, person

# The same mailbox, for which some hosts have two.
CAPITAL = person("Admin@univ.example")


def proved(world: World) -> Recovering:
    """Somebody who has proved the account's domain."""
    recovering = Recovering(world, Account.of(world))
    recovering.prove()
    return recovering


def asking(world: World) -> Callable[[], object]:
    """By a proof: the notice begins, and the candidate is told."""
    recovering = proved(world)
    return lambda: ask_for_recovery(world.ports, recovering.caller(), recovering.account.account_id)


def withdrawing(world: World) -> Callable[[], object]:
    """While the notice runs."""
    recovering = proved(world)
    recovery_id = recovering.ask().recovery_id
    return lambda: withdraw_recovery(world.ports, recovering.caller(), recovery_id)


def approving(world: World) -> Callable[[], object]:
    """The second approval begins the notice."""
    recovering = Recovering(world, Account.of(world))
    recovery_id = recovering.ask().recovery_id
    recovering.approve(REVIEWER)
    caller = recovering.caller(SECOND_REVIEWER)
    return lambda: approve_recovery(world.ports, caller, recovery_id, "I know her.")


def declining(world: World) -> Callable[[], object]:
    """A reviewer declines."""
    recovering = Recovering(world, Account.of(world))
    recovery_id = recovering.ask().recovery_id
    return lambda: decline_recovery(world.ports, recovering.caller(REVIEWER), recovery_id, "Nobody knows them.")


def objecting(world: World) -> Callable[[], object]:
    """Somebody with a role objects: reviewers and the candidate are mailed."""
    recovering = proved(world)
    recovering.account.give(person("viewer@univ.example"), AccessRole.SMART_ACCOUNT_VIEWER)
    recovering.account.give(CAPITAL, AccessRole.SMART_ACCOUNT_ADMINISTRATOR)
    recovery = recovering.ask()
    mailbox = mailbox_of(recovery.recovery_id, str(ADMINISTRATOR.email))
    token = world.ports.links.objection_token(Objection(recovery.recovery_id, recovery.notices, mailbox))
    return lambda: object_to_recovery(world.ports, token)


def finishing(world: World) -> Callable[[], object]:
    """The candidate becomes an administrator."""
    recovering = proved(world)
    recovery = recovering.ask()
    for days in (3, 3):
        recovering.world.clock.advance(days=days)
        process_due_recovery(world.ports, recovery.recovery_id)
    recovering.world.clock.advance(days=1)
    return lambda: process_due_recovery(world.ports, recovery.recovery_id)


ABOUT_RECOVERIES: Mapping[str, Prepare] = {
    "recovery.asking.ask_for_recovery": asking,
    "recovery.asking.withdraw_recovery": withdrawing,
    "recovery.reviewing.approve_recovery": approving,
    "recovery.reviewing.decline_recovery": declining,
    "recovery.objecting.object_to_recovery": objecting,
    "recovery.due.process_due_recovery": finishing,
}
