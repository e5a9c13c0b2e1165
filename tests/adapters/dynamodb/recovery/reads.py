"""The table of reads of recoveries: what each makes of a row that it cannot read, and why that is safe."""

from collections.abc import Mapping
from datetime import timedelta

from chalicelib.adapters.dynamodb import keys as all_keys
from chalicelib.adapters.dynamodb.recovery import keys
from chalicelib.domain.recovery.recovery import recovery_id_of
from tests.adapters.dynamodb.kept_rows import A_LIST, LEFT_OUT, RAISES, RECOVERING, THE_ROW, Kept, Read

LATER = timedelta(days=30)


def _id(kept: Kept) -> str:
    return recovery_id_of(kept.account.account_id)


def _key(kept: Kept) -> tuple[str, str]:
    return keys.recovery(_id(kept))


READS_OF_RECOVERIES: Mapping[str, Read] = {
    "recovery": Read(RAISES, THE_ROW, _key, lambda one: one.store.recovery(_id(one))),
    "recoveries": Read(LEFT_OUT, A_LIST, _key, lambda one: one.store.recoveries([_id(one)])),
    "recovery_ids_of": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: (all_keys.own_partition(RECOVERING.person_id), f"{keys.LIST_PREFIX}{_id(one)}"),
        lambda one: one.store.recovery_ids_of(RECOVERING.person_id, 10, None).items,
    ),
    "recovery_ids_under_way": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.under_way(_id(one)),
        lambda one: one.store.recovery_ids_under_way(10, None).items,
    ),
    "due_recoveries": Read(
        LEFT_OUT,
        "the schedule sets it aside",
        _key,
        lambda one: [due for due in one.store.due_recoveries(one.world.clock.now() + LATER, 10) if due.record],
    ),
    "former_administrators": Read(
        LEFT_OUT,
        "the others are mailed, and the row is told of",
        lambda one: all_keys.lost_role(one.account.account_id, "lost"),
        lambda one: one.store.former_administrators(one.account.account_id),
    ),
}
