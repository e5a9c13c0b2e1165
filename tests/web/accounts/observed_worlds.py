"""Equal worlds without an account, with a restricted one and with another one, and what somebody observes in each."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count

from chalicelib.adapters.dynamodb.table import Table
from tests.backends.observable_table import calls_of
from tests.web.api.populated_site import with_tokens
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import PARTNER, REVIEWER, person, world

COLLEAGUE = person("head@globex.example", name="Hedy Head")
READERS = (PARTNER, COLLEAGUE, REVIEWER)


@dataclass
class IdsInOrder:
    """Ids in sequence, the same in every world."""

    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self) -> str:
        """Return the next id."""
        return f"id-{next(self._numbers)}"

    def new_reference(self) -> str:
        """Return the next reference."""
        return f"SAR-{next(self._numbers)}"


@dataclass(frozen=True)
class Observation:
    """What a question returned, and the database calls it made."""

    status: int
    text: str
    calls: Sequence[str]


Watch = Callable[[Callable[[], Response]], Observation]
Question = Callable[[Site, Watch], Observation]


WORLDS: Mapping[str, Mapping[str, str]] = {
    "none": {},
    "restricted": {"name": "Globex Secret", "domain": "globex.example", "visibility": "restricted"},
    "elsewhere": {"name": "Umbrella Corporation", "domain": "umbrella.com"},
}


@contextmanager
def site_with(account: Mapping[str, str]) -> Iterator[Site]:
    """Set up a site with this account and two people who have a role on another one."""
    with world() as empty:
        if account:
            empty.import_account(
                account["name"], account["domain"], ("it@customer.example",), account.get("visibility", "")
            )
        ports = replace(empty.ports, ids=IdsInOrder())
        known = with_tokens(replace(empty, container=replace(empty.container, ports=ports)), *READERS)
        with site_over(known) as site:
            for somebody in READERS:
                site.signed_in(somebody)
            yield site


def watched(table: Table, act: Callable[[], Response]) -> Observation:
    """Return the response without values that differ in every response, and the calls."""
    with calls_of(table) as calls:
        response = act()
    text = response.text.replace(response.headers["x-request-id"], "")
    return Observation(
        response.status, re.sub(r'name="form_token" value="\w+"', "", text), [call.verb for call in calls]
    )
