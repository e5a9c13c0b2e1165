"""Where a deployment goes: the stage, the account and region, and the clients for it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session

from infra.deploy.stages import DeployFailed, Stage, read_stage

# The stack's parameters by the names of the command line.
PARAMETERS = {"alarm_address": "AlarmAddress", "mail_domain": "MailDomain", "user_pool": "WithUserPool"}


class NotReady(DeployFailed):
    """Faults of the machine, the tree or the settings; the message lists them."""


@dataclass(frozen=True)
class Target:
    """The stage, the account it goes to, and what the command line says of its stack."""

    stage: Stage
    region: str
    client: Callable[[str], Any]
    given: Mapping[str, str]

    @property
    def is_real(self) -> bool:
        """Whether this is AWS itself and no emulator."""
        return not os.environ.get("AWS_ENDPOINT_URL")


def target_of(name: str, options: Mapping[str, str | None]) -> Target:
    """Raises `UnknownStage`, or `NotReady` where no region is set."""
    session = botocore.session.get_session()
    region = os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise NotReady("No region is set: give AWS_DEFAULT_REGION, or a profile that has one by AWS_PROFILE")
    given = {parameter: value for option, parameter in PARAMETERS.items() if (value := options.get(option))}
    return Target(read_stage(name), region, lambda service: _client(session, service, region), given)


def _client(session: botocore.session.Session, service: str, region: str) -> Any:
    return session.create_client(service, region_name=region)
