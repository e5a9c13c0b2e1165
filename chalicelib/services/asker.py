"""Who calls, with every role they have anywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.account import Grant
from chalicelib.domain.person import Person
from chalicelib.domain.rights import Rights


@dataclass(frozen=True)
class Asker:
    """The person and their roles, as they were read for this call."""

    person: Person
    grants: Sequence[Grant]

    def rights_on(self, account_id: str) -> Rights:
        """What they may do on an account."""
        return Rights.of(self.grants, account_id)
