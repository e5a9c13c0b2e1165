"""Every page about requests for access, with the status of its response."""

from collections.abc import Mapping

from chalicelib.domain.access.decide import Choice
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE
from tests.web.access import inquiry_stories as inquiries
from tests.web.access import stories as story
from tests.web.access.stories import REASON, after, asked, asking, done, of_request, seen, sent, shown
from tests.web.approvals.states import State
from tests.world import PARTNER

LIST, VIEWER, TOO_LONG = "/access-requests", "smart_account_viewer", "x" * 1001
LOWER = Choice(role=VIEWER)

ACCESS: Mapping[str, tuple[int, State]] = {
    "ask for access": (200, asking()),
    "ask for access to a restricted account": (200, asking(visibility="restricted")),
    "ask for access that one has": (200, asking(by=ADMINISTRATOR)),
    "ask for access again": (200, story.asked_before),
    "ask for access of nobody": (200, story.asked_of_nobody),
    "ask for access to a pending account": (200, story.asked_of_pending()),
    "ask for access to a cancelled account": (200, story.asked_of_pending(91)),
    "access asked for": (200, story.asked_and_led_on),
    "access asked for with faults": (422, asked(note="see https://elsewhere.example")),
    "access asked for in the wrong role": (422, asked(scope="virtual_accounts", role=VIEWER, lab="true")),
    "access asked for to no Virtual Account": (422, asked(scope="virtual_accounts", role="virtual_account_user")),
    "access asked for twice": (409, story.asked_twice),
    "access asked for that one has": (409, story.asked_for_what_one_has),
    "access to no account": (404, lambda site: site.signed_in().get("/accounts/nothing/access")),
    "no access requests": (200, lambda site: site.signed_in().get(LIST)),
    "access requests to decide": (200, of_request(seen(LIST))),
    "access requests decided": (200, of_request(after(REASON, seen(LIST)))),
    "further access requests": (200, story.further),
    "further access requests of one's own": (200, story.further_own),
    "own access requests declined": (200, of_request(after(REASON, seen(LIST)), PARTNER)),
    "own access request": (200, of_request(shown(), PARTNER)),
    "own access request declined": (200, of_request(after(REASON, shown()), PARTNER)),
    "own access request approved": (200, of_request(after(None, shown(), LOWER), PARTNER)),
    "access request to decide": (200, of_request(shown())),
    "access request to decide in part": (200, of_request(shown(), COLLEAGUE, on_lab=True)),
    "access request to lower": (200, of_request(shown(), on_lab=True)),
    "access request decided": (200, of_request(after(None, shown("/approve")))),
    "access request of others": (404, of_request(shown(), story.SECOND)),
    "access to check": (200, of_request(sent("/approve", scope="account", role="smart_account_administrator"))),
    "access to check in part": (200, of_request(story.more_in_part, on_lab=True)),
    "access given": (200, of_request(done("/approve", scope="account", role=VIEWER))),
    "access declined": (200, of_request(done("/decline", reason=REASON))),
    "access given with faults": (422, of_request(sent("/approve", scope="virtual_accounts", role=VIEWER))),
    "access given beyond one's right": (
        403,
        of_request(sent("/approve", scope="account", role=VIEWER), COLLEAGUE, on_lab=True),
    ),
    "access declined at length": (422, of_request(sent("/decline", reason=TOO_LONG))),
    "access decided by another": (409, of_request(story.too_late)),
    "access decided twice": (409, of_request(story.sent_twice)),
    "access decided by oneself": (403, of_request(story.of_own, PARTNER)),
    "access decided by others": (403, of_request(story.of_nobodys, story.SECOND)),
    "directory of who decides": (200, of_request(seen("/directory"))),
    "directory of who asks": (200, of_request(seen("/directory"), PARTNER)),
    "directory of who was declined": (200, of_request(after(REASON, seen("/directory")), PARTNER)),
    "no offers": (200, lambda site: site.signed_in().get("/offers")),
    "offers": (200, story.offered),
    "offer accepted": (200, story.offer_answered("accept")),
    "offer declined": (200, story.offer_answered("decline")),
    "offer that has ended": (404, story.offer_ended),
    "no inquiries": (200, inquiries.inquiring()),
    "inquiry made": (200, inquiries.inquiring(account="univ.example", note="For the renewal.")),
    "inquiry with faults": (422, inquiries.inquiring(account="", note="see https://elsewhere.example")),
    "inquiry approved": (200, inquiries.inquiry_decided(Choice())),
    "inquiry declined": (200, inquiries.inquiry_decided(None)),
    "inquiry without a decision": (200, inquiries.inquiry_over),
    "one inquiry too many": (429, inquiries.fourth_inquiry),
    "own request declined for another account": (200, story.declined_for_another),
}
