"""Every command of the runbooks runs unchanged on an emulated AWS with a stage in it.

`aws_command_line.py` replaces the AWS CLI, of which PyPI only has version 1: 150 MB, without `aws logs tail`.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from infra.local.environment import aws_environment
from infra.rehearsal.emulator import emulated_aws
from infra.rights.demands import Demand
from infra.rights.people import document
from tests.conventions.documents import anchors
from tests.infra.emulator import DEV, PROD
from tests.infra.operations.aws_command_line import UNSUPPORTED, main
from tests.infra.operations.runbooks import DOCUMENT, PLACEHOLDER, Block, blocks, run
from tests.infra.rights.calls import calls_in, demanded, denied, superfluous
from tests.infra.rights.whole_deployment import calls_of_migration

REGION = "eu-west-1"
PROFILE = "[profile operator]\n"
TEXT = DOCUMENT.read_text(encoding="utf-8")
BLOCKS = blocks(TEXT)
COMMANDS = "\n".join(block.text for block in BLOCKS)


@dataclass(frozen=True)
class Stage:
    """A stage in the emulator."""

    environment: Mapping[str, str]
    python: Path
    calls: Path
    demands: dict[Block, set[Demand]] = field(default_factory=dict)

    def run_block(self, block: Block) -> set[Demand]:
        """Run all up to this block, each once, as the guide is read; return what its commands demand of an operator."""
        for one in BLOCKS[: BLOCKS.index(block) + 1]:
            self._run_once(one)
        return self.demands[block]

    def _run_once(self, block: Block) -> None:
        if block not in self.demands:
            commands = filled_in(self, block.text)
            self.calls.write_text("")
            self.run(f"export CALLS_TO_AWS={self.calls}\n{commands}")
            calls = () if block.heading in OF_OTHERS else calls_in(self.calls, without=DEPLOYMENT)
            self.demands[block] = demanded(calls)

    def run(self, commands: str) -> str:
        """Run commands, assert that they succeed, and return their output."""
        completed = run(commands, self.environment, self.python)
        assert completed.returncode == 0, f"{commands}\n{completed.stdout}\n{completed.stderr}"
        return completed.stdout

    def create(self, name: str) -> str:
        """Create an object for a command; return its name."""
        stage = "python -m infra.deploy.with_stage_environment prod"
        return self.run(f"{stage} python -m tests.infra.operations.runbook_stage {name}")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, python: Path) -> Iterator[Stage]:
    """Deploy the stack with `make deploy` and create what Chalice would deploy."""
    profile = tmp_path_factory.mktemp("aws") / "config"
    profile.write_text(PROFILE)
    with emulated_aws(Path(sys.executable)) as url:
        settings = {"AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "AWS_CONFIG_FILE": str(profile)}
        local = {**aws_environment(url, url), **settings, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        stage = Stage(local, python, tmp_path_factory.mktemp("calls") / "calls")
        stage.run("make deploy STAGE=prod")
        stage.create("functions")
        yield stage


def constant(text: str) -> Callable[[Stage], str]:
    """Return a function that fills in the same text for every stage."""
    return lambda _: text


# The program whose calls are those of a deployment, which operators may not make.
DEPLOYMENT = "infra/deploy/__main__"
# Sections whose commands are run by somebody else, with the reason.
OF_OTHERS: Mapping[str, str] = {
    "A domain of your own": "the certificate is asked for by whoever administers those",
    "A limit in front of the gateway": "a firewall is put up by whoever administers the account and pays for it",
    "Events for other systems": "rules and replays are made by whoever runs those systems",
    "Loss of a region": "prepared by whoever administers both regions and the buckets in them",
}
PROGRAMS = ("aws", "make", "chalice", "python", ".venv/bin/python")
# Inline commands that no block has. In blocks, what `UNSUPPORTED` lists and steps that `make deploy` skips do not run.
NOT_RUN: Mapping[str, str] = {
    "make run": "the local run, which is no stage",
    "make rehearse": "deploys to an emulator of its own, for minutes",
    "make rollback STAGE=prod": "needs functions; tests/infra/deploy and `make rehearse` run what it does",
    "make destroy STAGE=dev": "asks at a terminal; tests/infra/deploy runs what it does",
    ".venv/bin/python -m infra.policies": "writes files of the repository; tests/infra/stack compares them",
    ".venv/bin/python -m infra.deploy STAGE --skip STEP": "the form of what `make deploy` runs here",
    "chalice deploy": "takes minutes; `make rehearse` runs it",
    ".venv/bin/python -m infra.deploy.chalice_process delete prod": "ends the stage; `make rehearse` runs it",
}

# Values for the placeholders of the runbooks.
PLACEHOLDERS: Mapping[str, Callable[[Stage], str]] = {
    "AWS_PROFILE=…": constant("AWS_PROFILE=operator"),
    "--start-time …": constant("--start-time 2026-11-22T09:00:00Z"),
    "--end-time …": constant("--end-time 2026-11-22T10:00:00Z"),
    "--start-date …": constant("--start-date 2026-11-22"),
    "CERTIFICATE=…": constant(f"CERTIFICATE=arn:aws:acm:{REGION}:000000000000:certificate/1"),
    "FILE=…": constant("FILE=tests/infra/operations/directory.csv"),
    "--email-address …": constant("--email-address it@customer.com"),
    "--name …": constant("--name smart-account-requests-prod-sweep-event"),
    "--table-arn …": constant(f"--table-arn arn:aws:dynamodb:{REGION}:000000000000:table/smart-account-requests-prod"),
    "--resource-arn …": constant(f"--resource-arn arn:aws:apigateway:{REGION}::/restapis/a1b2c3d4e5/stages/prod"),
    "--s3-bucket …": constant("--s3-bucket exports"),
    "REQUEST_ID": constant("2f0a4c1e-8f1b-4c0e-9a3d-5b6c7d8e9f00"),
    "CALLER": lambda stage: stage.create("caller"),
    "SAR-XXXX-XXXX": lambda stage: stage.create("reference"),
    "DIRECTORY.csv": constant("tests/infra/operations/directory.csv"),
    "ACCOUNTS.csv": lambda stage: str(stage.calls.parent / "accounts.csv"),
    "REQUEST/MAIL": lambda stage: stage.create("dead_mail"),
    "SUBJECT": lambda stage: stage.create("undecided_subject"),
    "ADDRESS": lambda stage: stage.create("administrator"),
    "TRAIL": lambda stage: stage.create("damaged_trail"),
}


def filled_in(stage: Stage, text: str) -> str:
    """Replace the placeholders in the commands."""
    for placeholder, value in PLACEHOLDERS.items():
        if placeholder in text:
            text = text.replace(placeholder, value(stage))
    assert "…" not in text, f"no row of PLACEHOLDERS fills in {PLACEHOLDER.findall(text)}"
    return text


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_runbook_commands_run(stage: Stage, block: Block) -> None:
    assert refused(stage.run_block(block)) == set()


def test_no_action_of_operators_is_superfluous(stage: Stage) -> None:
    demands = demanded(calls_of_migration(PROD)).union(*(stage.run_block(block) for block in BLOCKS))
    assert refused(demands) == set()
    of_dev, of_prod = (superfluous(demands, document("operator", one)) for one in (DEV, PROD))
    assert [action for action in of_dev if action in of_prod] == []


def refused(demands: set[Demand]) -> set[tuple[str, str]]:
    """Return what neither the operator of `dev` nor that of `prod` may do: the runbooks are of both stages."""
    return denied(demands, document("operator", DEV)) & denied(demands, document("operator", PROD))


def test_every_indented_line_is_in_block() -> None:
    indented = [line for line in TEXT.splitlines() if line.startswith("    ")]
    assert len(indented) == sum(len(block.text.splitlines()) for block in BLOCKS)


def test_inline_commands_are_in_blocks() -> None:
    spans = (" ".join(span.split()) for span in re.findall(rf"`((?:{'|'.join(PROGRAMS)}) [^`]+)`", TEXT))
    assert {span for span in spans if span not in COMMANDS} == NOT_RUN.keys()


def test_no_placeholder_is_unused() -> None:
    assert [placeholder for placeholder in PLACEHOLDERS if placeholder not in COMMANDS] == []
    assert [f"aws {command}" for command in UNSUPPORTED if f"aws {command}" not in COMMANDS] == []


def test_internal_links_lead_to_headings() -> None:
    links = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert links
    assert set(links) <= anchors(DOCUMENT)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("sqs purge", "no such command"),
        ("sqs purge-queue --queue q", "no option --queue"),
        ("sqs purge-queue", "QueueUrl"),
        ("sqs purge-queue q", "belongs to no option"),
        ("sqs get-queue-url --queue-name q --query QueueURL", "unknown member"),
        ("sqs get-queue-url --queue-name q --max-items 1", "no pages"),
        ("dynamodb describe-table --table-name t --query Table.[Status]", "unknown member"),
        ("dynamodb update-contributor-insights --table-name t --contributor-insights-action ON", "is not one of"),
        ("dynamodb update-time-to-live --table-name t --time-to-live-specification On=true", "is not one of"),
        ("dynamodb wait table-exists --table t", "no option --table"),
        ("logs tail group --since 30", "invalid arguments"),
        ("logs tail group --since 30m --filter-pattern $.level=ERROR", "invalid arguments"),
    ],
)
def test_invalid_aws_command_is_rejected(capsys: pytest.CaptureFixture[str], command: str, fault: str) -> None:
    assert main(command.split()) == 255
    assert fault in capsys.readouterr().err
