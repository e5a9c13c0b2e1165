"""The scene of the matrix: the system, its callers, its objects by name, and its secrets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tests.matrix.accounts import create_accounts
from tests.matrix.cached_reads import Rows, cached_reads
from tests.matrix.callers import CredentialsByColumn, credentials_by_column, with_issuer
from tests.matrix.objects import Object, objects_by_name
from tests.matrix.requests import create_access_requests, create_requests
from tests.matrix.secrets import names_of, secrets_of
from tests.web.browser_without_script import Site, site_over
from tests.world import world as new_world


@dataclass(frozen=True)
class Scene:
    """The system and its content.

    `secrets` maps words to the columns that may see them; `names` are no secrets, but no refusal may contain them.
    """

    site: Site
    rows: Rows
    credentials: CredentialsByColumn
    objects: Mapping[str, Object]
    secrets: Mapping[str, frozenset[str]]
    names: frozenset[str]


@contextmanager
def scene() -> Iterator[Scene]:
    """Create a system with all objects."""
    with new_world() as fresh, cached_reads() as rows:
        world = replace(fresh, container=with_issuer(fresh.container))
        made, accounts = create_requests(world), create_accounts(world)
        access = create_access_requests(world, accounts)
        objects, secrets = objects_by_name(made, accounts, access), secrets_of(made, accounts, access)
        with site_over(world) as site:
            credentials = credentials_by_column(world.container)
            yield Scene(site, rows, credentials, objects, secrets, names_of(made, accounts))
