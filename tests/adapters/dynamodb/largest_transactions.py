"""Each use case at its largest: the longest names and domains, every address, every role, and the most of each."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from chalicelib.domain.access.ask import MOST_VIRTUAL_ACCOUNTS, AccessRequestForm
from chalicelib.domain.access.decide import MOST_DECIDING_GRANTS, Choice
from chalicelib.domain.access.roles import RoleForm
from chalicelib.domain.accounts.account import AccessRole, Grant, GrantOrigin, VirtualAccount
from chalicelib.domain.accounts.administration import Alteration
from chalicelib.domain.accounts.importing import ROLES_AT_ONCE, read_row
from chalicelib.domain.accounts.proposed_access import MOST_PROPOSED, USERS
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.person import Person
from chalicelib.domain.mails import Mail, MailKind, MailStatus, Report, ReportKind
from chalicelib.domain.requests.forwarding import Forwarding
from chalicelib.domain.requests.nominations import Replacement
from chalicelib.domain.requests.request import AccountRequest
from chalicelib.services.access import claim_grants, requests
from chalicelib.services.accounts import administration
from chalicelib.services.accounts.importing import import_batch
from chalicelib.services.mail.delivery_reports import record_outcome, record_report
from chalicelib.services.requests import link_actions, requester_actions, review
from chalicelib.services.requests.end_notice import ask_for_end_notice
from chalicelib.services.requests.link_again import mail_link_again
from chalicelib.services.scheduled_job import process_due
from chalicelib.services.unit_of_work.access_writes import GiveRole, SaveVirtualAccount
from chalicelib.services.unit_of_work.caller import Caller
from chalicelib.services.unit_of_work.ports import MailKey
from chalicelib.services.unit_of_work.writes import Write
from tests.callers import with_role_elsewhere
from tests.forms import with_fields
from tests.services.access.stories import ADMINISTRATOR, COLLEAGUE, Account, stated
from tests.world import FORM, PARTNER, REVIEWER, World

NAME = " ".join(f"wrd{number:02}" for number in range(30)).replace("9", "9-abc")
ANOTHER_NAME = NAME.replace("wrd", "new")
DOMAIN = "a.b.c.d.e.f.univ.example"
CAPITAL = replace(COLLEAGUE, email=MailAddress("Colleague", "univ.example"))
NEW_ADDRESS = MailAddress.parse("new@univ.example")
ADMINISTERS, ADMINISTERS_PART = AccessRole.SMART_ACCOUNT_ADMINISTRATOR, AccessRole.VIRTUAL_ACCOUNT_ADMINISTRATOR

# Does what must be there first, and returns the use case with its arguments.
Prepare = Callable[[World], Callable[[], object]]


def submitted(world: World, reviewed: bool = False) -> AccountRequest:
    """The largest request; with one address outside the domain it waits for a reviewer."""
    domains = ["other.example" if reviewed else "univ.example"]
    domains += ["univ.example"] * (world.ports.policy.customer_addresses - 1)
    addresses = tuple(f"person{number}@{domain}" for number, domain in enumerate(domains))
    proposed = {USERS: tuple(f"user{number}@other.example" for number in range(MOST_PROPOSED))}
    form = with_fields(FORM, account_name=NAME, domain_identifier=DOMAIN, proposed=proposed)
    request = world.submit(form, customer_emails=addresses)
    world.clock.advance(minutes=1)
    if not reviewed:
        ask_for_end_notice(world.ports, world.caller(COLLEAGUE), request.account_id)
    return request


def submission(world: World) -> Callable[[], object]:
    world.caller(PARTNER)
    return lambda: submitted(world)


def acceptance(world: World) -> Callable[[], object]:
    request = submitted(world, reviewed=True)
    return lambda: review.review_request(world.ports, REVIEWER, request.request_id, accepted=True, reason="")


def approval(world: World) -> Callable[[], object]:
    # Who approves is of another organisation, and must have no role in the team.
    acceptance(world)()
    (accepted,) = requester_actions.own_requests(world.ports, PARTNER, 1, None).items
    granted = [one.proposal_id for one in accepted.request.proposed_access]
    ask_for_end_notice(world.ports, world.caller(COLLEAGUE), accepted.request.account_id)
    return lambda: link_actions.approve(world.ports, world.token(accepted.request), True, granted)


def refusal(world: World) -> Callable[[], object]:
    token = world.token(submitted(world))
    return lambda: link_actions.decline(world.ports, token, "not_needed", "")


def forwarding(world: World) -> Callable[[], object]:
    token, wanted = world.token(submitted(world)), Forwarding(NEW_ADDRESS, "", "en", outside_domain_confirmed=False)
    return lambda: link_actions.forward(world.ports, token, lambda _: wanted)


def renewal(world: World) -> Callable[[], object]:
    token, _ = world.token(submitted(world)), world.clock.advance(days=14)  # type: ignore[func-returns-value]
    return lambda: link_actions.renew(world.ports, token)


def link_again(world: World) -> Callable[[], object]:
    request, _ = submitted(world), world.clock.advance(days=14)  # type: ignore[func-returns-value]
    return lambda: mail_link_again(world.ports, request.reference, request.nominations[0].email)


def withdrawal(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(PARTNER)
    return lambda: requester_actions.withdraw(world.ports, caller, request.request_id, "")


def resending(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(PARTNER)
    return lambda: requester_actions.resend(world.ports, caller, request.request_id, None)


def reassignment(world: World) -> Callable[[], object]:
    request, caller = submitted(world), world.caller(PARTNER)
    wanted = Replacement("1", NEW_ADDRESS)
    return lambda: requester_actions.reassign(world.ports, caller, request.request_id, wanted)


def expiry(world: World) -> Callable[[], object]:
    request = submitted(world)
    world.clock.advance(days=90)
    return lambda: process_due(world.ports, request.request_id)


def large_account(world: World, administrators: tuple[str, ...] = (str(ADMINISTRATOR.email),)) -> Account:
    world.import_account(NAME, DOMAIN, administrators)
    lock = world.ports.store.locks_on([("univ.example", DOMAIN)])[DOMAIN]
    return Account(world, lock.account_id, "", "")


def with_parts(account: Account, count: int, by: Person, role: AccessRole) -> list[str]:
    """So many Virtual Accounts, on each of which the person has the role, and none on the account."""
    parts, now = [f"part-{number}" for number in range(count)], account.world.clock.now()
    rows: list[Write] = []
    for part in parts:
        grant = Grant(f"on-{part}", account.account_id, str(by.email), role, GrantOrigin.IMPORT, now, part)
        rows += [SaveVirtualAccount(VirtualAccount(part, account.account_id, part, now)), GiveRole(grant)]
    account.world.ports.store.commit(rows)
    return parts


def asking(world: World) -> Callable[[], object]:
    """Of an account that nobody administers: the request is listed for reviewers."""
    account = large_account(world, administrators=())
    parts = with_parts(account, MOST_VIRTUAL_ACCOUNTS, COLLEAGUE, AccessRole.VIRTUAL_ACCOUNT_VIEWER)
    elsewhere = with_role_elsewhere(world.ports, COLLEAGUE).grants
    caller = Caller(COLLEAGUE, [*elsewhere, *account.caller(COLLEAGUE).grants])
    wish = AccessRequestForm("virtual_accounts", AccessRole.VIRTUAL_ACCOUNT_USER.value, tuple(parts))
    return lambda: requests.ask(world.ports, caller, account.account_id, wish)


def granting(world: World) -> Callable[[], object]:
    account = large_account(world)
    parts = with_parts(account, MOST_DECIDING_GRANTS, COLLEAGUE, ADMINISTERS_PART)
    asked = account.ask(PARTNER, AccessRole.VIRTUAL_ACCOUNT_USER, *parts[:MOST_VIRTUAL_ACCOUNTS])
    escalated(world)
    choice, caller = Choice(virtual_account_ids=tuple(parts[-MOST_VIRTUAL_ACCOUNTS:])), account.caller(COLLEAGUE)
    return lambda: requests.approve(world.ports, caller, asked.access_request_id, choice)


def escalated(world: World) -> None:
    """Wait until reviewers may decide too."""
    world.clock.advance(days=30)
    world.work()


def claimed(world: World) -> Account:
    """Of an address with a capital, which earlier releases listed elsewhere."""
    account = large_account(world)
    caller, wanted = account.caller(ADMINISTRATOR), RoleForm(str(CAPITAL.email), ADMINISTERS.value)
    stated(world.ports, caller, account.account_id, wanted)
    claim_grants.claim_at_sign_in(world.ports, CAPITAL)
    return account


def moving(world: World) -> Callable[[], object]:
    claimed(world)
    return lambda: claim_grants.claim_at_sign_in(world.ports, replace(CAPITAL, email=NEW_ADDRESS))


def renaming(world: World) -> Callable[[], object]:
    account = large_account(world)
    caller, wanted = account.caller(ADMINISTRATOR), Alteration(ANOTHER_NAME)
    return lambda: administration.change_account(world.ports, caller, account.account_id, wanted)


def renaming_part(world: World) -> Callable[[], object]:
    account = large_account(world)
    part, caller = account.virtual_account("Lab").virtual_account_id, account.caller(ADMINISTRATOR)
    return lambda: administration.change_part(world.ports, caller, account.account_id, part, Alteration("Laboratory"))


def removing_part(world: World) -> Callable[[], object]:
    account = large_account(world)
    part, caller = account.virtual_account("Lab").virtual_account_id, account.caller(ADMINISTRATOR)
    return lambda: administration.remove_part(world.ports, caller, account.account_id, part)


def importing_again(world: World) -> Callable[[], object]:
    large_account(world)
    people = [f"n{number}@univ.example" for number in range(ROLES_AT_ONCE)]
    return lambda: import_batch(world.ports, [read_row(ANOTHER_NAME, [DOMAIN], "", people, world.ports.rules)])


def sent_link(world: World) -> Mail:
    file = world.ports.store.request_file(submitted(world).request_id)
    assert file is not None
    return next(mail for mail in file.mails if mail.draft.kind is MailKind.APPROVAL_NEEDED)


def bounce(world: World) -> Callable[[], object]:
    mail, report = sent_link(world), Report(ReportKind.BOUNCE, world.clock.now())
    return lambda: record_report(world.ports, MailKey(mail.request_id, mail.mail_id), report)


def giving_up(world: World) -> Callable[[], object]:
    dead = replace(sent_link(world), status=MailStatus.DEAD, due_at=None)
    return lambda: record_outcome(world.ports, dead)


ABOUT_REQUESTS: Mapping[str, Prepare] = {
    "requests.submission.submit_request": submission,
    "requests.review.review_request": acceptance,
    "requests.link_actions.approve": approval,
    "requests.link_actions.decline": refusal,
    "requests.link_actions.forward": forwarding,
    "requests.link_actions.renew": renewal,
    "requests.link_again.mail_link_again": link_again,
    "requests.requester_actions.withdraw": withdrawal,
    "requests.requester_actions.resend": resending,
    "requests.requester_actions.reassign": reassignment,
    "scheduled_job.process_due": expiry,
}
OTHERS: Mapping[str, Prepare] = {
    "access.requests.ask": asking,
    "access.requests.approve": granting,
    "access.claim_grants.claim_roles": moving,
    "accounts.administration.change_account": renaming,
    "accounts.administration.change_part": renaming_part,
    "accounts.administration.remove_part": removing_part,
    "accounts.importing.import_batch": importing_again,
    "mail.delivery_reports.record_report": bounce,
    "mail.delivery_reports.record_outcome": giving_up,
}
