"""`python -m infra.rehearsal PYTHON`: deploys the package to an emulated AWS, walks the journey, deploys again.

PYTHON is the interpreter of the emulator's own virtual environment, so that functions find what is in the
package and nothing else. Exits 1 at the first step that does not come out as it should.
"""

import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import boto3

from chalicelib import bootstrap
from infra.demo_story import PARTNER, StepFailed, Story
from infra.deploy.stages import DeployFailed, read_stage
from infra.local import demo_directory
from infra.local.environment import applied, aws_environment
from infra.local.running import RunningStack
from infra.local.serving import Serving, listen, url_of
from infra.local.sign_in import sign_in_provider
from infra.rehearsal import package
from infra.rehearsal.caller import DeployedCaller, NotSent
from infra.rehearsal.deploying import deploy
from infra.rehearsal.emulator import DidNotStart, emulated_aws
from infra.rehearsal.package import CannotPackage, Package, packaged
from infra.rehearsal.second_deploy import SecondDeploy

STAGE = read_stage("dev")
FAULTS = (StepFailed, NotSent, DeployFailed, DidNotStart, CannotPackage)


def main(arguments: list[str]) -> int:
    """The exit status."""
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as directory, emulated_aws(Path(arguments[0])) as url:
            _rehearse(url, Path(directory))
    except FAULTS as fault:
        print(f"\nThe rehearsal FAILED: {fault}", file=sys.stderr)
        return 1
    print(f"\nThe rehearsal came out as it should, in {time.monotonic() - started:.0f} s.")
    return 0


def _rehearse(url: str, directory: Path) -> None:
    listening = listen(0)
    with Serving(listening, sign_in_provider()), applied(aws_environment(url, url)):
        _say("The project is packaged")
        built = packaged(STAGE.name, directory)
        _look_at(built)
        variables = _variables(url_of(listening))
        base = _deployed(url, built, variables, "The stack and the functions are deployed")
        with applied({**aws_environment(url, url), **variables}):
            container = bootstrap.start()
            demo_directory.load(container.ports.clock)
            caller = DeployedCaller(url, base, _stack(url, base, variables))
            Story(caller, print).journey()
            _deploy_again(url, built, variables, caller)


def _look_at(built: Package) -> None:
    size = package.size_beside_botocore(built.archive)
    _say(f"The package is {size / package.MEGABYTE:.1f} MB beside botocore")
    strays = package.strays(built.archive)
    if size > package.MOST_BESIDE_BOTOCORE or strays:
        raise StepFailed(f"the package is too large, or holds what it should not: {strays[:10]}")


def _deployed(url: str, built: Package, variables: Mapping[str, str], text: str) -> str:
    """The address of the API."""
    started = time.monotonic()
    api = deploy(STAGE, built, variables)
    _say(f"{text}: {time.monotonic() - started:.0f} s")
    return f"{url}/_aws/execute-api/{api}/api"


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


def _variables(issuer: str) -> dict[str, str]:
    """The stage's own, but for what an emulator has elsewhere."""
    return {
        **STAGE.variables,
        "OIDC_ISSUER": issuer,
        "OIDC_GROUPS_CLAIM": "groups",
        "EXAMPLE_DOMAINS": "true",
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
