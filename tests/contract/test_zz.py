"""x."""
from tests.contract.local_run import *
from tests.contract import steps
import time
def test_a(run: Run, requester: str, domain: str, cast) -> None:
    t=time.monotonic()
    for _ in range(3):
        run.token(cast.requester())
    print("token", (time.monotonic()-t)/3)
    t=time.monotonic(); r, tok = steps.pending(run, requester, domain); print("pending", time.monotonic()-t)
    with untouched(run):
        t=time.monotonic(); print(run.call("GET", f"/v1/approvals/{tok}").json(), time.monotonic()-t)
    t=time.monotonic(); print(steps.approve(run, tok).json(), time.monotonic()-t)
    t=time.monotonic(); print(len(run.rows()), time.monotonic()-t)
    t=time.monotonic(); run.work(); print(time.monotonic()-t)
    print(steps.shown(run, requester, r))
    print(steps.events_of(run, requester, r))
