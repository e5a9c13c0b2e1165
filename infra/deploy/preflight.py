"""Read-only checks before a deploy: interpreter, working tree, settings, region.

Each check returns its findings as lines, each with a remedy.
"""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import botocore.session

from chalicelib.adapters.secrets import REFERENCE, SECRETS
from chalicelib.settings import SettingsError, read_settings
from infra.deploy.outputs import with_stand_ins
from infra.deploy.stack import domain_url, public_url
from infra.deploy.stages import Stage
from infra.deploy.target import Target

# Chalice deploys to the Lambda runtime of the running interpreter; older runtimes are near their end of support.
OLDEST_PYTHON = (3, 13)
PLACEHOLDER_DOMAIN = ".example"
SERVICES = {
    "apigateway": "API Gateway",
    "dynamodb": "DynamoDB",
    "lambda": "Lambda",
    "sesv2": "SES",
    "secretsmanager": "Secrets Manager",
    "sns": "SNS",
    "sqs": "SQS",
}


def python_faults(version: tuple[int, ...]) -> list[str]:
    """Check the interpreter's version, which becomes the functions' runtime."""
    if version[:2] >= OLDEST_PYTHON:
        return []
    found = ".".join(map(str, version[:2]))
    return [f"Python {found} would become the functions' runtime: use 3.13 or newer, by `make PYTHON=python3.13`"]


def tree_faults(root: Path) -> list[str]:
    """Check that the working tree has no uncommitted changes."""
    command = ["git", "status", "--porcelain"]
    changed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()
    if not changed:
        return []
    return [f"{len(changed)} files differ from the last commit, {changed[0][3:]} among them: commit them first"]


def settings_faults(stage: Stage, region: str) -> list[str]:
    """Check the stage's settings with stand-ins for its secrets and for what the stack is to make."""
    environment = {name: _with_stand_in(name, text) for name, text in with_stand_ins(stage).variables.items()}
    try:
        read_settings({"AWS_DEFAULT_REGION": region, **environment})
    except SettingsError as error:
        return str(error).splitlines()[1:]
    return []


def name_faults(variables: Mapping[str, str]) -> list[str]:
    """Check that no `.example` domain of the sample configuration is left."""
    left = [name for name, text in variables.items() if PLACEHOLDER_DOMAIN in text]
    return [f"{', '.join(left)} still name .example domains: replace them with your own"] if left else []


def domain_faults(target: Target, parameters: Mapping[str, str]) -> list[str]:
    """Check that the domain in the stack's parameters has a certificate here, and is where people are sent."""
    domain, certificate = parameters.get("DomainName"), parameters.get("CertificateArn", "")
    if not domain:
        return []
    faults, variables = list[str](), target.stage.variables
    if certificate.split(":")[2:4] != ["acm", target.region]:
        faults.append(
            f"{domain} needs a certificate of AWS Certificate Manager in {target.region}: give CERTIFICATE=<ARN>"
        )
    if "PUBLIC_URL" not in target.stage.references and variables["PUBLIC_URL"].rstrip("/") != domain_url(parameters):
        address = domain_url(parameters)
        faults.append(f"PUBLIC_URL is not {address}, where DOMAIN and BASE_PATH lead: give it, or `output:PublicUrl`")
    return faults


def api_faults(target: Target, known: Mapping[str, str], apis: Callable[[], Sequence[str]]) -> list[str]:
    """Check that a stage that has an API keeps it: the stack would make another one, with another address.

    `known` holds the parameters of the stack, `apis` looks for the APIs that can be the stage's.
    """
    has_address = bool(known) and bool(public_url(target.stage, {**known, **target.parameters}))
    if "PUBLIC_URL" not in target.stage.references or has_address or known.get("WithApi") == "true":
        return []
    if not (found := apis()):
        return []
    return [f"PUBLIC_URL: the stage has the API {' and '.join(found)}, which the stack did not make: give its address"]


def region_faults(region: str) -> list[str]:
    """Check that the region's partition (AWS, GovCloud, China …) has the services that nothing here replaces."""
    session = botocore.session.get_session()
    partition = session.get_partition_for_region(region)
    missing = [name for service, name in SERVICES.items() if not session.get_available_regions(service, partition)]
    if not missing:
        return []
    return [
        f"{' and '.join(missing)} cannot be had in {region}, nor elsewhere in its partition {partition}: use another"
    ]


def _with_stand_in(name: str, text: str) -> str:
    """Return a valid, unique stand-in for a referenced secret, other values unchanged."""
    return f"k1:{name:-<32}" if name in SECRETS and text.startswith(REFERENCE) else text
