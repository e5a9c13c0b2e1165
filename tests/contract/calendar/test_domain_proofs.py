"""A proved domain over weeks, in which its record goes."""

import pytest

from tests.contract.cast import Cast
from tests.contract.local_run import Run
from tests.contract.proofs.steps import PROOFS, asked, checked, dns

pytestmark = pytest.mark.slow


def test_checks_go_on_by_themselves_weekly_until_the_record_is_gone_for_three_weeks(run: Run, cast: Cast) -> None:
    domain = cast.domain()
    holder = cast.person(f"it@{domain}")
    proof = asked(run, holder, domain)
    record = dns(run, proof["record"]["name"], proof["record"]["value"])
    assert checked(run, proof, holder)["status"] == "proved"
    dns(run, record["name"], record["value"], path="/dns/remove")
    seen = []
    for _ in range(3):
        run.advance(days=7)
        found = run.call("GET", f"{PROOFS}/{proof['domain_proof_id']}", holder).json()
        seen.append((found["status"], found["result"], found["next_check_at"] is None))
    assert seen == [("proved", "no_record", False), ("proved", "no_record", False), ("lapsed", "no_record", True)]
    assert any("sar-proof" in one["text"] and holder in one["to"] for one in run.messages()[-3:])
