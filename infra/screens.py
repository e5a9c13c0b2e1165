"""`python -m infra.screens`: take a screenshot of each page in Chromium, on a local stack of its own.

Walks through the journey in the roles of its people, so that every page shows real data. Pictures whose names
`docs/screens` has are taken anew there, for Git keeps them; all others go to `.screens`, an artefact of the builds.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from infra.arguments import reject_arguments
from infra.local.child import stack_in_a_process
from infra.local.chromium import chromium
from infra.local.find_running import RunningStack
from infra.local.sign_in.people import ADMINISTRATOR, PARTNER, REVIEWER, Person
from infra.local.state import PROJECT_ROOT

IN_DOCS, OTHERS = PROJECT_ROOT / "docs" / "screens", PROJECT_ROOT / ".screens"
WIDE = {"width": 1120, "height": 760}
NARROW = {"width": 320, "height": 640}
# Only the first screen of these pages is taken.
FIRST_SCREEN_ONLY = ("api", "help")
CUSTOMER = "it@wayne.example"


def main(arguments: Sequence[str]) -> int:
    """Take the screenshots; return the exit status."""
    reject_arguments("infra.screens", __doc__, arguments)
    executable = chromium()
    if executable is None:
        print("Chromium is not on the PATH: apt install chromium-headless-shell", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory() as state,
        stack_in_a_process(Path(state)) as stack,
        sync_playwright() as started,
    ):
        browser = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        Photographer(browser, stack, {path.stem: IN_DOCS for path in IN_DOCS.glob("*.png")}).take_all()
        browser.close()
    for directory in (IN_DOCS, OTHERS):
        print(f"{len(list(directory.glob('*.png')))} screenshots in {directory.relative_to(PROJECT_ROOT)}")
    return 0


class Photographer:
    """Walk through the journey and take a screenshot at each step."""

    def __init__(
        self, browser: Browser, stack: RunningStack, directories: Mapping[str, Path], others: Path = OTHERS
    ) -> None:
        self._browser = browser
        self._stack = stack
        self._directories, self._others = directories, others

    def take_all(self) -> None:
        """Take all screenshots."""
        with self._window(PARTNER) as page:
            self._request(page)
        with self._window() as page:
            self._decide(page, self._link())
        with self._window(PARTNER) as page:
            self._aftermath(page)
        with self._window(REVIEWER) as page:
            self._review(page)
        with self._window(PARTNER) as page:
            self._ask_for_access(page)
        with self._window(ADMINISTRATOR) as page:
            self._run_account(page)
        with self._window(ADMINISTRATOR, viewport=NARROW, color_scheme="dark") as page:
            self._visit(page, "directory-narrow-dark", "/directory")
        with self._window() as page:
            for name, path in (("help", "/help"), ("accessibility", "/accessibility"), ("api", "/docs/api")):
                self._visit(page, name, path)
            self._visit(page, "problem", "/problems/account-exists")
            self._visit(page, "link-unknown", "/approvals/nothing")

    def _request(self, page: Page) -> None:
        self._visit(page, "directory", "/directory")
        self._visit(page, "search", "/accounts?q=acme")
        page.get_by_role("link", name="Acme", exact=True).click()
        self._take(page, "account")
        self._visit(page, "form", "/requests/new")
        self._fill(page, name="", domain="com", address=CUSTOMER)
        self._take(page, "form-errors")
        self._fill(page, name="Wayne Enterprises", domain="wayne.example", address=CUSTOMER)
        page.locator("main summary").first.click()
        self._take(page, "check")
        page.get_by_role("button", name="Send the request").click()
        self._take(page, "directory-sent")

    def _decide(self, page: Page, link: str) -> None:
        self._visit(page, "approval", link)
        page.get_by_role("button", name="Decline…").click()
        self._take(page, "decline")
        self._visit(page, "forward", f"{link}/forward")
        self._visit(page, "cancel", f"{link}/cancel")
        self._visit(page, "approval-fr", f"{link}?lang=fr")
        self._visit(page, "approval-en", f"{link}?lang=en", take=False)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Approve and create the account").click()
        self._take(page, "approved")

    def _aftermath(self, page: Page) -> None:
        page.goto("/requests")
        self._take(page, "requests")
        page.locator("tbody a").first.click()
        self._take(page, "request")
        page.goto("/requests/new")
        self._fill(page, name="Sirius Cybernetics", domain="sirius.example", address="head@elsewhere.example")
        page.get_by_role("button", name="Send the request").click()

    def _review(self, page: Page) -> None:
        self._visit(page, "reviews", "/reviews")
        page.locator("tbody a").first.click()
        self._take(page, "review")

    def _ask_for_access(self, page: Page) -> None:
        self._visit(page, "search", "/accounts?q=acme", take=False)
        page.get_by_role("link", name="Acme", exact=True).click()
        page.get_by_role("link", name="Request access", exact=True).click()
        page.locator("#scope-account").check()
        page.locator("#role-smart_account_user").check()
        page.get_by_label("Note (optional)").fill("For the renewal in June.")
        self._take(page, "ask-for-access")
        page.get_by_role("button", name="Ask for access").click()
        self._take(page, "own-access-requests")

    def _run_account(self, page: Page) -> None:
        self._visit(page, "access-requests", "/access-requests")
        page.locator("tbody a[href*='/access-requests/']").first.click()
        self._take(page, "access-request")
        page.locator("#role-smart_account_viewer").check()
        page.get_by_role("button", name="Grant access").click()
        self._visit(page, "search", "/accounts?q=acme.example", take=False)
        page.get_by_role("link", name="Acme", exact=True).click()
        self._take(page, "own-account")
        page.get_by_role("link", name="Create and rename Virtual Accounts").click()
        page.get_by_label("Name", exact=True).fill("Research")
        page.get_by_role("button", name="Create the Virtual Account").click()
        self._take(page, "virtual-accounts")
        account = page.url.partition("/virtual-accounts")[0]
        self._visit(page, "roles", f"{account}/roles")
        self._visit(page, "account-history", f"{account}/events")
        self._visit(page, "me", "/me")
        self._visit(page, "programs", f"{account}/programs")
        page.goto(f"{account}/webhooks")
        page.get_by_label("URL", exact=True).fill("https://localhost:8443/events")
        page.get_by_role("button", name="Make the webhook and show its secret").click()
        self._take(page, "webhook-secret")
        page.locator("tbody a").first.click()
        page.get_by_role("button", name="Send a test event").click()
        self._take(page, "webhook")

    @contextmanager
    def _window(self, person: Person | None = None, **options: object) -> Iterator[Page]:
        context = self._browser.new_context(
            base_url=self._stack.urls["app"],
            **{"viewport": WIDE, "locale": "en", **options},  # type: ignore[arg-type]
        )
        page = context.new_page()
        if person is not None:
            page.goto("/sign-in")
            page.get_by_role("button", name=person.email).click()
        yield page
        context.close()

    def _fill(self, page: Page, *, name: str, domain: str, address: str) -> None:
        page.get_by_label("Account name").fill(name)
        page.get_by_label("Account Domain Identifier").fill(domain)
        page.get_by_label("E-mail address of the assigned account creator").fill(address)
        page.get_by_label("Note to the customer").fill("For the licences of order 4711.")
        page.get_by_role("button", name="Check the request").click()

    def _visit(self, page: Page, name: str, path: str, take: bool = True) -> None:
        page.goto(path)
        if take:
            self._take(page, name)

    def _take(self, page: Page, name: str) -> None:
        directory = self._directories.get(name, self._others)
        page.screenshot(path=directory / f"{name}.png", full_page=name not in FIRST_SCREEN_ONLY)

    def _link(self) -> str:
        tools = self._stack.urls["tools"]
        httpx.post(f"{tools}/work", json={}, trust_env=False).raise_for_status()
        mails = httpx.get(f"{tools}/messages.json", trust_env=False).json()
        (text,) = [mail["text"] for mail in mails if mail["to"] == [CUSTOMER]]
        (link,) = {word for word in text.split() if "/approvals/" in word}
        return str(link)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
