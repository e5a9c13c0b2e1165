"""`python -m infra.rehearsal PYTHON`: deploys the package to an emulated AWS, walks the journey, deploys again.

Then `chalice deploy` has an emulated AWS of its own. PYTHON is the interpreter of the emulator's virtual
environment, so that functions find what is in the package and nothing else. Exits 1 at the first step that does
not come out as it should.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import boto3

from chalicelib import bootstrap
from infra.demo.scenario import StepFailed
from infra.demo.story import PARTNER, WANTED, Story
from infra.deploy.stages import DeployFailed, read_stage, stage_names
from infra.local import demo_directory
from infra.local.environment import applied, aws_environment
from infra.local.find_running import RunningStack
from infra.local.gateway.serving import Serving, listen, url_of
from infra.local.sign_in.provider import sign_in_provider
from infra.log_privacy import indiscretions
from infra.rehearsal import package
from infra.rehearsal.caller import DeployedCaller, NotSent
from infra.rehearsal.chalice_deploy import ChaliceDeploy
from infra.rehearsal.deploying import deploy
from infra.rehearsal.emulator import DidNotStart, emulated_aws
from infra.rehearsal.function_logs import logged
from infra.rehearsal.package import CannotPackage, Package, packaged
from infra.rehearsal.second_deploy import SecondDeploy

STAGE = read_stage("dev")
ANSWERED = '"message": "answered"'
FAULTS = (StepFailed, NotSent, DeployFailed, DidNotStart, CannotPackage)


def main(arguments: list[str]) -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.rehearsal", description=__doc__, allow_abbrev=False)
    parser.add_argument("python", metavar="PYTHON", type=Path)
    python = parser.parse_args(arguments).python
    started = time.monotonic()
    try:
        for rehearse in (_rehearse, _rehearse_chalice):
            with tempfile.TemporaryDirectory() as directory, emulated_aws(python) as url:
                rehearse(url, Path(directory))
    except FAULTS as fault:
        print(f"\nThe rehearsal FAILED: {fault}", file=sys.stderr)
        return 1
    print(f"\nThe rehearsal came out as it should, in {time.monotonic() - started:.0f} s.")
    return 0


def _rehearse(url: str, directory: Path) -> None:
    collect_unreadable = listen(0)
    with Serving(collect_unreadable, sign_in_provider()), applied(aws_environment(url, url)):
        packages = {stage: packaged(stage, directory / stage) for stage in stage_names()}
        _say(f"The project is packaged, for {' and '.join(packages)}")
        built = packages[STAGE.name]
        _look_at(built)
        _lint(packages)
        variables = _variables(url_of(collect_unreadable))
        base = _deployed(url, built, variables, "The stack and the functions are deployed")
        with applied({**aws_environment(url, url), **variables}):
            container = bootstrap.start()
            demo_directory.load(container.ports.clock)
            caller = DeployedCaller(url, base, _stack(url, base, variables))
            Story(caller, print).journey()
            _deploy_again(url, built, variables, caller)
            _look_into_the_logs()


def _look_at(built: Package) -> None:
    size = package.size_beside_botocore(built.archive)
    _say(f"The package is {size / package.MEGABYTE:.1f} MB beside botocore")
    strays = package.strays(built.archive)
    if size > package.MOST_BESIDE_BOTOCORE or strays:
        raise StepFailed(f"the package is too large, or holds what it should not: {strays[:10]}")


def _lint(packages: Mapping[str, Package]) -> None:
    found = package.lint(*(one.template_file for one in packages.values()))
    if found:
        raise StepFailed("\n".join(["cfn-lint speaks against the packaged templates:", *found]))
    _say(f"cfn-lint has nothing against the packaged templates of {' and '.join(packages)}")


def _deployed(url: str, built: Package, variables: Mapping[str, str], text: str) -> str:
    """The address of the API."""
    started = time.monotonic()
    api = deploy(STAGE, built, variables)
    _say(f"{text}: {time.monotonic() - started:.0f} s")
    return f"{url}/_aws/execute-api/{api}/{STAGE.gateway_stage}"


def _deploy_again(url: str, built: Package, variables: Mapping[str, str], caller: DeployedCaller) -> None:
    """A second deploy over live data: the link that was mailed before it decides after it."""
    story = SecondDeploy(caller, print)
    link = story.asked("second-deploy", "second.example")
    _deployed(url, built, {**variables, "SUPPORT_ADDRESS": "help@vendor.example"}, "Deployed again over live data")
    story.approved(link)
    answer = caller.call("GET", "/help")
    if "help@vendor.example" not in answer.text:
        raise StepFailed("the second deploy did not reach the functions")
    story.told(PARTNER, "Approved")


def _look_into_the_logs() -> None:
    lines = logged()
    told = indiscretions(lines, [str(WANTED["note_to_customer"])])
    if told or not any(ANSWERED in line for line in lines):
        raise StepFailed("\n".join(["the functions' logs tell on somebody, or tell nothing:", *told]))
    _say(f"{len(lines)} lines in the functions' logs tell on nobody")


def _rehearse_chalice(url: str, directory: Path) -> None:
    with applied(aws_environment(url, url)):
        started = time.monotonic()
        _say(f"`chalice deploy --stage {STAGE.name}` into an account with nothing in it")
        deployment = ChaliceDeploy(url, STAGE, directory, print)
        deployment.deploy()
        _say(f"It has come to its end, and post-deploy too: {time.monotonic() - started:.0f} s")
        deployment.look()


def _variables(issuer: str) -> dict[str, str]:
    """The stage's own, but for what an emulator has elsewhere."""
    return {
        **STAGE.variables,
        "OIDC_ISSUER": issuer,
        "OIDC_GROUPS_CLAIM": "groups",
        "EXAMPLE_DOMAINS": "true",
        # The emulator's own would be the functions', too.
        "LOG_LEVEL": "INFO",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }


def _stack(url: str, base: str, variables: Mapping[str, str]) -> RunningStack:
    urls = {"app": base, "sign_in": variables["OIDC_ISSUER"], "tools": url, "aws": url, "dynamodb": url}
    boto3.client("sesv2").create_email_identity(EmailIdentity="vendor.example")
    return RunningStack("rehearsal", urls, dict(variables))


def _say(text: str) -> None:
    print(f"== {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
