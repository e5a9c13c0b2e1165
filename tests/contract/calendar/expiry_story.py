"""Requests with links in every state, over 91 days; each response is recorded."""

import httpx

from tests.contract.cast import Cast
from tests.contract.local_run import Json, Run
from tests.contract.steps import (
    REQUESTS,
    act_on_request,
    approve,
    decline,
    form,
    new_key,
    on_link,
    pending,
    submit,
    token_of,
)


class Story:
    """Requests with links in every state, and the responses on each day."""

    def __init__(self, run: Run, cast: Cast) -> None:
        self.run, self.cast, self.by = run, cast, cast.requester()
        self.domains: dict[str, str] = {}
        self.requests: dict[str, Json] = {}
        self.tokens: dict[str, str] = {}
        self.responses: dict[str, httpx.Response] = {}
        self.mails: dict[str, list[Json]] = {}
        self.key = new_key()

    def begin(self) -> None:
        """Day 0: create the requests."""
        for name in ("expired", "superseded", "forwarded", "decided", "withdrawn", "forgotten"):
            self._open(name)
        act_on_request(self.run, self.by, self.requests["superseded"], "resend").raise_for_status()
        forwarding = {"email": f"head@{self.domains['forwarded']}"}
        on_link(self.run, self.tokens["forwarded"], "forward", **forwarding).raise_for_status()
        decline(self.run, self.tokens["decided"]).raise_for_status()
        act_on_request(self.run, self.by, self.requests["withdrawn"], "withdraw").raise_for_status()
        self.domains["in review"] = self.cast.domain()
        outside = f"{self.domains['in review']}@gmail.com"
        self.requests["in review"] = submit(self.run, self.by, self.domains["in review"], outside)
        self.domains["repeated"] = self.cast.domain()
        self._repeat("first submission")

    def renew_all(self) -> None:
        """Day 15: renew every link and use the new one."""
        self.run.advance(days=15)
        self._open("valid")
        token = self.tokens["expired"]
        self.tokens |= {"unknown": "unknown", "altered": f"{token[:-4]}AAAA", "cut short": token[:20]}
        self._keep("look at the expired", self.run.call("GET", f"/v1/approvals/{token}"))
        for action in (approve, decline):
            self._keep(f"{action.__name__} by the expired", action(self.run, token))
        for name in [*(name for name in self.tokens if name != "forgotten"), "expired"]:
            seen = len(self.run.messages())
            again = f"{name} again" if name in self.mails else name
            self.responses[f"renew {again}"] = on_link(self.run, self.tokens[name], "renew")
            self.mails[again] = self.run.messages()[seen:]
        new = token_of(self.run, f"it@{self.domains['expired']}", self.requests["expired"])
        self._keep("look at the old", self.run.call("GET", f"/v1/approvals/{token}"))
        self._keep("approve by the new", approve(self.run, new))
        self._repeat("late repeat")

    def outlast(self) -> None:
        """Day 91: use a link of an expired request."""
        link = self.tokens["forgotten"]
        seen = len(self.run.messages())
        self.run.advance(days=76)
        self.mails["end"] = self.run.messages()[seen:]
        self._keep("look at the end", self.run.call("GET", f"/v1/approvals/{link}"))
        self._keep("approve at the end", approve(self.run, link))
        self._keep("resend at the end", act_on_request(self.run, self.by, self.requests["forgotten"], "resend"))
        self.responses["renew at the end"] = on_link(self.run, link, "renew")

    def _open(self, name: str) -> None:
        self.domains[name] = self.cast.domain()
        self.requests[name], self.tokens[name] = pending(self.run, self.by, self.domains[name])

    def _repeat(self, name: str) -> None:
        sent = {"json": form(self.domains["repeated"]), "headers": self.key}
        self._keep(name, self.run.call("POST", REQUESTS, self.by, **sent))

    def _keep(self, name: str, response: httpx.Response) -> None:
        self.responses[name] = response
