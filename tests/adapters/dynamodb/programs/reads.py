"""The table of reads of programs: what each makes of a row that it cannot read, and why that is safe."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb.programs import keys
from tests.adapters.dynamodb.kept_rows import LEFT_OUT, RAISES, THE_ROW, Kept, Read
from tests.services.programs.stories import client

CLIENT, LATER = client(), timedelta(days=365)


def _bound(_: Kept) -> tuple[str, str]:
    return keys.bound(CLIENT.issuer, CLIENT.client_id)


def _use(_: Kept) -> tuple[str, str]:
    return keys.use(CLIENT.issuer, CLIENT.client_id)


READS_OF_PROGRAMS: Mapping[str, Read] = {
    "account_programs": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.programs(one.account_id),
        lambda one: one.store.account_programs(one.account_id).programs,
    ),
    "program_of": Read(RAISES, THE_ROW, _bound, lambda one: one.store.program_of(CLIENT)),
    "program_of, its use": Read(
        LEFT_OUT,
        "it counts as not used, and is written again",
        _use,
        lambda one: one.store.program_of(CLIENT).used_at,
    ),
    "due_programs": Read(
        LEFT_OUT,
        "the schedule sets it aside",
        lambda one: keys.programs(one.account_id),
        lambda one: [due for due in one.store.due_programs(one.world.clock.now() + LATER, 10) if due.record],
    ),
    "program_uses": Read(
        LEFT_OUT,
        "the program is shown without its use, and the row is told of",
        _use,
        lambda one: one.store.program_uses(one.store.account_programs(one.account_id).programs),
    ),
}
