"""The emulated AWS for tests, and stages with names of their own."""

from dataclasses import dataclass, replace
from typing import Any

import botocore.session

from infra.deploy.stages import Stage, read_stage

REGION = "us-east-1"
DEV = read_stage("dev")
PROD = read_stage("prod")
# The emulator finishes a stack at once.
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Emulator:
    """A running emulator."""

    url: str

    def client(self, service: str) -> Any:
        """Create a client for a service."""
        session = botocore.session.get_session()
        return session.create_client(service, region_name=REGION, endpoint_url=self.url)


def named(name: str, like: Stage = DEV) -> Stage:
    """Copy a stage under another name."""
    variables = {variable: text.replace("dev", name) for variable, text in like.variables.items()}
    return replace(like, name=name, gateway_stage=name, variables=variables)
