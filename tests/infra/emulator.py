"""The emulator of AWS as tests ask it: stacks, gateways and SES; and stages of a test's own."""

from dataclasses import dataclass, replace
from typing import Any

import botocore.session

from infra.deploy.stages import Stage, read_stage

REGION = "us-east-1"
DEV = read_stage("dev")
PROD = read_stage("prod")
# The emulator is done before it could be asked a second time; a real stack takes minutes.
POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Emulator:
    """Where it answers."""

    url: str

    def client(self, service: str) -> Any:
        """A client of one of its services."""
        session = botocore.session.get_session()
        return session.create_client(service, region_name=REGION, endpoint_url=self.url)


def named(name: str, like: Stage = DEV) -> Stage:
    """A stage of its own, as if the configuration had it."""
    variables = {one: text.replace("dev", name) for one, text in like.variables.items()}
    return replace(like, name=name, variables=variables)
