"""What people call the limits, behind their number."""

from collections.abc import Mapping

from chalicelib.domain.errors import LimitName
from chalicelib.rendering.languages import msgid, translator

LIMITS: Mapping[LimitName, str] = {
    LimitName.CALLS_OF_ALL: msgid("calls of everybody"),
    LimitName.CALLS_PER_NETWORK: msgid("calls of one network"),
    LimitName.CHECK_PAUSE: msgid("checks in a minute"),
    LimitName.CHECKS_PER_DAY: msgid("checks in a day"),
    LimitName.INQUIRIES_PER_PERSON: msgid("questions for access of one person in a day"),
    LimitName.MAILS_OF_CUSTOMER: msgid("mails that people of one organisation cause themselves"),
    LimitName.MAILS_PER_ORGANISATION: msgid("mails to one organisation"),
    LimitName.MAILS_PER_RECIPIENT: msgid("mails to one person"),
    LimitName.MAILS_PER_REQUESTER: msgid("mails of one requester"),
    LimitName.MAILS_PER_TEAM: msgid("mails of one team to one organisation"),
    LimitName.OFFERS_PER_ADDRESS: msgid("open offers of one account to one address"),
    LimitName.OPEN_ACCESS_REQUESTS: msgid("open requests for access of one person"),
    LimitName.OPEN_REQUESTS: msgid("open requests for accounts of one person"),
    LimitName.PROGRAMS_PER_ACCOUNT: msgid("programs of one account"),
    LimitName.PROOFS_PER_HOLDER: msgid("proofs of one person or account"),
    LimitName.RECOVERIES_PER_ACCOUNT: msgid("recoveries of one account in 90 days"),
    LimitName.RESEND_PAUSE: msgid("minutes between two links to one person"),
    LimitName.RESENDS_PER_NOMINATION: msgid("new links for one person"),
    LimitName.WAITING_PER_ACCOUNT: msgid("requests for access that wait at one account"),
    LimitName.WATCHERS_PER_REQUEST: msgid("people who are told of the end of one request"),
    LimitName.WEBHOOKS_PER_ACCOUNT: msgid("webhooks of one account"),
}


def limit_label(name: LimitName, language: str) -> str:
    """What people call this limit."""
    return translator(language).gettext(LIMITS[name])
