"""`python -m infra.rehearsal PYTHON`: deploy the package to an emulated AWS, run the journey, deploy again.

The second deploy changes the sign-in provider.

Then run `make deploy` against a second emulated AWS, twice. PYTHON is the interpreter of the emulator's virtual
environment, so that functions can import only what is in the package. Exits with 1 at the first failure.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from chalicelib import bootstrap
from infra.demo.scenario import StepFailed
from infra.demo.story import PARTNER, REQUEST, Story
from infra.deploy import smoke
from infra.deploy.__main__ import STEPS
from infra.deploy.stages import DeployFailed, read_stage, stage_names
from infra.local import demo_directory
from infra.local.environment import REGION, applied, aws_environment
from infra.local.find_running import RunningStack
from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.sign_in.provider import sign_in_provider
from infra.log_privacy import leaks
from infra.rehearsal import package
from infra.rehearsal.chalice_deploy import ChaliceDeploy
from infra.rehearsal.changed_provider import ChangedProvider
from infra.rehearsal.deployed_client import DeployedClient, NotSent
from infra.rehearsal.deploying import deploy
from infra.rehearsal.emulator import DidNotStart, emulated_aws
from infra.rehearsal.event_tap import EventTap, submit_in_the_past
from infra.rehearsal.first_people import FirstPeople, verify_sender
from infra.rehearsal.function_logs import logged
from infra.rehearsal.going_back import GoingBack
from infra.rehearsal.package import Package, PackagingFailed, packaged
from infra.rehearsal.resuming import CALLS, Resuming, counts
from infra.rehearsal.webhook_receiver import WebhookReceiver

STAGE = read_stage("dev")
# Of a stage that has an address and a sign-in provider of its own, and reads nothing from its stack. Webhooks can be on
# this machine since the address is; a stage with an address that others reach refuses to start with the setting.
OWN = {
    "PUBLIC_URL": "https://localhost/api",
    "WEBHOOKS_ON_THIS_MACHINE": "true",
    "OIDC_CLIENT_ID": "smart-account-requests",
    "OIDC_LOGOUT_URL": "",
    "API_AUDIENCE": "",
}
DOMAIN = "accounts-dev.vendor.example"
CERTIFICATE = f"arn:aws:acm:{REGION}:000000000000:certificate/1"
WITH_ADDRESS = replace(STAGE, variables={**STAGE.variables, **OWN})
ANSWERED, CALLER = '"message": "answered"', '"caller": "'
FAULTS = (StepFailed, NotSent, DeployFailed, DidNotStart, PackagingFailed)


def main(arguments: list[str]) -> int:
    """Run both rehearsals; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.rehearsal", description=__doc__, allow_abbrev=False)
    parser.add_argument("python", metavar="PYTHON", type=Path)
    parser.add_argument("--kills", action="store_true", help="only kill deployments at many points and resume them")
    options = parser.parse_args(arguments)
    started, python = time.monotonic(), options.python
    try:
        if options.kills:
            _rehearse_kills(python)
        for rehearse in () if options.kills else (_rehearse_chalice, _rehearse):
            with tempfile.TemporaryDirectory() as directory, emulated_aws(python) as url:
                rehearse(url, Path(directory))
    except FAULTS as fault:
        print(f"\nThe rehearsal FAILED: {fault}", file=sys.stderr)
        return 1
    print(f"\nThe rehearsal succeeded in {time.monotonic() - started:.0f} s.")
    return 0


def _rehearse(url: str, directory: Path) -> None:
    provider, listener, next_listener = sign_in_provider(), listen(0), listen(0)
    with Serving(listener, provider), Serving(next_listener, provider), applied(aws_environment(url, url)):
        packages = {stage: packaged(stage, directory / stage) for stage in stage_names()}
        _say(f"The project is packaged, for {' and '.join(packages)}")
        built = package.made_lean(packages[STAGE.name])
        _check_package(built)
        _lint(packages)
        variables = _variables(url_of(listener))
        base = _deployed(url, built, variables, "The stack and the functions are deployed")
        with applied({**aws_environment(url, url), **variables}):
            container = bootstrap.start()
            demo_directory.load(container.ports.clock)
            verify_sender()
            client = DeployedClient(url, base, _running(url, base, variables))
            _say(smoke.check(base, STAGE.name))
            releases = GoingBack(WITH_ADDRESS, base)
            releases.keep("first")
            _walk(client, variables)
            _deploy_again(url, built, variables, client, url_of(next_listener))
            releases.keep("second")
            _say(releases.roll_back())
            if variables["SUPPORT_ADDRESS"] not in client.call("GET", "/help").text:
                raise StepFailed("the release before did not reach the functions")
            _check_logs()


def _walk(client: DeployedClient, variables: Mapping[str, str]) -> None:
    """Walk the journey, and wait for every transition on the bus and at a webhook."""
    tap = EventTap(variables["EVENT_BUS"])
    transitions = ("submitted", "forwarded", "reassigned", "approved", "accepted", "declined", "withdrawn", "expired")
    with WebhookReceiver(client, variables["OIDC_ISSUER"]) as receiver:
        submit_in_the_past(bootstrap.container().ports)
        Story(client, print).journey()
        _say(tap.check(*transitions, "access_requested"))
        _say(receiver.check(*transitions))


def _check_package(built: Package) -> None:
    size = built.archive.stat().st_size
    _say(f"The package is {size / package.MEGABYTE:.1f} MB")
    unexpected, missing = package.unexpected_files(built.archive), package.missing_packages(built.archive)
    if missing:
        raise StepFailed(f"the package lacks {', '.join(missing)}")
    if size > package.MAX_SIZE or unexpected:
        raise StepFailed(f"the package is too large, or holds unexpected files: {unexpected[:10]}")


def _lint(packages: Mapping[str, Package]) -> None:
    findings = package.lint(*(built.template_file for built in packages.values()))
    if findings:
        raise StepFailed("\n".join(["cfn-lint reports findings in the packaged templates:", *findings]))
    _say(f"cfn-lint reports no findings in the packaged templates of {' and '.join(packages)}")


def _deployed(url: str, built: Package, variables: Mapping[str, str], text: str) -> str:
    """Deploy the package; return the base URL of the API."""
    started = time.monotonic()
    api = deploy(WITH_ADDRESS, built, variables)
    _say(f"{text}: {time.monotonic() - started:.0f} s")
    return f"{url}/_aws/execute-api/{api}/{STAGE.gateway_stage}"


def _deploy_again(url: str, built: Package, variables: Mapping[str, str], client: DeployedClient, issuer: str) -> None:
    """Deploy again over live data, with another sign-in provider.

    A link that was mailed before must still work, and people must have what they had.
    """
    story = ChangedProvider(client, print)
    link = story.request_link("second-deploy", "second.example")
    changed = _changed(variables, issuer, story.record_holders(variables["OIDC_ISSUER"]))
    _deployed(url, built, changed, "Deployed again over live data, with another sign-in provider")
    story.sign_in_again(DeployedClient(url, client.base, _running(url, client.base, changed)))
    story.approve(link)
    response = client.call("GET", "/help")
    if "help@vendor.example" not in response.text:
        raise StepFailed("the second deploy did not reach the functions")
    story.check_mail(PARTNER, "Approved")


def _changed(variables: Mapping[str, str], issuer: str, open_requests: int) -> dict[str, str]:
    """Return the variables of the second deploy; no further open request is allowed to who has that many."""
    return {
        **variables,
        "SUPPORT_ADDRESS": "help@vendor.example",
        "OIDC_ISSUER": issuer,
        "OIDC_FORMER_ISSUER": variables["OIDC_ISSUER"],
        "OIDC_FORMER_ISSUER_UNTIL": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
        "OPEN_REQUESTS_PER_REQUESTER": str(open_requests),
    }


def _check_logs() -> None:
    lines = logged()
    leaking = leaks(lines, [str(REQUEST["note_to_customer"])])
    if leaking or not any(ANSWERED in line and CALLER in line for line in lines):
        raise StepFailed("\n".join(["the functions' logs hold personal data, or no answered caller:", *leaking]))
    _say(f"{len(lines)} lines in the functions' logs hold no personal data")


def _rehearse_chalice(url: str, directory: Path) -> None:
    with applied(aws_environment(url, url)):
        started = time.monotonic()
        _say(f"`make deploy STAGE={STAGE.name} USER_POOL=true` to an empty account")
        deployment = ChaliceDeploy(url, STAGE, directory, print)
        deployment.deploy()
        FirstPeople(deployment, url, deployment.base, print).sign_in_and_decide()
        _say(f"From nothing to a request that is decided: {time.monotonic() - started:.0f} s")
        deployment.deploy("--domain", DOMAIN, "--base-path", "api", "--certificate", CERTIFICATE)
        _say(f"Deployed again, with a domain of its own: {time.monotonic() - started:.0f} s")
        deployment.check()
        deployment.check_domain(DOMAIN, "api")
        deployment.destroy()
        left = {thing: number for thing, number in counts().items() if number}
        if left:
            raise StepFailed(f"`make destroy` left {left}")
        _say(f"`make destroy STAGE={STAGE.name}` left nothing")


def _rehearse_kills(python: Path) -> None:
    """Kill deployments to empty accounts and resume them."""
    for step in STEPS:
        _killed(python, f"killed after the step {step}", partial(Resuming.killed_after_step, step=step))
    for call in CALLS:
        _killed(python, f"killed after {call}", partial(Resuming.killed_at_call, operation=call))
    _killed(python, "complete, and its record is lost", Resuming.without_record)


def _killed(python: Path, text: str, act: Callable[[Resuming], None]) -> None:
    _say(f"A deployment is {text}")
    with tempfile.TemporaryDirectory() as directory, emulated_aws(python) as url, applied(aws_environment(url, url)):
        deployment = ChaliceDeploy(url, STAGE, Path(directory), print)
        act(Resuming(deployment))
        deployment.check()
        _say("Deployed again: one of each thing")


def _variables(issuer: str) -> dict[str, str]:
    """Return the stage's variables, adapted to the emulator."""
    return {
        **WITH_ADDRESS.variables,
        "OIDC_ISSUER": issuer,
        "OIDC_GROUPS_CLAIM": "groups",
        "EXAMPLE_DOMAINS": "true",
        # Functions would inherit the emulator's own level.
        "LOG_LEVEL": "INFO",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _running(url: str, base: str, variables: Mapping[str, str]) -> RunningStack:
    urls = {"app": base, "sign_in": variables["OIDC_ISSUER"], "tools": url, "aws": url, "dynamodb": url}
    return RunningStack("rehearsal", urls, dict(variables))


def _say(text: str) -> None:
    print(f"== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
