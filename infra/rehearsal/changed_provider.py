"""Check that people have what they had after the stage has changed its sign-in provider."""

from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx

from chalicelib import bootstrap
from infra.demo.access_story import ADMINISTRATOR, OUTSIDER
from infra.demo.scenario import StepFailed
from infra.demo.story import PARTNER, REQUEST, REVIEWER
from infra.operate import address_holders
from infra.rehearsal import event_tap, webhook_receiver
from infra.rehearsal.deployed_client import DeployedClient
from infra.rehearsal.second_deploy import SecondDeploy
from infra.verify import verified

PEOPLE = (PARTNER, ADMINISTRATOR, REVIEWER)
# What a person has: the roles on accounts, and what they requested. Reviewers without a role have no directory.
LISTS = ("/v1/directory", "/v1/account-requests", "/v1/access-requests")
GROUPS = ("accessible", "access_requested", "creation_requested", "same_domain")
START_PAGES = {PARTNER: "/directory", ADMINISTRATOR: "/directory", REVIEWER: "/reviews"}


class ChangedProvider(SecondDeploy):
    """The steps before and after the deploy that changes the issuer."""

    def record_holders(self, issuer: str) -> int:
        """Record who has which address, as the operator does; return how many open requests the partner has."""
        self._title("The operator records who has which address, before the provider is changed")
        self._had = {person: self._possessions(person) for person in PEOPLE}
        found = address_holders.record(bootstrap.container(), issuer)
        # The reviewer has neither requested anything nor a role; somebody outside the account was given one, the
        # administrator of the partner's team has signed in to make a webhook, and a colleague's request has expired.
        others = {OUTSIDER, webhook_receiver.ADMINISTRATOR.email, str(event_tap.COLLEAGUE.email)}
        holders = {*PEOPLE, *others} - {REVIEWER}
        self._check(f"{found.recorded} addresses, {len(found.undecided)} undecided", found.recorded == len(holders))
        _, requests, _ = self._had[PARTNER]
        return sum(status.startswith("pending") for status in requests.values())

    def sign_in_again(self, client: DeployedClient) -> None:
        """Sign everybody in at the new provider, in a browser and with a bearer token; they have what they had."""
        self._client = client
        self._title("The provider is another one: everybody signs in again and has what they had")
        for person in PEOPLE:
            self._sign_in(client, person)
            has = self._possessions(person)
            directory, requests, access_requests = map(len, has)
            self._check(
                f"{person} is signed in: {directory} lines of the directory, {requests} requests,"
                f" {access_requests} for access",
                has == self._had[person],
            )
        told = {mail["to"][0] for mail in client.mails() if "another provider" in mail["subject"]}
        self._check(f"{' and '.join(sorted(told))} were told by mail", told == {PARTNER, ADMINISTRATOR})
        verdicts = list(verified(bootstrap.container()))
        self._check(f"{len(verdicts)} audit trails are intact", all(verdict.is_intact for verdict in verdicts))
        self._title("Limits stay with the person: as many open requests are allowed now as the partner has")
        body = {**REQUEST, "domain_identifier": "one-more.example", "customer_emails": ["it@one-more.example"]}
        sent = {"headers": {"Idempotency-Key": "one-more"}, "json": body}
        self._refused("POST", "/v1/account-requests", 409, "too-many-open-requests", by=PARTNER, **sent)

    def _possessions(self, person: str) -> Sequence[Mapping[str, Any]]:
        """Return directory, requests and access requests by their ids, without what mails change."""
        directory, requests, access_requests = (self._list(path, person) for path in LISTS)
        lines = {f"{group} {row.get('account_id')}": row for group in GROUPS for row in directory.get(group, ())}
        return (
            lines,
            {row["request_id"]: row["status"] for row in requests.get("items", ())},
            {row["access_request_id"]: row["status"] for row in access_requests.get("items", ())},
        )

    def _list(self, path: str, person: str) -> dict[str, Any]:
        response = self._client.call("GET", path, by=person)
        if response.status_code == httpx.codes.FORBIDDEN:
            return {}
        if not response.is_success:
            raise StepFailed(f"{path} for {person}: {response.status_code} {response.text[:300]}")
        return dict(response.json())

    def _sign_in(self, client: DeployedClient, person: str) -> None:
        """Sign in by the pages, as a browser does. Raises `StepFailed` unless the person's page follows."""
        begun = client.http.get(f"{client.base}/sign-in")
        consent = client.http.post(begun.headers["location"], data={"sub": person})
        callback = f"{client.base}/sign-in/callback?{urlsplit(consent.headers['location']).query}"
        ended = client.http.get(callback, headers={"Cookie": _cookies_of(begun)})
        page = client.http.get(f"{client.base}{START_PAGES[person]}", headers={"Cookie": _cookies_of(ended)})
        if page.status_code != httpx.codes.OK:
            raise StepFailed(f"{person} is not signed in: {ended.status_code}, then {page.status_code}")


def _cookies_of(response: httpx.Response) -> str:
    """Return what a browser sends back; cookies that the response removes are left out."""
    jar: SimpleCookie = SimpleCookie()
    for header in response.headers.get_list("set-cookie"):
        jar.load(header)
    return "; ".join(f"{name}={cookie.value}" for name, cookie in jar.items() if cookie.value)
