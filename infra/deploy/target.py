"""Target of a deployment: stage, region, AWS clients and stack parameters."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy.stages import DeployFailed, Stage, read_stage

# What a command of the deployment reports in a line, with exit status 1.
FAULTS = (DeployFailed, BotoCoreError, ClientError)
# Stack parameters by command-line option.
PARAMETERS = {
    "alarm_address": "AlarmAddress",
    "mail_domain": "MailDomain",
    "user_pool": "WithUserPool",
    "domain": "DomainName",
    "certificate": "CertificateArn",
    "base_path": "BasePath",
}


class NotReady(DeployFailed):
    """The machine, the working tree or the settings are not ready; the message lists why."""


@dataclass(frozen=True)
class Target:
    """A stage, where it is deployed to, and the stack parameters given on the command line."""

    stage: Stage
    region: str
    client: Callable[[str], Any]
    parameters: Mapping[str, str]

    @property
    def is_real(self) -> bool:
        """Whether this is AWS itself, not an emulator."""
        return not os.environ.get("AWS_ENDPOINT_URL")


def target_of(name: str, options: Mapping[str, str | None]) -> Target:
    """Build the target of a stage. Raises `UnknownStage`, or `NotReady` if no region is set."""
    session = botocore.session.get_session()
    region = os.environ.get("AWS_REGION") or session.get_config_variable("region")
    if not region:
        raise NotReady("No region is set: set AWS_DEFAULT_REGION, or AWS_PROFILE to a profile that has a region")
    parameters = {
        parameter: value for option, parameter in PARAMETERS.items() if (value := options.get(option)) is not None
    }
    return Target(read_stage(name), region, lambda service: _client(session, service, region), parameters)


def _client(session: botocore.session.Session, service: str, region: str) -> Any:
    return session.create_client(service, region_name=region)
