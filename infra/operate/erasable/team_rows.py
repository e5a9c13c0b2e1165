"""Rows of a team's programs and webhooks that may hold a mail address, and how each is edited to erase a person."""

from chalicelib.adapters.dynamodb.deliveries import keys as webhook_keys
from chalicelib.adapters.dynamodb.programs import keys as program_keys
from chalicelib.domain.programs.program import AccountPrograms, Program
from chalicelib.domain.webhooks.delivery import Delivery
from chalicelib.domain.webhooks.webhook import Webhook
from chalicelib.services.unit_of_work.programs.writes import BindClient, SavePrograms
from chalicelib.services.unit_of_work.webhooks.writes import SaveDelivery, SaveWebhook
from infra.operate.erasable.kinds import Blocked, DataSubject, Edit, Kind, redacted


def program_without(program: Program, subject: DataSubject) -> Program:
    """Redact a program. One that is invited or active blocks: mails about its requests go to the address."""
    left = redacted(program, Program, subject.address)
    if left != program and program.is_live_at(subject.now):
        raise Blocked(f"program {program.program_id} of account {program.account_id} names them: have it revoked")
    return left


def programs_without(programs: AccountPrograms, subject: DataSubject) -> AccountPrograms:
    """Redact the programs of an account."""
    for program in programs.programs:
        program_without(program, subject)
    return redacted(programs, AccountPrograms, subject.address)


def webhook_without(webhook: Webhook, subject: DataSubject) -> Webhook:
    """Return the webhook, whose URL is for its administrators to change."""
    if subject.address.occurs_in(webhook.url):
        raise Blocked(
            f"webhook {webhook.webhook_id} of account {webhook.account_id} has them in its URL: have that changed"
        )
    return webhook


def delivery_without(delivery: Delivery, subject: DataSubject) -> Delivery:
    """Redact a delivery: what the receiver answered may name anybody."""
    return redacted(delivery, Delivery, subject.address)


KINDS = (
    Kind(
        "programs",
        "ACCOUNT#",
        program_keys.PROGRAMS_ROW,
        Edit(AccountPrograms, programs_without, lambda _, left: SavePrograms(left)),
    ),
    Kind(
        "programs",
        "CLIENT#",
        program_keys.BOUND_ROW,
        Edit(Program, program_without, lambda before, left: BindClient(left, before.program_id)),
    ),
    Kind(
        "webhooks",
        webhook_keys.PARTITIONS,
        webhook_keys.WEBHOOK_PREFIX,
        Edit(Webhook, webhook_without, lambda _, left: SaveWebhook(left)),
    ),
    Kind(
        "deliveries",
        webhook_keys.PARTITIONS,
        webhook_keys.DELIVERY_PREFIX,
        Edit(Delivery, delivery_without, lambda _, left: SaveDelivery(left)),
    ),
)
