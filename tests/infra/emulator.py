"""The emulated AWS for tests, and stages with names of their own."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import botocore.session

from infra.deploy.stages import Stage, read_stage
from infra.local.environment import CREDENTIALS

REGION = "us-east-1"
DEV = read_stage("dev")
PROD = read_stage("prod")
# The emulator finishes a stack at once.
POLL_SECONDS = 0.05


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def new_client(service: str, url: str | None = None) -> Any:
    """Create a client, for a test that registers a hook on it."""
    # Given and not looked up: inside `mock_aws` the environment has others, which the session would keep.
    keys = {name.lower(): value for name, value in CREDENTIALS.items()}
    return _session().create_client(service, region_name=REGION, endpoint_url=url, **keys)


client_of = cache(new_client)


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    url: str

    def client(self, service: str) -> Any:
        """Return the only client of a service in this process: creating one takes longer than most calls."""
        return client_of(service, self.url)


def named(name: str, like: Stage = DEV) -> Stage:
    """Copy a stage under another name."""
    variables = {variable: text.replace("dev", name) for variable, text in like.variables.items()}
    return replace(like, name=name, gateway_stage=name, variables=variables)
