"""The scene of the matrix: the system, its callers, its objects by name, and its secrets."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from chalicelib.domain.access.inquiry import InquiryForm
from chalicelib.services.access.inquiries import inquire
from tests.backends.backend import MemoryBackend
from tests.matrix.accounts import create_accounts
from tests.matrix.callers import CredentialsByColumn, credentials_by_column, person, with_issuer
from tests.matrix.objects import Object, objects_by_name
from tests.matrix.proofs import create_proofs
from tests.matrix.recoveries import create_recoveries, recovery_objects, recovery_secrets
from tests.matrix.requests import create_access_requests, create_requests
from tests.matrix.secrets import names_of, secrets_of
from tests.matrix.watched_table import WatchedTable
from tests.web.browser_without_script import Site, site_over
from tests.world import SETTINGS, world_over


@dataclass(frozen=True)
class Scene:
    """The system and its content.

    `secrets` maps words to the columns that may see them; `names` are no secrets, but no refusal may contain them.
    """

    site: Site
    table: WatchedTable
    credentials: CredentialsByColumn
    objects: Mapping[str, Object]
    secrets: Mapping[str, frozenset[str]]
    names: frozenset[str]


@contextmanager
def scene() -> Iterator[Scene]:
    """Create a system with all objects."""
    table = WatchedTable()
    fresh = world_over(MemoryBackend(table), SETTINGS)
    world = replace(fresh, container=with_issuer(fresh.container))
    made, accounts = create_requests(world), create_accounts(world)
    access = create_access_requests(world, accounts)
    proofs = create_proofs(world, accounts)
    recoveries, objection = create_recoveries(world)
    inquiry = inquire(world.ports, person(world.container, "non"), InquiryForm("nowhere.example"))
    objects = {**objects_by_name(made, accounts, access, proofs), **recovery_objects(recoveries, objection)}
    objects["inquiry"] = {"inquiry_id": inquiry.inquiry_id}
    secrets = {**secrets_of(made, accounts, access, proofs), **recovery_secrets(recoveries)}
    with site_over(world) as site:
        credentials = credentials_by_column(world.container)
        yield Scene(site, table, credentials, objects, secrets, names_of(made, accounts))
