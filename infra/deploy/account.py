"""What a deployment finds in the account: Lambda's concurrency, SES's sandbox, the sender, who gets alarms.

Each finding is a line, with what to do. What the caller has no right to read is said, and stops no deployment.
"""

from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.services.mail.rate_limiter import MAIL_FUNCTIONS
from infra.deploy.post_deploy import BURST
from infra.deploy.stages import Stage
from infra.deploy.target import PARAMETERS, Target

ALARMS_OUTPUT = "AlarmsTopic"
MAIL_DOMAIN = PARAMETERS["mail_domain"]
# How services name a missing right; SNS has a code of its own.
DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError")
# What SNS gives instead of the ARN of a subscription that is not confirmed yet, or has ended.
PENDING, ENDED = "PendingConfirmation", "Deleted"
# Beside the gateway's calls: the mail functions, the sweep, and the function for SES's reports.
BESIDE_THE_API = MAIL_FUNCTIONS + 2
RAISE_CONCURRENCY = (
    "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 "
    "--desired-value 1000"
)
LEAVE_SANDBOX = "request production access in its console or by `aws sesv2 put-account-details`"


def findings(target: Target) -> list[str]:
    """Return a line on each thing that a new account limits or lacks."""
    checks = {
        "Lambda's concurrency": lambda: concurrency(target.client("lambda")),
        "SES's sandbox": lambda: sandbox(target.client("sesv2")),
        "SES's identities": lambda: sender(
            target.stage, target.client("sesv2"), target.parameters.get(MAIL_DOMAIN, "")
        ),
    }
    return [_readable(name, check) for name, check in checks.items()]


def concurrency(functions: Any) -> str:
    """Say how many invocations can run at once, and what happens above that."""
    limits = functions.get_account_settings()["AccountLimit"]
    total, unreserved = limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]
    found = f"Lambda: {total} concurrent executions in the account, {unreserved} of them unreserved, for all functions"
    if unreserved >= BURST + BESIDE_THE_API:
        return found
    return (
        f"{found}. The gateway lets {BURST} calls at once through; what is too much ends in 5xx. "
        f"A new account has 10. Ask for more: {RAISE_CONCURRENCY}"
    )


def sandbox(sesv2: Any) -> str:
    """Say whether mails reach everybody, and how many may be sent."""
    account = sesv2.get_account()
    quota = account["SendQuota"]
    most = f"{quota['Max24HourSend']:.0f} mails a day, {quota['MaxSendRate']:.0f} a second"
    if account["ProductionAccessEnabled"]:
        return f"SES: out of its sandbox; {most}"
    return f"SES: in its sandbox ({most}): mails reach verified addresses only. For others {LEAVE_SANDBOX}"


def sandbox_faults(stage: Stage, sesv2: Any) -> list[str]:
    """Check that production does not send from SES's sandbox."""
    try:
        if stage.is_production and not sesv2.get_account()["ProductionAccessEnabled"]:
            return [f"SES is in its sandbox: {LEAVE_SANDBOX}"]
    except ClientError as error:
        if not _is_denial(error):
            raise
    return []


def sender(stage: Stage, sesv2: Any, registered: str = "") -> str:
    """Say whether SES accepts mails of `MAIL_SENDER`: its address, its domain or a parent domain is verified.

    `registered` is the domain that this deployment registers.
    """
    address = parseaddr(stage.variables["MAIL_SENDER"])[1]
    known = {name: verified for name in _identities(address) if (verified := _is_verified(sesv2, name)) is not None}
    for name, verified in known.items():
        if verified:
            return f"SES: the sender {address} is verified, as {name}"
    waiting = [*known, *({registered} & set(_identities(address)) - set(known))]
    if waiting:
        return (
            f"SES: the sender {address} is not verified yet, and mails of it are refused: put the DNS records of "
            f"{', '.join(waiting)} in place, which the step `stack` or SES's console shows"
        )
    domain = address.rpartition("@")[2]
    return (
        f"SES: the sender {address} is not verified, and mails of it are refused: register its domain by "
        f"`make deploy STAGE={stage.name} MAIL_DOMAIN={domain}`, and put the DNS records that it prints in place"
    )


def alarms(target: Target, outputs: Mapping[str, str]) -> str:
    """Say who gets alarms, and who has not confirmed that."""
    return _readable("the alarms' subscriptions", lambda: _alarms(target.client("sns"), outputs[ALARMS_OUTPUT]))


def _alarms(sns: Any, topic: str) -> str:
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    found = {item["Endpoint"]: item["SubscriptionArn"] for page in pages for item in page["Subscriptions"]}
    subscriptions = {endpoint: arn for endpoint, arn in found.items() if arn != ENDED}
    again = f"aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint"
    if not subscriptions:
        return (
            f"Alarms: nobody gets them: the subscription was ended, or never confirmed. Subscribe by `{again} ADDRESS`"
        )
    pending = [endpoint for endpoint, arn in subscriptions.items() if arn == PENDING]
    if not pending:
        return f"Alarms: they go to {', '.join(subscriptions)}"
    return (
        f"Alarms: {', '.join(pending)} gets none before following the link in the mail from AWS Notifications. "
        f"Another such mail is sent by `{again} {pending[0]}`"
    )


def _identities(address: str) -> Iterator[str]:
    """Yield what SES may know the sender as: a verified domain covers the domains below it."""
    yield address
    labels = address.rpartition("@")[2].split(".")
    yield from (".".join(labels[first:]) for first in range(len(labels) - 1))


def _is_verified(sesv2: Any, identity: str) -> bool | None:
    """Whether SES has verified the identity; None if it does not know it."""
    try:
        return bool(sesv2.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"])
    except sesv2.exceptions.NotFoundException:
        return None


def _readable(what: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except ClientError as error:
        if not _is_denial(error):
            raise
        return f"{what} could not be read: you have no right to {error.operation_name}"


def _is_denial(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in DENIED
