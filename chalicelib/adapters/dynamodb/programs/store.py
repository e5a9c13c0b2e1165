"""The part of the store for programs."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.adapters.dynamodb.conditions import at_most
from chalicelib.adapters.dynamodb.documents import encoded, stamp
from chalicelib.adapters.dynamodb.get import held, readable, stored
from chalicelib.adapters.dynamodb.programs import keys
from chalicelib.adapters.dynamodb.query import in_shard
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.programs.client import ClientIdentity
from chalicelib.domain.programs.program import AccountPrograms, Program, ProgramUse
from chalicelib.services.unit_of_work.programs.ports import BoundProgram
from chalicelib.services.unit_of_work.unreadable import DueRow


class DynamoProgramStore:
    """Every read is one get or one batch; what is due takes a query of the index and a batch."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def account_programs(self, account_id: str) -> AccountPrograms:
        """All of an account, in one get."""
        return stored(self._table, keys.programs(account_id), AccountPrograms) or AccountPrograms(account_id)

    def program_of(self, client: ClientIdentity) -> BoundProgram | None:
        """The program and its last use, in one batch. A use that cannot be read is none."""
        bound, use = (make(client.issuer, client.client_id) for make in (keys.bound, keys.use))
        found = self._table.batch([bound, use])
        if bound not in found:
            return None
        program = held(found[bound], Program)
        uses = readable([found[use]] if use in found else [], ProgramUse)
        return BoundProgram(program, next((one.used_at for one in uses if one.program_id == program.program_id), None))

    def program_uses(self, programs: Sequence[Program]) -> Mapping[str, datetime]:
        """Those that there are, in one batch."""
        wanted = [keys.use(one.issuer, one.client_id) for one in programs if one.client_id]
        found = self._table.batch(list(dict.fromkeys(wanted))) if wanted else {}
        return {one.program_id: one.used_at for one in readable(found.values(), ProgramUse)}

    def save_program_use(self, program: Program, use: ProgramUse) -> None:
        """In one put, which may be repeated."""
        self._table.put(Row(*keys.use(program.issuer, program.client_id), encoded(use)))

    def due_programs(self, now: datetime, limit: int) -> Sequence[DueRow[AccountPrograms]]:
        """Those in the shard of programs whose time has come."""
        return in_shard(self._table, keys.DUE_SHARD, at_most("due_at", stamp(now)), limit, AccountPrograms)
