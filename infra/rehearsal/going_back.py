"""Keep the releases of the rehearsal, and go back to the first one, as `make deploy` and `make rollback` do."""

import boto3

from infra.deploy.releases import keep, roll_back
from infra.deploy.stack import outputs_of
from infra.deploy.stages import Deployment, Stage
from infra.deploy.state import BUCKET_OUTPUT
from infra.deploy.target import Target
from infra.local.environment import REGION


class GoingBack:
    """The releases of the stage's API at `base`."""

    def __init__(self, stage: Stage, base: str) -> None:
        names = (function["FunctionName"] for function in boto3.client("lambda").list_functions()["Functions"])
        self._target = Target(stage, REGION, boto3.client, {})
        self._bucket = outputs_of(boto3.client("cloudformation"), stage)[BUCKET_OUTPUT]
        self._deployment = Deployment(base.split("/")[-2], tuple(names))

    def keep(self, version: str) -> None:
        """Keep what is deployed now."""
        keep(self._target, self._bucket, self._deployment, version)

    def roll_back(self) -> str:
        """Deploy the release before; return what was done."""
        return roll_back(self._target, self._bucket, self._deployment)
