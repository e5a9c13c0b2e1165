"""A form that was sent after its session had ended, and how many of them a session keeps for how long."""

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta

from chalicelib.domain.value_classes import value_class

# From the end of the session: over a weekend.
KEPT_LENGTH = timedelta(days=3)
# Of so many forms, as long as this, one row of the table has room.
MOST_FORMS = 3
LONGEST_FORM = 100_000


@value_class
class KeptForm:
    """What was typed into the form at a path of this site, by the names of its fields."""

    path: str
    fields: Mapping[str, str] = field(repr=False)

    @property
    def length(self) -> int:
        """How many bytes it takes in the row."""
        return len(json.dumps(dict(self.fields), ensure_ascii=False).encode(errors="replace"))
