"""`python -m infra.deploy STAGE [--skip STEP …]`: brings a stage to AWS, step by step.

Exit codes: 0 it is there; 1 something has to be mended first, and is named.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from infra.deploy import post_deploy, preflight, stack
from infra.deploy.chalice_command import run_chalice
from infra.deploy.stages import DeployFailed, read_deployment
from infra.deploy.target import NotReady, Target, target_of
from infra.local.state import PROJECT_ROOT


def check(target: Target) -> str:
    """looks whether interpreter, tree, settings and SES are ready"""
    faults = preflight.settings_faults(target.stage, target.region)
    if target.is_real:
        faults += preflight.python_faults(sys.version_info[:2])
        faults += preflight.tree_faults(PROJECT_ROOT)
        faults += preflight.name_faults(target.stage.variables)
        faults += preflight.sandbox_faults(target.stage, target.client("sesv2"))
    if faults:
        raise NotReady("\n".join(faults))
    return "nothing stands against it"


def bring_stack_up(target: Target) -> str:
    """has the stack hold table, queue, topics, keys, logs and alarms"""
    cloudformation = target.client("cloudformation")
    done = stack.bring_up(cloudformation, target.stage, target.given)
    outputs = stack.outputs_of(cloudformation, target.stage)
    return "\n".join([done, *(f"  {name}: {value}" for name, value in outputs.items())])


def deploy_app(target: Target) -> str:
    """has Chalice deploy functions, API, schedule and triggers"""
    run_chalice("deploy", target.stage, target.region)
    return "deployed"


def finish(target: Target) -> str:
    """sets the gateway's own answers, its throttling, what it does not trace and how long logs are kept"""
    deployment = read_deployment(target.stage)
    apigateway = target.client("apigateway")
    answers = post_deploy.answer_as_the_app_does(apigateway, target.stage, deployment)
    post_deploy.throttle(apigateway, target.stage, deployment)
    post_deploy.keep_addresses_out_of_traces(apigateway, target.stage, deployment)
    bounded = post_deploy.keep_logs_for_a_while(target.client("logs"), target.stage, deployment)
    return f"{len(answers)} answers, throttled; an end for the logs of {', '.join(bounded) or 'no further group'}"


STEPS: Mapping[str, Callable[[Target], str]] = {
    "preflight": check,
    "stack": bring_stack_up,
    "chalice": deploy_app,
    "post-deploy": finish,
}


def main(arguments: Sequence[str]) -> int:
    """The exit status."""
    options = _parser().parse_args(arguments)
    try:
        target = target_of(options.stage, vars(options))
        for name, step in STEPS.items():
            if name not in options.skip:
                print(f"{name}: {step.__doc__} …", flush=True)
                print(step(target), flush=True)
    except (DeployFailed, BotoCoreError, ClientError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.deploy", description=__doc__, allow_abbrev=False)
    parser.add_argument("stage", metavar="STAGE", help="one of .chalice/config.json")
    parser.add_argument("--skip", action="append", default=[], choices=STEPS, help="leave a step out")
    parser.add_argument("--alarm-address", help="who is told of alarms; at first the support address")
    parser.add_argument("--mail-domain", help="a domain that SES is to learn of here")
    parser.add_argument("--user-pool", choices=("true", "false"), help="whether a Cognito user pool is made")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
