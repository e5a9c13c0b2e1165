"""What must be so before anything is changed: interpreter, tree, settings, SES.

Answers in faults, each with its remedy; refuses to change anything.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalicelib.adapters.secrets import REFERENCE, SECRETS
from chalicelib.settings import SettingsError, read_settings
from infra.deploy.stages import Stage

# Lambda runs what deploys: an older interpreter would pin the stage to a runtime near its end.
OLDEST_PYTHON = (3, 13)
NOBODYS_DOMAIN = ".example"


def python_faults(version: tuple[int, ...]) -> list[str]:
    """The interpreter becomes the functions' runtime."""
    if version[:2] >= OLDEST_PYTHON:
        return []
    found = ".".join(map(str, version[:2]))
    return [f"Python {found} would become the functions' runtime: use 3.13 or newer, by `make PYTHON=python3.13`"]


def tree_faults(root: Path) -> list[str]:
    """What is deployed is a commit."""
    command = ["git", "status", "--porcelain"]
    changed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()
    if not changed:
        return []
    return [f"{len(changed)} files differ from the last commit, {changed[0][3:]} among them: commit them first"]


def settings_faults(stage: Stage, region: str) -> list[str]:
    """The stage's environment starts the app, as far as can be told without its secrets."""
    environment = {name: _known(name, text) for name, text in stage.variables.items()}
    try:
        read_settings({"AWS_DEFAULT_REGION": region, **environment})
    except SettingsError as error:
        return str(error).splitlines()[1:]
    return []


def name_faults(variables: Mapping[str, str]) -> list[str]:
    """Nothing of the sample is left: the domain `example` is nobody's, so no mail and no sign-in would work."""
    left = [name for name, text in variables.items() if NOBODYS_DOMAIN in text]
    return [f"{', '.join(left)} still name .example domains: put in your own"] if left else []


def sandbox_faults(stage: Stage, sesv2: Any) -> list[str]:
    """In SES's sandbox only verified addresses get mail, which no customer is."""
    if not stage.is_production or sesv2.get_account()["ProductionAccessEnabled"]:
        return []
    return ["SES is in its sandbox here: ask for production access in its console (`aws sesv2 put-account-details`)"]


def _known(name: str, text: str) -> str:
    """A stand-in for a secret that the stack makes, of its form and like no other."""
    return f"k1:{name:-<32}" if name in SECRETS and text.startswith(REFERENCE) else text
