"""Everything that the matrix is played on: the system, its callers, its objects by name, and who may know it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.matrix.accounts import populated
from tests.matrix.callers import Ways, ways, with_issuer
from tests.matrix.objects import Object, named
from tests.matrix.remembering import Rows, remembered_reads
from tests.matrix.requests import access_asked_for, asked_for
from tests.matrix.secrets import names_of, secrets_of
from tests.web.browser_without_script import Site, site_over
from tests.world import world


@dataclass(frozen=True)
class Scene:
    """The system and all that is in it.

    `secrets` are words with the columns that may know them; `names` are no secrets, and no refusal tells them.
    """

    site: Site
    rows: Rows
    ways: Ways
    objects: Mapping[str, Object]
    secrets: Mapping[str, frozenset[str]]
    names: frozenset[str]


@contextmanager
def scene() -> Iterator[Scene]:
    """A system of its own, gone afterwards."""
    with world() as fresh, remembered_reads() as rows:
        own = replace(fresh, container=with_issuer(fresh.container))
        made, accounts = asked_for(own), populated(own)
        access = access_asked_for(own, accounts)
        objects, secrets = named(made, accounts, access), secrets_of(made, accounts, access)
        with site_over(own) as site:
            yield Scene(site, rows, ways(own.container), objects, secrets, names_of(made, accounts))
