"""Send raw MIME messages through SES, and classify failures by whether a retry can help."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.adapters.mail.events import MAIL_TAG, REQUEST_TAG
from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict

VERDICTS: Mapping[str, Verdict] = {
    # The rate and the daily quota: SES tells them apart by its message alone.
    "TooManyRequestsException": Verdict.WAIT,
    "LimitExceededException": Verdict.WAIT,
    "ThrottlingException": Verdict.WAIT,
    "Throttling": Verdict.WAIT,
    "InternalServiceErrorException": Verdict.WAIT,
    "InternalFailure": Verdict.WAIT,
    "ServiceUnavailable": Verdict.WAIT,
    "ServiceUnavailableException": Verdict.WAIT,
    "MessageRejected": Verdict.GIVE_UP,
    "BadRequestException": Verdict.GIVE_UP,
    "AccountSuspendedException": Verdict.STOP_SENDING,
    "SendingPausedException": Verdict.STOP_SENDING,
    "MailFromDomainNotVerifiedException": Verdict.STOP_SENDING,
    # The configuration set does not exist.
    "NotFoundException": Verdict.STOP_SENDING,
    # "Common Errors" of the API reference: the function's role, or its credentials, and no mail of its own.
    "AccessDeniedException": Verdict.STOP_SENDING,
    "ExpiredTokenException": Verdict.STOP_SENDING,
    "IncompleteSignature": Verdict.STOP_SENDING,
    "InvalidClientTokenId": Verdict.STOP_SENDING,
    "NotAuthorized": Verdict.STOP_SENDING,
    "OptInRequired": Verdict.STOP_SENDING,
    "UnrecognizedClientException": Verdict.STOP_SENDING,
}


class SesMailer:
    """Mailer for the SES v2 API. The configuration set, if any, publishes the delivery events."""

    def __init__(self, client: Any, sender: str, configuration_set: str = "") -> None:
        self._client = client
        self._sender = sender
        self._reporting = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send(self, mail: OutgoingMail) -> str:
        """Send the message and return its id. Errors that `VERDICTS` does not list may be about the mail."""
        try:
            response = self._client.send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": [mail.recipient]},
                Content={"Raw": {"Data": mail.message}},
                EmailTags=[
                    {"Name": REQUEST_TAG, "Value": mail.key.request_id},
                    {"Name": MAIL_TAG, "Value": mail.key.mail_id},
                ],
                **self._reporting,
            )
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", "unknown"))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", HTTPStatus.BAD_REQUEST)
            unknown = Verdict.WAIT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Verdict.RETRY
            raise SendingFailed(VERDICTS.get(code, unknown), code) from error
        except BotoCoreError as error:
            raise SendingFailed(Verdict.WAIT, type(error).__name__) from error
        return str(response["MessageId"])
