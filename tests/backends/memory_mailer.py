"""The mail service in memory. `test_mailer_contract.py` holds it to what `SesMailer` does on moto."""

from chalicelib.services.mail.sender import OutgoingMail
from chalicelib.services.mail.sending_failures import SendingFailed, Verdict


class MemoryMailer:
    """Accepts the mails of one sender, whose address is verified or not."""

    def __init__(self, *, is_verified: bool = True) -> None:
        self._is_verified = is_verified
        self.sent: list[OutgoingMail] = []

    def send(self, mail: OutgoingMail) -> str:
        if not self._is_verified:
            raise SendingFailed(Verdict.GIVE_UP, "MessageRejected")
        self.sent.append(mail)
        return f"message-{len(self.sent)}"
