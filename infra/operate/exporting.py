"""Export what is stored of one person, by the rules by which erasing finds it; other people's addresses are masked."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from chalicelib.adapters.dynamodb.documents import Unreadable, decoded
from chalicelib.adapters.dynamodb.table import Row, Table
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identity.erased import ADDRESS, MARKER
from chalicelib.domain.identity.mail_address import MailAddress
from infra.operate.address_occurrences import AddressMatcher
from infra.operate.erasable.kinds import Blocked, DataSubject
from infra.operate.erasing import UnknownKind, found_in, kind_of_row

HIDDEN = "•••"
# Keys and attributes that serve storage alone.
INTERNAL = ("pk", "sk", "document", "due_shard", "version", "unknown", "malformed")


@dataclass
class Exported:
    """What the rows hold that name the person, and those that may name them but cannot be read."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def export(table: Table, subject: DataSubject) -> Exported:
    """Scan the table for the person; nothing is changed."""
    exported, masked = Exported(), _Masked(subject.address)
    for row in table.scan(consistent=True):
        try:
            if _names(row, subject):
                exported.rows.append(masked.of(_shown(row)))
        except Unreadable:
            if subject.address.may_occur_in(row.malformed or asdict(row)):
                exported.unreadable.append(masked.of("/".join(row.key)))
    exported.rows.sort(key=lambda shown: (shown["kind"], shown["row"]))
    return exported


def _names(row: Row, subject: DataSubject) -> bool:
    try:
        return any(True for _ in found_in(row, subject))
    except (Blocked, UnknownKind):
        return True


def _shown(row: Row) -> dict[str, Any]:
    attributes = {name: value for name, value in asdict(row).items() if name not in INTERNAL and value is not None}
    document = decoded(row.document, object) if row.document else None
    return {"kind": kind_of_row(row), "row": " ".join(row.key), **attributes, "document": document}


class _Masked:
    """Masks every address but the person's own."""

    def __init__(self, own: AddressMatcher) -> None:
        self._own = own

    def of(self, value: Any) -> Any:
        """Return the JSON value with addresses masked."""
        match value:
            case str():
                return ADDRESS.sub(self._replaced, value)
            case {"local": str(local), "domain": str(domain)} if not self._own.occurs_in(f"{local}@{domain}"):
                return {**value, "local": f"{local[:1]}{HIDDEN}"}
            case dict():
                return {self.of(name): self.of(member) for name, member in value.items()}
            case list() | tuple():
                return [self.of(member) for member in value]
            case _:
                return value

    def _replaced(self, run: re.Match[str]) -> str:
        """Keep what is an address of the person as a whole; of a run of several, show no other."""
        rest = self._own.redact(run[0])
        if rest == run[0]:
            return _masked(run[0])
        others = rest.replace(str(MARKER), "")
        return f"{self._own.folded} {_masked(others)}" if ADDRESS.search(others) else run[0]


def _masked(run: str) -> str:
    try:
        return MailAddress.parse_exact(run.rstrip(".-")).masked
    except Invalid:
        return HIDDEN
