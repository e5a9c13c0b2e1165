"""The table of reads: what each makes of a row that it cannot read, and why every decision stays safe by that.

A read that leaves the row out must make each decision by it stricter, or the database must refuse its commit.
Here are those of requests, their locks and limits.
"""

from collections.abc import Mapping

from chalicelib.adapters.dynamodb import keys
from chalicelib.services.unit_of_work.ports import MailKey
from tests.adapters.dynamodb.kept_rows import A_LIST, BY_KEY, LEFT_OUT, RAISES, THE_ROW, Read
from tests.world import PARTNER

READS_OF_REQUESTS: Mapping[str, Read] = {
    "request": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.request(one.request_id),
    ),
    "request_file": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.request_file(one.request_id),
    ),
    "request_file, a mail": Read(
        LEFT_OUT,
        "mails tell what became of a link; without one, a reminder may go to an address that does not work",
        lambda one: keys.mail(one.request_id, one.mail_id),
        lambda one: [mail.mail_id for mail in one.store.request_file(one.request_id).mails],
    ),
    "requests_of": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.requests_of(PARTNER.person_id, 25, None).items,
    ),
    "requests_in_review": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.in_review(one.request),
        lambda one: one.store.requests_in_review(25, None, None).items,
    ),
    "listed_version": Read(
        LEFT_OUT,
        "the list is not written then, and the mail alone is",
        lambda one: keys.own_request(one.request),
        lambda one: one.store.listed_version(one.request) is not None,
    ),
    "entries_of": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.own_request(one.request),
        lambda one: one.store.entries_of(PARTNER.person_id, 25, None).items,
    ),
    "requests": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.requests([one.request_id]),
    ),
    "team_requests": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.team_requests([one.request.team_account_id or ""], 25, None).items,
    ),
    "team_entries": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: (keys.team_partition(one.request.team_account_id or ""), keys.own_request(one.request)[1]),
        lambda one: one.store.team_entries([one.request.team_account_id or ""], 25, None).items,
    ),
    "team_members": Read(
        BY_KEY,
        "the row has nothing but its key",
        lambda one: keys.team_member(one.request.team_account_id or "", str(PARTNER.email)),
        lambda one: one.store.team_members(one.request.team_account_id or "", [str(PARTNER.email)]),
    ),
    "directory_rows": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.request(one.request_id),
        lambda one: one.store.directory_rows([one.request_id], PARTNER.person_id, []).requests,
    ),
    "directory_rows, what was asked": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.recent_access_requests(PARTNER.person_id),
        lambda one: one.store.directory_rows([], PARTNER.person_id, []).recent_access_requests,
    ),
    "directory_rows, a lock": Read(
        LEFT_OUT,
        A_LIST,
        lambda one: keys.lock("univ.example", "univ.example"),
        lambda one: one.store.directory_rows([], PARTNER.person_id, [("univ.example", "univ.example")]).locks,
    ),
    "events": Read(
        LEFT_OUT,
        "a list; what holds is judged by `verify`",
        lambda one: keys.event(one.request_id, 1),
        lambda one: one.store.events(one.request_id),
    ),
    "sealings": Read(
        RAISES,
        "another trail of sealings would begin, whose first event is there already",
        lambda _: keys.sealings(),
        lambda one: one.store.sealings().version,
    ),
    "uncounted": Read(
        LEFT_OUT,
        "the sealing sets the event aside and counts the others",
        lambda one: keys.event(one.request_id, 1),
        lambda one: [
            found.event
            for found in one.store.uncounted(one.world.clock.now(), 90)
            if found.event and found.place[:2] == keys.event(one.request_id, 1)
        ],
    ),
    "walk": Read(
        LEFT_OUT,
        "a later event of the trail states its length too; what holds is judged by `verify`",
        lambda one: keys.event(one.walked_id, 1),
        lambda one: [
            found.event
            for found in one.store.walk(None, 500, 90, None).events
            if found.place[0] == keys.request(one.walked_id)[0]
        ],
    ),
    "walk, a request": Read(
        LEFT_OUT,
        "its addresses stay until it can be read; the walk of each day notes it",
        lambda one: keys.request(one.walked_id),
        lambda one: [
            getattr(found, "request_id", "") for found in one.store.walk(None, 500, 90, lambda _: True).overdue
        ].count(one.walked_id),
    ),
    "mails_of": Read(
        RAISES,
        "the request would be done with, and the mail keep its address",
        lambda one: keys.mail(one.request_id, one.mail_id),
        lambda one: one.store.mails_of(one.request_id),
    ),
    "preconditions, a tally": Read(
        RAISES,
        "without it the limit of mails would be lost",
        lambda one: keys.rate_window("organisation#second.example"),
        lambda one: one.store.preconditions(["organisation#second.example"]),
    ),
    "preconditions, open requests": Read(
        RAISES,
        "without it the limit of open requests would be lost",
        lambda one: keys.open_requests(PARTNER.person_id),
        lambda one: one.store.preconditions([], PARTNER.person_id),
    ),
    "preconditions, a remembered answer": Read(
        RAISES,
        "without it a repeated call would be carried out again",
        lambda one: keys.remembered(f"{PARTNER.person_id}#key-1"),
        lambda one: one.store.preconditions([], None, f"{PARTNER.person_id}#key-1"),
    ),
    "locks": Read(
        LEFT_OUT,
        "the write that takes a lock is refused while one is there, so one that is overlooked is not taken",
        lambda one: keys.lock("univ.example", "univ.example"),
        lambda one: one.store.locks("univ.example"),
    ),
    "locks_on": Read(
        RAISES,
        "an import says of the line that its record cannot be read",
        lambda one: keys.lock("univ.example", "univ.example"),
        lambda one: one.store.locks_on([("univ.example", "univ.example")]),
    ),
    "kept_answer": Read(
        RAISES,
        THE_ROW,
        lambda _: keys.kept_answer("kept"),
        lambda one: one.store.kept_answer("kept"),
    ),
    "mail": Read(
        RAISES,
        THE_ROW,
        lambda one: keys.mail(one.request_id, one.mail_id),
        lambda one: one.store.mail(MailKey(one.request_id, one.mail_id)),
    ),
}
