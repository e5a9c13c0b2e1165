"""Programs that call the API of a test's own world, with a bearer token."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.accounts.account import AccessRole
from chalicelib.services.access.claim_grants import claim_at_sign_in
from tests.matrix.callers import ADDRESSES, person, token, with_issuer
from tests.web.browser_without_script import Response, Site, site_over
from tests.world import World

JSON = "application/json"
USER = AccessRole.SMART_ACCOUNT_USER


@dataclass(frozen=True)
class Program:
    """A program of the person of a column of the matrix; without one, of nobody."""

    site: Site
    column: str = ""

    def of(self, column: str, account_id: str = "", role: AccessRole = USER) -> "Program":
        """Return a program of this person, who has this role and has claimed it."""
        world = self.site.world
        world.give_role(ADDRESSES[column], account_id or f"elsewhere-of-{ADDRESSES[column]}", role)
        claim_at_sign_in(world.ports, person(world.container, column))
        return Program(self.site, column)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Call the API; `_` in the name of a header stands for `-`."""
        bearer: Mapping[str, str] = {"Authorization": f"Bearer {token(self.column)}"} if self.column else {}
        sent = b"" if body is None else json.dumps(body).encode()
        return self.site.send(method, path, {**bearer, "Content-Type": JSON, **headers}, sent)


@contextmanager
def programs(world: World) -> Iterator[Program]:
    """Provide a program without a token over this world, whose tokens are issued in memory."""
    with site_over(replace(world, container=with_issuer(world.container))) as site:
        yield Program(site)
