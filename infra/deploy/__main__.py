"""`python -m infra.deploy STAGE [--skip STEP …]`: deploy a stage to AWS, step by step.

Exit codes: 0 deployed; 1 a step failed, and the message says what to fix.
"""

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from chalicelib import VERSION
from infra.deploy import account, post_deploy, preflight, releases, smoke, stack
from infra.deploy.adoption import apis_of
from infra.deploy.chalice_command import run_chalice
from infra.deploy.gateway import logs as gateway_logs
from infra.deploy.new_settings import add_settings
from infra.deploy.outputs import output_faults, with_outputs
from infra.deploy.rows import run_migrate, run_rebuild
from infra.deploy.stages import Deployment, NotDeployed, Stage, read_deployment
from infra.deploy.state import locked_state, state_of
from infra.deploy.target import FAULTS, NotReady, Target, target_of
from infra.local.state import PROJECT_ROOT

# The time-out of the functions that take locks, and some more.
LONGEST_CALL_SECONDS = 30.0


def check(target: Target) -> str:
    """check interpreter, working tree, settings and region; say what the account limits or lacks"""
    known = stack.parameters_of(target.client("cloudformation"), target.stage)
    parameters = {**known, **target.parameters}
    faults = output_faults(target.stage, parameters) + preflight.domain_faults(target, parameters)
    faults += preflight.api_faults(target, known, lambda: apis_of(target.stage, target.client))
    faults += preflight.settings_faults(target.stage, target.region) + preflight.region_faults(target.region)
    if target.is_real:
        faults += preflight.python_faults(sys.version_info[:2])
        faults += preflight.tree_faults(PROJECT_ROOT)
        faults += preflight.name_faults(target.stage.variables)
        faults += account.sandbox_faults(target.stage, target.client("sesv2"))
    if faults:
        raise NotReady("\n".join(faults))
    return "\n".join([*account.findings(target), "ready"])


def deploy_stack(target: Target) -> str:
    """create or update the stack with table, queue, topics, keys, logs and alarms"""
    cloudformation = target.client("cloudformation")
    former = stack.parameters_of(cloudformation, target.stage).get("DomainName", "")
    if former and target.parameters.get("DomainName", former) != former:
        post_deploy.unmap_domain(target.client("apigateway"), former)
    done = stack.create_or_update(cloudformation, target.stage, target.parameters)
    outputs = stack.outputs_of(cloudformation, target.stage)
    return "\n".join(
        [done, *(f"  {name}: {value}" for name, value in outputs.items()), account.alarms(target, outputs)]
    )


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
    """check the gateway's own responses, set its throttling and log, keep events that are given up"""
    deployment = read_deployment(target.stage)
    apigateway, logs = target.client("apigateway"), target.client("logs")
    address = serve_domain(target, deployment)
    post_deploy.check_gateway_responses(apigateway, deployment)
    log_group_arn = gateway_logs.log_group_arn(logs, target.stage)
    given = gateway_logs.permit_logging(apigateway, target.client("iam"))
    post_deploy.configure_stage(apigateway, target.stage, deployment, log_group_arn)
    outputs = stack.outputs_of(target.client("cloudformation"), target.stage)
    post_deploy.keep_events(target.client("lambda"), target.stage, outputs["EventsGivenUpArn"])
    bounded = post_deploy.set_log_retention(logs, target.stage, deployment)
    role = f"; API Gateway of this account writes logs as {gateway_logs.ROLE}" if given else ""
    return (
        f"{address}throttling and log set; events kept; retention set for {', '.join(bounded) or 'no log group'}{role}"
    )


def serve_domain(target: Target, deployment: Deployment, answers: Callable[[str], bool] = smoke.answers) -> str:
    """Map the stage's domain to the API; once it answers there, close the API's own address. Return what to do."""
    gateway = target.client("apigateway")
    parameters = stack.parameters_of(target.client("cloudformation"), target.stage)
    domain, address = parameters.get("DomainName", ""), stack.domain_url(parameters)
    if domain:
        post_deploy.map_domain(gateway, target.stage, deployment, domain, parameters.get("BasePath", ""))
    is_served = bool(domain) and answers(address)
    post_deploy.close_own_address(gateway, deployment, is_served)
    if domain and not is_served:
        return f"{address} does not answer yet: put DomainRecord into the DNS, then deploy again to close the API's\n"
    return ""


def check_and_keep(target: Target) -> str:
    """ask the API what its callers ask; if it answers, keep the release for `make rollback`"""
    deployment, found = read_deployment(target.stage), "an emulator is not asked"
    if target.is_real:
        found = smoke.check(_open_address(target, deployment), target.stage.name)
    return f"{found}\n{releases.keep(target, state_of(target).bucket, deployment, VERSION)}"


def _open_address(target: Target, deployment: Deployment) -> str:
    """Return the API's own address, or that of its domain where the API's own is closed."""
    api = target.client("apigateway").get_rest_api(restApiId=deployment.rest_api_id)
    return target.stage.variables["PUBLIC_URL"] if api.get("disableExecuteApiEndpoint") else deployment.url


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
            target = with_outputs(target)
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
    parser.add_argument("--domain", help="a domain of the stage's own for the API; empty for none")
    parser.add_argument("--certificate", help="the ARN of the domain's certificate, in the stage's region")
    parser.add_argument("--base-path", help="the first part of the path under the domain")
    parser.add_argument("--user-pool", choices=("true", "false"), help="whether to create a Cognito user pool")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
