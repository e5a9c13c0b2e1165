"""The rights of the functions' policy files, under the names that the tests give to resources."""

from collections.abc import Mapping, Sequence

from infra.rights.policy_files import Right, rights_under_names
from tests.world import SETTINGS

NAMES = {
    "STAGE": SETTINGS.stage,
    "TABLE_NAME": SETTINGS.table_name,
    "MAIL_QUEUE": SETTINGS.mail_queue,
    "WEBHOOK_QUEUE": SETTINGS.webhook_queue,
    "MAIL_SENDER": SETTINGS.mail_sender,
    "EVENT_BUS": "smart-account-requests-test",
    "MAIL_CONFIGURATION_SET": SETTINGS.mail_configuration_set,
}


def own_rights(without: str = " ") -> Mapping[str, Sequence[Right]]:
    """Return the rights by function, without the actions that start like this."""
    return {
        function: [right for right in rights if not right.action.startswith(without)]
        for function, rights in rights_under_names(NAMES).items()
    }
