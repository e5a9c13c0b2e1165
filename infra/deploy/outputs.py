"""Settings that the stack makes: `output:<name>` is that output of the stage's stack, read at a deployment."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from infra.deploy import stack
from infra.deploy.stages import DeployFailed, Stage
from infra.deploy.target import Target


class NotMade(DeployFailed):
    """The stack has not made what a setting is to be read from; the message says how it does."""


@dataclass(frozen=True)
class Condition:
    """When the stack makes an output: the parameter that has to be given, and the option of `make deploy` that does."""

    parameter: str
    option: str


USER_POOL = Condition("WithUserPool", "USER_POOL=true")
# The outputs that settings may be. Names that the functions' policies repeat are not among them.
READABLE: Mapping[str, Condition | None] = {
    "PublicUrl": None,
    "OidcIssuer": USER_POOL,
    "OidcClientId": USER_POOL,
    "OidcLogoutUrl": USER_POOL,
    "ApiAudience": USER_POOL,
}


def output_faults(stage: Stage, parameters: Mapping[str, str]) -> list[str]:
    """Check that a stack with these parameters makes every output that a setting is to be read from."""
    return [
        fault for setting, output in stage.references.items() if (fault := _fault(stage, setting, output, parameters))
    ]


def with_outputs(target: Target) -> Target:
    """Return the target with the outputs of its stack in place of the references. Raises `NotMade`."""
    wanted = target.stage.references
    if not wanted:
        return target
    made = stack.outputs_of(target.client("cloudformation"), target.stage)
    missing = [f"{setting} ({output})" for setting, output in wanted.items() if output not in made]
    if missing:
        again = f"run `make deploy STAGE={target.stage.name}`, which says what is missing"
        raise NotMade(f"The stack of {target.stage.name} has not made {', '.join(missing)}: {again}.")
    return replace(target, stage=target.stage.reading(made))


def with_stand_ins(stage: Stage) -> Stage:
    """Return the stage with valid values for settings whose outputs are not made yet."""
    return stage.reading({output: f"https://output.invalid/{output}" for output in stage.references.values()})


def _fault(stage: Stage, setting: str, output: str, parameters: Mapping[str, str]) -> str:
    if output not in READABLE:
        return f"{setting} is to be read from {output}, which is none of: {', '.join(READABLE)}"
    condition = READABLE[output]
    if condition and parameters.get(condition.parameter, "false") in ("", "false"):
        again = f"make deploy STAGE={stage.name} {condition.option}"
        return f"{setting} is to be read from {output}, which the stack does not make: run `{again}`"
    return ""
