"""Outages of the mail service, each as its API answers then, and a service that has one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, ReadTimeoutError

ENDPOINT = "https://email.eu-west-1.amazonaws.com"


def _refusal(code: str, status: int, message: str) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, "SendEmail")


OUTAGES: Mapping[str, ClientError | BotoCoreError] = {
    "suspended": _refusal("AccountSuspendedException", 400, "Your account is suspended."),
    "paused": _refusal("SendingPausedException", 400, "Email sending is disabled for your account."),
    "access denied": _refusal("AccessDeniedException", 403, "User is not authorized to perform ses:SendEmail."),
    "quota": _refusal("LimitExceededException", 400, "Daily message quota exceeded."),
    "quota, as throttling": _refusal("TooManyRequestsException", 429, "Daily message quota exceeded."),
    "throttled": _refusal("TooManyRequestsException", 429, "Maximum sending rate exceeded."),
    "throttled in general": _refusal("ThrottlingException", 400, "Rate exceeded"),
    "failing": _refusal("InternalServiceErrorException", 500, "An error occurred."),
    "failing in a new way": _refusal("SomethingNewException", 503, "An error occurred."),
    "out of reach": EndpointConnectionError(endpoint_url=ENDPOINT),
    "silent": ReadTimeoutError(endpoint_url=ENDPOINT),
    "credentials expired": _refusal("ExpiredTokenException", 403, "The security token has expired."),
    "configuration set gone": _refusal("NotFoundException", 404, "Configuration set does not exist."),
    "sender's domain not verified": _refusal("MailFromDomainNotVerifiedException", 400, "Not verified."),
}
# Of one mail, and not of the service.
REJECTED = _refusal("MessageRejected", 400, "Email address is not verified.")


@dataclass
class MailService:
    """A client of SES; while `outage` is set, it answers so."""

    outage: ClientError | BotoCoreError | None = None
    sent: list[str] = field(default_factory=list)

    def send_email(self, **asked: Any) -> Mapping[str, str]:
        """Send one message."""
        if self.outage:
            raise self.outage
        self.sent += asked["Destination"]["ToAddresses"]
        return {"MessageId": str(len(self.sent))}
