"""From a stage that was just deployed to the first person signed in and the first request decided.

By the commands of docs/operations.md ("From nothing to the first person"), the mails, and the pages of the stage and of
its user pool.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from html import unescape
from itertools import chain
from typing import Any

import boto3
import httpx

from infra.demo.scenario import StepFailed
from infra.demo.story import PARTNER, REVIEWER
from infra.deploy.stack import outputs_of
from infra.rehearsal.browser import Browser, Page
from infra.rehearsal.chalice_deploy import ChaliceDeploy

CUSTOMER, DOMAIN = "it@first.example", "first.example"
DIRECTORY = [{"name": "Reseller Partners", "domains": ["reseller.example"], "administrators": [PARTNER]}]
PASSWORD = "chosen-By-themselves-1"  # noqa: S105 - of nobody
# The schedule runs each minute and sends mails whose nudge was lost.
MAIL_SECONDS = 150.0
POLL_SECONDS = 0.5


class FirstPeople:
    """The first people of a stage at `served` in the emulator at `url`."""

    def __init__(self, deployment: ChaliceDeploy, url: str, served: str, say: Callable[[str], object]) -> None:
        self._deployment = deployment
        self._url, self._served, self._say = url, served, say
        self._public = outputs_of(boto3.client("cloudformation"), deployment.stage)["PublicUrl"]

    def sign_in_and_decide(self) -> None:
        """Do all of it. Raises `StepFailed` at the first failure."""
        verify_sender()
        self._invite(PARTNER, "Paula Partner")
        self._invite(REVIEWER, "Rae Reviewer", "--reviewer")
        self._import_directory()
        self._signed_in(REVIEWER, "/reviews")
        self._say(f"   {REVIEWER} is signed in through the user pool, as a reviewer")
        partner = self._signed_in(PARTNER, "/directory")
        self._say(f"   {PARTNER} is signed in through the user pool, with the role of the import")
        self._request(partner)
        self._say(f"   {PARTNER} requested an account; {CUSTOMER} approved it by the link in the mail")
        self._export_directory()
        self._say("   all accounts were exported, and importing them changed nothing")

    def _invite(self, address: str, name: str, *more: str) -> None:
        self._run("infra.operate", "invite", address, "--name", name, *more)

    def _import_directory(self) -> None:
        file = self._deployment.project / "directory.json"
        file.write_text(json.dumps(DIRECTORY), encoding="utf-8")
        self._run("infra.import_directory", str(file))

    def _export_directory(self) -> None:
        """Export what the stage has, and import that: a row that is reported ends the rehearsal."""
        file = self._deployment.project / "accounts.csv"
        self._run("infra.export_directory", str(file))
        if "First Customer" not in file.read_text(encoding="utf-8-sig"):
            raise StepFailed("the export has no account of the customer")
        self._run("infra.import_directory", str(file))

    def _run(self, module: str, *arguments: str) -> None:
        """Run a command as `make … STAGE=` does."""
        stage = [sys.executable, "-m", "infra.deploy.with_stage_environment", self._deployment.stage.name]
        completed = subprocess.run(
            [*stage, sys.executable, "-m", module, *arguments], cwd=self._deployment.project, check=False
        )
        if completed.returncode:
            raise StepFailed(f"{module} {arguments[0]} exited with {completed.returncode}; see above")

    def _signed_in(self, address: str, path: str) -> Browser:
        """Sign somebody in on the way to a page; they choose a password in place of the one that was mailed."""
        browser = Browser(self._public, self._served)
        (invitation,) = self._mails(address, "temporary password is (.*)")
        page = browser.send(browser.open(path), "/login", username=address, password=invitation.rstrip("."))
        page = browser.send(page, "/login", new_password=PASSWORD, confirm_password=PASSWORD)
        if page.url != f"{self._public}{path}":
            raise StepFailed(f"the user pool did not sign in {address}")
        return browser

    def _request(self, partner: Browser) -> None:
        """Request an account on the pages, and approve it as the customer."""
        form = {"account_name": "First Customer", "domain_identifier": DOMAIN, "customer_emails/0": CUSTOMER}
        form |= {"customer_language": "en"}
        page = partner.send(partner.open("/requests/new"), "/requests/check", **form)
        partner.send(page, "/requests")
        (link,) = self._mails(CUSTOMER, r"(https://\S+/approvals/\S+)")
        customer = Browser(self._public, self._served)
        decided = customer.send(customer.open(link), "/approve", authority_confirmed="true")
        self._mails(PARTNER, r"Subject: (Approved.*)")
        _require(decided, "First Customer")
        _require(partner.open("/requests"), "Approved")

    def _mails(self, address: str, pattern: str) -> list[str]:
        """Wait for a mail with this text, and return what the pattern finds. Raises `StepFailed`."""
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            texts = [
                f"Subject: {mail['Subject']}\n{mail['BodyText']}" for mail in self._sent() if address in mail["To"]
            ]
            found = list(dict.fromkeys(chain.from_iterable(re.findall(pattern, text) for text in texts)))
            if found:
                return found
            time.sleep(POLL_SECONDS)
        raise StepFailed(f"no mail to {address} has {pattern}")

    def _sent(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self._url}/_ministack/ses/messages", trust_env=False).raise_for_status()
        return list(chain(*answer.json()["messages"].values()))


def verify_sender() -> None:
    """Do what operators do at SES: have the sender verified, and leave the sandbox."""
    sesv2 = boto3.client("sesv2")
    sesv2.create_email_identity(EmailIdentity="vendor.example")
    sesv2.put_account_details(
        MailType="TRANSACTIONAL", WebsiteURL="https://vendor.example", ProductionAccessEnabled=True
    )


def _require(page: Page, text: str) -> None:
    if text not in unescape(page.text):
        raise StepFailed(f"{page.url} does not say {text}")
