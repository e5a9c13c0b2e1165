"""Every command of the runbooks runs, as it stands there, on an emulated AWS with a stage in it.

Not by the AWS CLI itself: PyPI has its first version alone, which takes 150 MB and knows no `aws logs tail`. So
`aws_command_line.py` reads commands by botocore's model of each service, as the CLI does, and calls.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.local.environment import aws_environment
from infra.rehearsal.emulator import emulated_aws
from tests.infra.operations.aws_command_line import UNANSWERED, main
from tests.infra.operations.runbooks import BLANK, DOCUMENT, Block, blocks, run
from tests.infra.stack.test_stack_template import anchors

REGION = "eu-west-1"
PROFILE = "[profile operator]\n"
TEXT = DOCUMENT.read_text(encoding="utf-8")
BLOCKS = blocks(TEXT)
COMMANDS = "\n".join(one.text for one in BLOCKS)


@dataclass(frozen=True)
class Stage:
    """A stage in the emulator, deployed as far as runbooks need it."""

    environment: Mapping[str, str]

    def run(self, commands: str) -> str:
        """What they print. Fails with what the first wrong one says."""
        done = run(commands, self.environment)
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def wanted(self, name: str) -> str:
        """Something that a command works on, brought about."""
        stage = "python -m infra.deploy.with_stage_environment prod"
        return self.run(f"{stage} python -m tests.infra.operations.runbook_stage {name}")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stack by the operators' own step, and what Chalice would have made."""
    profile = tmp_path_factory.mktemp("aws") / "config"
    profile.write_text(PROFILE)
    with emulated_aws(Path(sys.executable)) as url:
        own = {"AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "AWS_CONFIG_FILE": str(profile)}
        one = Stage({**aws_environment(url, url), **own, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"})
        one.run("make deploy STAGE=prod")
        one.wanted("functions")
        yield one


def given(text: str) -> Callable[[Stage], str]:
    """The same on every stage."""
    return lambda _: text


# What the reader has to fill in, and with what it is filled in here.
BLANKS: Mapping[str, Callable[[Stage], str]] = {
    "AWS_PROFILE=…": given("AWS_PROFILE=operator"),
    "--start-time …": given("--start-time 2026-11-22T09:00:00Z"),
    "--end-time …": given("--end-time 2026-11-22T10:00:00Z"),
    "--start-date …": given("--start-date 2026-11-22"),
    "--email-address …": given("--email-address it@customer.com"),
    "--name …": given("--name smart-account-requests-prod-sweep-event"),
    "--table-arn …": given(f"--table-arn arn:aws:dynamodb:{REGION}:000000000000:table/smart-account-requests-prod"),
    "--s3-bucket …": given("--s3-bucket exports"),
    "SAR-XXXX-XXXX": lambda stage: stage.wanted("reference"),
    "REQUEST/MAIL": lambda stage: stage.wanted("dead_mail"),
    "ADDRESS": lambda stage: stage.wanted("administrator"),
}


def filled_in(stage: Stage, text: str) -> str:
    """The commands with nothing left to fill in."""
    for blank, value in BLANKS.items():
        if blank in text:
            text = text.replace(blank, value(stage))
    assert "…" not in text, f"no row of BLANKS fills in {BLANK.findall(text)}"
    return text


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_the_commands_run(stage: Stage, block: Block) -> None:
    stage.run(filled_in(stage, block.text))


def test_no_indented_line_is_passed_over() -> None:
    indented = [line for line in TEXT.splitlines() if line.startswith("    ")]
    assert len(indented) == sum(len(block.text.splitlines()) for block in BLOCKS)


def test_a_command_within_a_sentence_stands_in_a_block_too() -> None:
    spans = (" ".join(span.split()) for span in re.findall(r"`((?:aws|make operate) [^`]+)`", TEXT))
    assert [span for span in spans if span not in COMMANDS] == []


def test_no_row_is_left_over() -> None:
    assert [blank for blank in BLANKS if blank not in COMMANDS] == []
    assert [f"aws {one}" for one in UNANSWERED if f"aws {one}" not in COMMANDS] == []


def test_a_link_within_the_document_leads_to_one_of_its_headings() -> None:
    links = re.findall(r"\]\(#([^)]+)\)", TEXT)
    assert links
    assert set(links) <= set(anchors())


def test_the_emulator_still_cannot_tell_the_dns_records_of_a_mail_domain(stage: Stage) -> None:
    """Else `make deploy MAIL_DOMAIN=…` need not leave out the stack."""
    deploy = "python -m infra.deploy dev --skip chalice --skip post-deploy --mail-domain vendor.com"
    assert "DkimDNSTokenName1" in stage.run(f"! {deploy} 2>&1")


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        ("sqs purge", "no such command"),
        ("sqs purge-queue --queue q", "no option --queue"),
        ("sqs purge-queue", "QueueUrl"),
        ("sqs purge-queue q", "belongs to no option"),
        ("sqs get-queue-url --queue-name q --query QueueURL", "no answer has"),
        ("sqs get-queue-url --queue-name q --max-items 1", "no pages"),
        ("dynamodb describe-table --table-name t --query Table.[Status]", "no answer has"),
        ("dynamodb update-contributor-insights --table-name t --contributor-insights-action ON", "is none of"),
        ("dynamodb update-time-to-live --table-name t --time-to-live-specification On=true", "is none of"),
        ("dynamodb wait table-exists --table t", "no option --table"),
        ("logs tail group --since 30", "not understood"),
        ("logs tail group --since 30m --filter-pattern $.level=ERROR", "not understood"),
    ],
)
def test_what_the_aws_command_line_would_refuse_is_refused(
    capsys: pytest.CaptureFixture[str], command: str, fault: str
) -> None:
    assert main(command.split()) == 255
    assert fault in capsys.readouterr().err
