"""Regular expressions that are compiled when they are first used, since most calls use few of them."""

import re
from typing import Any, cast


class _Uncompiled:
    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        """Keep what is used of the compiled pattern, so that each further use is as fast as the pattern's own."""
        found = getattr(re.compile(self._source, self._flags), name)
        setattr(self, name, found)
        return found


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return the pattern, as `re.compile` would."""
    return cast("re.Pattern[str]", _Uncompiled(source, flags))
