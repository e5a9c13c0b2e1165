"""Every page about proofs of domains, with the status of its response."""

from collections.abc import Mapping

from chalicelib.domain.proofs.records import CheckResult
from tests.web.approvals.states import State
from tests.web.proofs import stories as story
from tests.web.proofs.stories import LIST, asked, pressed, shown_after

FOUND, NO_RECORD = CheckResult.FOUND, CheckResult.NO_RECORD

PROOFS: Mapping[str, tuple[int, State]] = {
    "no proofs of domains": (200, lambda site: site.signed_in().get(LIST)),
    "proofs of domains": (200, story.several),
    "proof asked for": (200, asked(domain_identifier="univ.example")),
    "proof asked for without a domain": (422, asked(domain_identifier="")),
    "proof asked for a public suffix": (422, asked(domain_identifier="co.uk")),
    "one proof too many": (409, story.too_many),
    "proof": (200, shown_after()),
    **{f"proof after {result.value}": (200, shown_after(result)) for result in CheckResult},
    "proof whose record is gone": (200, shown_after(FOUND, NO_RECORD)),
    "proof that has lapsed": (200, shown_after(FOUND, NO_RECORD, NO_RECORD, NO_RECORD)),
    "proof that has expired": (200, shown_after(days=30)),
    "proof to be checked": (200, shown_after(path="/check")),
    "proof to be withdrawn": (200, shown_after(path="/withdraw")),
    "proof checked": (200, pressed("check")),
    "proof checked too soon": (429, pressed("check", 2)),
    "proof withdrawn": (200, pressed("withdraw")),
    "no such proof": (404, lambda site: site.signed_in().get(f"{LIST}/nothing")),
    "proofs of an account": (200, story.of_account),
    "proofs of an account, for others": (403, story.of_account_for_others),
    "proof of an account for another domain": (422, story.for_another_domain),
    "account with a proved domain": (200, story.account_proved),
}
