"""Every URL of the product, from the one setting that says where it lives; never from a request's Host.

Contains the paths of docs/api-contract.md "Pages" and their prefix; does not depend on the routes.
"""

from urllib.parse import quote, urlencode, urlsplit

from chalicelib.domain.value_classes import value_class


@value_class
class Urls:
    """The pages below `public_url`, which may end in a path prefix such as `/api`."""

    public_url: str

    @property
    def site(self) -> str:
        """Where the product lives, without a slash at the end: the beginning of every link."""
        return self.public_url.rstrip("/")

    @property
    def within_site(self) -> "Urls":
        """The same pages without scheme and host, for links from one page to another."""
        return Urls(urlsplit(self.site).path)

    def start(self) -> str:
        """What the service is and who runs it; whoever is signed in is led to their first page."""
        return f"{self.site}/"

    def directory(self, sent: str = "", cursor: str = "", scope: str = "") -> str:
        """The accounts that concern the person or, by `scope`, their teams; `sent` was sent just now."""
        return self._to("directory", scope=scope, sent=sent, cursor=cursor)

    def accounts(self, phrase: str = "", cursor: str = "", status: str = "") -> str:
        """The search; with a phrase, its results, all or those of a status."""
        return self._to("accounts", q=phrase, status=status, cursor=cursor)

    def suggestions(self) -> str:
        """What is suggested to somebody who types in the search field."""
        return self._to("accounts", "suggestions")

    def account(self, account_id: str, done: str = "") -> str:
        """One account; `done` is what its administrator did with it just now."""
        return self._to("accounts", account_id, done=done)

    def ask_for_access(self, account_id: str) -> str:
        """Asking for access to it."""
        return self._to("accounts", account_id, "access")

    def change_account(self, account_id: str) -> str:
        """Its name and visibility."""
        return self._to("accounts", account_id, "change")

    def account_roles(self, account_id: str, done: str = "", cursor: str = "", part: str = "") -> str:
        """Who has access to it, and why; the form there is filled in with the Virtual Account `part`."""
        return self._to("accounts", account_id, "roles", done=done, cursor=cursor, part=part)

    def programs(self, account_id: str, done: str = "") -> str:
        """The programs that may act for it; a form sent there invites one."""
        return self._to("accounts", account_id, "programs", done=done)

    def revoke_program(self, account_id: str, program_id: str) -> str:
        """Ends one of them."""
        return self._to("accounts", account_id, "programs", program_id, "revoke")

    def webhooks(self, account_id: str, done: str = "") -> str:
        """Its webhooks; a form sent there makes one."""
        return self._to("accounts", account_id, "webhooks", done=done)

    def webhook(self, account_id: str, webhook_id: str, /, *action: str, done: str = "", cursor: str = "") -> str:
        """One of them with its log, or what lies below it."""
        return self._to("accounts", account_id, "webhooks", webhook_id, *action, done=done, cursor=cursor)

    def account_events(self, account_id: str, cursor: str = "") -> str:
        """Its audit trail."""
        return self._to("accounts", account_id, "events", cursor=cursor)

    def withdraw_role(self, account_id: str, role_id: str) -> str:
        """Taking one of its roles away."""
        return self._to("accounts", account_id, "roles", role_id, "withdraw")

    def offers(self, done: str = "", cursor: str = "") -> str:
        """The roles that are offered to the reader; `done` is how they answered just now."""
        return self._to("offers", done=done, cursor=cursor)

    def me(self) -> str:
        """What the reader has here: roles, teams, and what is left of their limits."""
        return self._to("me")

    def end_notice(self, account_id: str, done: str = "") -> str:
        """Being told when the pending request for an account has ended; `done` is that the reader asked just now."""
        return self._to("accounts", account_id, "end-notice", done=done)

    def inquiries(self, done: str = "", cursor: str = "") -> str:
        """Asking for access without a role; `done` is what the reader did just now."""
        return self._to("inquiries", done=done, cursor=cursor)

    def withdraw_inquiry(self, inquiry_id: str) -> str:
        """Taking one of them back."""
        return self._to("inquiries", inquiry_id, "withdraw")

    def answer_offer(self, account_id: str, offer_id: str, answer: str) -> str:
        """Accepting or declining one of them."""
        return self._to("offers", account_id, offer_id, answer)

    def recoveries(self, account_id: str = "", side: str = "", cursor: str = "") -> str:
        """The recoveries of the reader, or for reviewers those under way, and the form that asks for an account's."""
        return self._to("recoveries", account_id=account_id, side=side, cursor=cursor)

    def recovery(self, recovery_id: str, done: str = "") -> str:
        """One of them; `done` is what the reader did with it just now."""
        return self._to("recoveries", recovery_id, done=done)

    def recovery_action(self, recovery_id: str, action: str) -> str:
        """What lies below it: withdraw, approve, decline."""
        return self._to("recoveries", recovery_id, action)

    def objection(self, token: str, done: str = "") -> str:
        """Where the holder of a notice's link objects."""
        return self._to("recovery-objections", token, done=done)

    def recovery_policy(self) -> str:
        """The rules of recovery."""
        return self._to("help", "recovery")

    def domain_proofs(self, account_id: str = "", cursor: str = "") -> str:
        """The proofs of domains of the reader, or of an account that they run; a form sent there asks for one."""
        return self._to("domain-proofs", account_id=account_id, cursor=cursor)

    def domain_proof(self, proof_id: str, done: str = "") -> str:
        """One of them, with its record; `done` is what the reader did with it just now."""
        return self._to("domain-proofs", proof_id, done=done)

    def domain_proof_action(self, proof_id: str, action: str) -> str:
        """What lies below it: check, withdraw, ask."""
        return self._to("domain-proofs", proof_id, action)

    def virtual_accounts(self, account_id: str, done: str = "", cursor: str = "") -> str:
        """Its Virtual Accounts, for those who run it."""
        return self._to("accounts", account_id, "virtual-accounts", done=done, cursor=cursor)

    def virtual_account(self, account_id: str, virtual_account_id: str) -> str:
        """The name and visibility of one of them."""
        return self._to("accounts", account_id, "virtual-accounts", virtual_account_id)

    def new_request(self, from_request: str = "", account_name: str = "") -> str:
        """The form; prefilled with what an earlier request of the same person said, or with a name."""
        return self._to("requests", "new", from_request=from_request, account_name=account_name)

    def check_request(self) -> str:
        """The page between the form and sending it."""
        return self._to("requests", "check")

    def requests(self, cursor: str = "", scope: str = "") -> str:
        """The caller's own requests, or those of their teams by `scope`; a form sent there creates a request."""
        return self._to("requests", scope=scope, cursor=cursor)

    def requests_file(self, scope: str = "") -> str:
        """The same requests as CSV."""
        return self._to("requests", "export", scope=scope)

    def request(self, request_id: str, done: str = "", history: str = "", decided: str = "") -> str:
        """One request, as its requester follows it; `done` is what they did with it just now.

        `history` is how many entries of its history are passed over, `decided` the request that a reviewer came from.
        """
        return self._to("requests", request_id, done=done, history=history, decided=decided)

    def request_action(self, request_id: str, action: str, nomination: str = "") -> str:
        """What lies below it: withdraw, resend, reassign, hand-over, review."""
        return self._to("requests", request_id, action, nomination=nomination)

    def reviews(self, cursor: str = "", done: str = "", decided: str = "") -> str:
        """What waits for a reviewer; `done` is what they did just now, to the request `decided`."""
        return self._to("reviews", cursor=cursor, done=done, decided=decided)

    def next_review(self, after: str, done: str = "") -> str:
        """The next request in the queue after that one."""
        return self._to("reviews", "next", after=after, done=done)

    def access_requests(self, done: str = "", side: str = "", cursor: str = "") -> str:
        """Access requests, the caller's own and those to decide; a cursor continues one `side` of them.

        `done` is what the person did just now.
        """
        return self._to("access-requests", **{"done": done, "as": side, "cursor": cursor})

    def access_request(self, access_request_id: str) -> str:
        """One request for access, for its requester and for those who decide it."""
        return self._to("access-requests", access_request_id)

    def access_request_action(self, access_request_id: str, action: str) -> str:
        """What lies below it: approve, decline, withdraw."""
        return self._to("access-requests", access_request_id, action)

    def approval(self, token: str) -> str:
        """The pending request page of a signed link."""
        return self._to("approvals", token)

    def approval_action(self, token: str, action: str) -> str:
        """What lies below it: approve, decline, forward, renew, cancel."""
        return self._to("approvals", token, action)

    def sign_in(self, return_to: str = "") -> str:
        """Signing in; afterwards the person is led to `return_to`, a path within the site."""
        return self._to("sign-in", return_to=return_to)

    def sign_in_callback(self) -> str:
        """Where the sign-in provider sends people back to."""
        return self._to("sign-in", "callback")

    def sign_out(self) -> str:
        """Signing out."""
        return self._to("sign-out")

    def api_documentation(self, part: str = "") -> str:
        """The pages on the API: the first one, or one of its parts."""
        return self._to("docs", "api", *([part] if part else []))

    def api(self, /, *segments: str, **query: str) -> str:
        """A resource of the API, for `Location` and `Link` headers; the query's names may be a caller's."""
        return self._to("v1", *segments, **query)

    def problem_page(self, slug: str) -> str:
        """The page that explains a problem."""
        return self._to("problems", slug)

    def help(self) -> str:
        """Help."""
        return self._to("help")

    def link_again(self, done: str = "") -> str:
        """Having a link mailed once more, found by reference and address."""
        return self._to("link-again", done=done)

    def accessibility(self) -> str:
        """The accessibility statement."""
        return self._to("accessibility")

    def static(self, name: str) -> str:
        """A file that pages load."""
        return self._to("static", name)

    def _to(self, /, *segments: str, **query: str) -> str:
        path = "/".join(quote(segment, safe="") for segment in segments)
        asked = urlencode({name: value for name, value in query.items() if value})
        return f"{self.site}/{path}?{asked}" if asked else f"{self.site}/{path}"
