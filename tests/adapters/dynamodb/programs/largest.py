"""Each use case of programs at its largest."""

from collections.abc import Callable, Mapping

from chalicelib.services.programs.confirming import confirm_program
from chalicelib.services.programs.due import tell_of_program
from tests.adapters.dynamodb.largest_transactions import Prepare
from tests.services.programs.stories import Partner, client
from tests.world import World


def inviting(world: World) -> Callable[[], object]:
    """As an administrator."""
    partner = Partner.of(world)
    return partner.invite


def revoking(world: World) -> Callable[[], object]:
    """A program whose client is bound."""
    partner = Partner.of(world)
    program = partner.bound()
    return lambda: partner.revoke(program)


def confirming(world: World) -> Callable[[], object]:
    """By a client whose program before has ended."""
    partner = Partner.of(world)
    partner.revoke(partner.bound())
    code = partner.invite().code
    return lambda: confirm_program(world.ports, client(), code)


def ending(world: World) -> Callable[[], object]:
    """Two weeks before the end."""
    partner = Partner.of(world)
    partner.bound()
    world.clock.advance(days=351)
    return lambda: tell_of_program(world.ports, partner.account_id)


ABOUT_PROGRAMS: Mapping[str, Prepare] = {
    "programs.administration.invite_program": inviting,
    "programs.administration.revoke_program": revoking,
    "programs.confirming.confirm_program": confirming,
    "programs.due.tell_of_program": ending,
}
