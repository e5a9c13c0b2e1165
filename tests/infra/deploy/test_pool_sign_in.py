"""The product signs people in through the user pool of the stack, whose issuer is the emulator's own address."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from chalicelib.adapters.oidc.authorization_code import Client, CodeFlow
from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.services.sign_in.proofs import Proofs
from infra.deploy import stack
from infra.local.environment import applied, aws_environment
from infra.operate.inviting import pool_of
from infra.rehearsal.browser import Form, Page
from tests.infra.emulator import POLL_SECONDS, Emulator, named

ADDRESS = MailAddress.parse("rae.reviewer@vendor.example")
PASSWORD = "chosen-By-herself-1"


@pytest.fixture(scope="module")
def flow(aws: Emulator) -> CodeFlow:
    """The product's client of a stack's pool, to which one reviewer is invited."""
    stage, cloudformation = named("signing"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {"WithUserPool": "true"}, POLL_SECONDS)
    made = stack.outputs_of(cloudformation, stage)
    with applied(aws_environment(aws.url, aws.url)):
        pool = pool_of(made["OidcIssuer"])
    assert pool is not None
    pool.invite(ADDRESS, "Rae Reviewer")
    pool.add_to_group(ADDRESS, "reviewers")
    rules = PersonRules(GroupRules("cognito:groups", "", "reviewers"), ReservedNames.of(()), frozenset())
    verifier = TokenVerifier(made["OidcIssuer"], made["OidcClientId"], rules)
    client = Client(made["OidcClientId"], "", f"{made['PublicUrl']}/sign-in/callback")
    return CodeFlow(made["OidcIssuer"], client, verifier)


def mailed_password(aws: Emulator) -> str:
    (mails,) = httpx.get(f"{aws.url}/_ministack/ses/messages", trust_env=False).json()["messages"].values()
    (text,) = [mail["BodyText"] for mail in mails if str(ADDRESS) in mail["To"]]
    (password,) = re.findall(r"temporary password is (.*)\.$", text)
    return str(password)


def test_invited_reviewer_signs_in_by_the_mailed_password_and_chooses_one(aws: Emulator, flow: CodeFlow) -> None:
    proofs = Proofs.of("secret")

    def sent(page: Page, **typed: str) -> httpx.Response:
        form: Form = page.form("/login")
        return httpx.post(f"{aws.url}{form.action}", data={**form.fields, **typed}, trust_env=False)

    url = flow.authorization_url(proofs)
    assert url.startswith(aws.url)
    page = Page(url, httpx.get(url, trust_env=False).text)
    assert "Incorrect" in sent(page, username=str(ADDRESS), password="guessed").text
    page = Page(url, sent(page, username=str(ADDRESS), password=mailed_password(aws)).text)
    ended = sent(page, new_password=PASSWORD, confirm_password=PASSWORD)
    query = parse_qs(urlsplit(ended.headers["location"]).query)
    assert query["state"] == [proofs.state]
    person = flow.exchange_code(query["code"][0], proofs).person
    assert (person.email, person.name, person.groups) == (ADDRESS, "Rae Reviewer", frozenset({"reviewers"}))
