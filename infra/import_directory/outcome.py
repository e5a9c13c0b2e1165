"""What an import has done so far, and how it says so: in lines for people, or in lines of JSON for programs."""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from chalicelib.services.accounts.importing import Imported
from infra.import_directory.columns import column_of, shown

GONE_IN = (Imported.CREATED, Imported.CHANGED, Imported.UNCHANGED)
_MOST_UNUSED, _LONGEST = 50, 40


@dataclass
class Outcome:
    """Counts of imported rows; rows that were not imported, or only in part, are reported at once."""

    say: Callable[[str], None] = print
    counts: Counter[Imported] = field(default_factory=Counter)
    reported: int = 0
    further: int = 0
    # The names of columns that an import does not know, in their order; the first ones.
    unused: dict[str, None] = field(default_factory=dict)

    def report(self, place: str, reason: str, *, is_in: bool = False) -> None:
        """Report a row with its place in the file and the reason. `is_in`: the rest of it was imported."""
        self.reported += 1
        self.say(self.line(place, reason, is_in=is_in))

    def line(self, place: str, reason: str, *, is_in: bool) -> str:
        """Return the line of a reported row."""
        return f"{place}: {reason}"

    def note_unused(self, names: Iterable[str]) -> None:
        """Remember which columns are not used."""
        if len(self.unused) < _MOST_UNUSED:
            self.unused.update(dict.fromkeys(name[:_LONGEST] for name in names if column_of(name) is None))

    def end(self) -> None:
        """Say what was done."""
        self.say(str(self))
        if self.further:
            self.say(f"{self.further} rows name further domains, which are ignored: the first is the identifier")
        if self.unused:
            self.say(f"Not used: {shown(list(self.unused))}")

    def __str__(self) -> str:
        created, changed, unchanged = (self.counts[kind] for kind in GONE_IN)
        return (
            f"{created + changed + unchanged} rows imported ({created} created, {changed} changed, "
            f"{unchanged} unchanged), {self.reported} reported"
        )


class JsonOutcome(Outcome):
    """Each report is a line of JSON, and so is the end."""

    def line(self, place: str, reason: str, *, is_in: bool) -> str:
        kind, _, number = place.partition(" ")
        return json.dumps({kind: int(number), "imported": is_in, "reason": reason})

    def end(self) -> None:
        counts = {kind.value: self.counts[kind] for kind in GONE_IN}
        further = {"reported": self.reported, "further_domains": self.further, "unused_columns": list(self.unused)}
        self.say(json.dumps({**counts, **further}))
