"""What CloudFormation needs of who deploys follows from the template and the schemas of its resources."""

import re

import pytest

from infra.rights.people import document
from infra.rights.stack_actions import NOT_NEEDED, RESOURCES, permissions_of, stack_actions, types_of_template
from tests.infra.emulator import PROD

PERMISSIONS = {kind: set(permissions_of(kind)) for kind in sorted(types_of_template())}
EVERY_PERMISSION = set[str]().union(*PERMISSIONS.values())


def is_needed(action: str) -> bool:
    return not any(re.fullmatch(pattern, action) for pattern in NOT_NEEDED)


@pytest.mark.parametrize("kind", PERMISSIONS)
def test_every_type_of_the_template_has_its_actions_in_the_policy(kind: str) -> None:
    allowed = {action for statement in document("deployer-stack", PROD)["Statement"] for action in statement["Action"]}
    needed = {action for action in PERMISSIONS[kind] if is_needed(action)}
    assert needed
    assert needed <= allowed


def test_policy_holds_no_other_action() -> None:
    allowed = {action for actions in stack_actions().values() for action in actions}
    assert allowed == {action for action in EVERY_PERMISSION if is_needed(action)}


@pytest.mark.parametrize("pattern", NOT_NEEDED)
def test_what_is_left_out_is_what_a_schema_lists(pattern: str) -> None:
    assert [action for action in EVERY_PERMISSION if re.fullmatch(pattern, action)]
    assert len(NOT_NEEDED[pattern]) > 15


@pytest.mark.parametrize("pattern", RESOURCES)
def test_every_row_on_resources_is_that_of_an_action(pattern: str) -> None:
    rows = list(RESOURCES)
    first = {
        action: next(row for row in rows if re.fullmatch(row, action)) for action in filter(is_needed, EVERY_PERMISSION)
    }
    assert pattern in first.values()


@pytest.mark.parametrize(
    "action",
    ["s3:PutBucketVersioning", "s3:PutLifecycleConfiguration", "s3:PutBucketPublicAccessBlock", "sns:Subscribe"],
)
def test_what_the_template_sets_is_not_left_out(action: str) -> None:
    assert is_needed(action)
