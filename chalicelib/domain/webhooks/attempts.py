"""What became of one attempt to send an event to a webhook."""

from enum import StrEnum

from chalicelib.domain.value_classes import value_class

# Of the answer, in bytes.
LONGEST_EXCERPT = 1024
_SUCCESS = range(200, 300)
_GONE = 410


class Trouble(StrEnum):
    """Why an attempt got no answer."""

    URL_NOT_ALLOWED = "url-not-allowed"
    HOST_NOT_FOUND = "host-not-found"
    ADDRESS_NOT_ALLOWED = "address-not-allowed"
    NOT_REACHED = "not-reached"
    CERTIFICATE_NOT_TRUSTED = "certificate-not-trusted"
    TIMED_OUT = "timed-out"
    ANSWER_NOT_READABLE = "answer-not-readable"


@value_class
class Answer:
    """The receiver's status with the beginning of its body, or why there is none."""

    status: int | None = None
    trouble: Trouble | None = None
    excerpt: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver has the event. A redirect is not followed, and no success."""
        return self.status in _SUCCESS

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants no more events."""
        return self.status == _GONE
