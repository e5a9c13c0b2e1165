"""`python -m infra.deploy STAGE [--skip STEP …]`: deploy a stage to AWS, step by step.

Exit codes: 0 deployed; 1 a step failed, and the message says what to fix.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from chalicelib import VERSION
from infra.deploy import post_deploy, preflight, releases, smoke, stack
from infra.deploy.chalice_command import run_chalice
from infra.deploy.new_settings import add_settings
from infra.deploy.rows import run_migrate, run_rebuild
from infra.deploy.stages import NotDeployed, Stage, read_deployment
from infra.deploy.state import locked_state, state_of
from infra.deploy.target import FAULTS, NotReady, Target, target_of
from infra.local.state import PROJECT_ROOT

# The time-out of the functions that take locks, and some more.
LONGEST_CALL_SECONDS = 30.0


def check(target: Target) -> str:
    """check interpreter, working tree, settings and SES"""
    faults = preflight.settings_faults(target.stage, target.region)
    if target.is_real:
        faults += preflight.python_faults(sys.version_info[:2])
        faults += preflight.tree_faults(PROJECT_ROOT)
        faults += preflight.name_faults(target.stage.variables)
        faults += preflight.sandbox_faults(target.stage, target.client("sesv2"))
    if faults:
        raise NotReady("\n".join(faults))
    return "ready"


def deploy_stack(target: Target) -> str:
    """create or update the stack with table, queue, topics, keys, logs and alarms"""
    cloudformation = target.client("cloudformation")
    done = stack.create_or_update(cloudformation, target.stage, target.parameters)
    outputs = stack.outputs_of(cloudformation, target.stage)
    return "\n".join([done, *(f"  {name}: {value}" for name, value in outputs.items())])


def prepare_functions(target: Target) -> str:
    """add the settings of this release to the functions that run, which Chalice would do after their code"""
    try:
        names = read_deployment(target.stage).functions
    except NotDeployed:
        return "nothing runs yet"
    changed = add_settings(target.client("lambda"), names, target.stage.variables)
    return f"settings added to {', '.join(changed) or 'no function'}"


def deploy_app(
    target: Target,
    migrate: Callable[[Target, str], bool] = run_migrate,
    chalice: Callable[[str, Stage, str], None] = run_chalice,
    pause: Callable[[float], None] = time.sleep,
    rebuild: Callable[[Target, str], None] = run_rebuild,
) -> str:
    """let Chalice deploy functions, API, schedule and triggers; move rows for a new list of suffixes or a new index

    From its first call on, the new release takes no lock until the rows have been moved. The last calls of the release
    before, which place rows by another list, end before any row is moved. A new index is written before the release
    that reads it serves, and what has changed in the meantime after that.
    """
    rebuild(target, "--prepare")
    is_held = migrate(target, "--hold")
    chalice("deploy", target.stage, target.region)
    if is_held:
        pause(LONGEST_CALL_SECONDS)
    migrate(target, "--if-needed")
    rebuild(target, "--if-needed")
    return "deployed"


def finish(target: Target) -> str:
    """set the gateway's own responses, its throttling, tracing and the retention of logs"""
    deployment = read_deployment(target.stage)
    apigateway = target.client("apigateway")
    responses = post_deploy.set_gateway_responses(apigateway, target.stage, deployment)
    post_deploy.throttle(apigateway, target.stage, deployment)
    post_deploy.disable_gateway_tracing(apigateway, target.stage, deployment)
    bounded = post_deploy.set_log_retention(target.client("logs"), target.stage, deployment)
    return f"{len(responses)} responses and throttling set; retention set for {', '.join(bounded) or 'no log group'}"


def check_and_keep(target: Target) -> str:
    """ask the API what its callers ask; if it answers, keep the release for `make rollback`"""
    deployment = read_deployment(target.stage)
    found = smoke.check(deployment.url, target.stage.name) if target.is_real else "an emulator is not asked"
    return f"{found}\n{releases.keep(target, state_of(target).bucket, deployment, VERSION)}"


Steps = Mapping[str, Callable[[Target], str]]
# The bucket of the stack has the lock, so the first steps cannot take it.
UNLOCKED_STEPS: Steps = {"preflight": check, "stack": deploy_stack}
LOCKED_STEPS: Steps = {
    "settings": prepare_functions,
    "chalice": deploy_app,
    "post-deploy": finish,
    "smoke": check_and_keep,
}
STEPS: Steps = {**UNLOCKED_STEPS, **LOCKED_STEPS}


def main(arguments: Sequence[str]) -> int:
    """Run the steps; return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        target = target_of(options.stage, vars(options))
        _run(UNLOCKED_STEPS, target, options.skip)
        if not LOCKED_STEPS.keys() <= set(options.skip):
            with locked_state(target):
                _run(LOCKED_STEPS, target, options.skip)
    except FAULTS as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _run(steps: Steps, target: Target, skipped: Sequence[str]) -> None:
    for name, step in steps.items():
        if name not in skipped:
            print(f"{name}: {_title(step)} …", flush=True)
            print(step(target), flush=True)


def _title(step: Callable[[Target], str]) -> str:
    return (step.__doc__ or "").partition("\n")[0]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__, allow_abbrev=False)
    parser.add_argument("stage", metavar="STAGE", help="a stage of .chalice/config.json")
    parser.add_argument("--skip", action="append", default=[], choices=STEPS, help="skip a step")
    parser.add_argument("--alarm-address", help="recipient of alarms; by default the support address")
    parser.add_argument("--mail-domain", help="a domain to register with SES in this stack")
    parser.add_argument("--user-pool", choices=("true", "false"), help="whether to create a Cognito user pool")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
