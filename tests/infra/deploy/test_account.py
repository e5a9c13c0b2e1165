"""A deployment says what the account limits or lacks, what to do, and what it could not read."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from infra.deploy import account, stack
from infra.deploy.__main__ import deploy_stack
from infra.deploy.target import Target
from tests.infra.emulator import DEV, POLL_SECONDS, PROD, REGION, Emulator, named

DETAILS = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://vendor.example"}


def from_sender(address: str) -> Any:
    return replace(DEV, variables={**DEV.variables, "MAIL_SENDER": f"Accounts <{address}>"})


@pytest.fixture
def sesv2(aws: Emulator) -> Iterator[Any]:
    """Provide SES in its sandbox, where every account begins."""
    client = aws.client("sesv2")
    client.put_account_details(**DETAILS, ProductionAccessEnabled=False)
    yield client
    for identity in client.list_email_identities()["EmailIdentities"]:
        client.delete_email_identity(EmailIdentity=identity["IdentityName"])


def test_concurrency_of_a_new_account_is_told_with_what_it_means(aws: Emulator) -> None:
    found = account.concurrency(aws.client("lambda"))
    assert "10 concurrent executions" in found
    assert "10 of them unreserved" in found
    assert "5xx" in found
    assert "request-service-quota-increase" in found


def test_account_in_the_sandbox_is_a_fault_of_production_and_told_elsewhere(sesv2: Any) -> None:
    (fault,) = account.sandbox_faults(PROD, sesv2)
    assert "put-account-details" in fault
    assert account.sandbox_faults(DEV, sesv2) == []
    assert "verified addresses only" in account.sandbox(sesv2)
    sesv2.put_account_details(**DETAILS, ProductionAccessEnabled=True)
    assert account.sandbox_faults(PROD, sesv2) == []
    assert "out of its sandbox" in account.sandbox(sesv2)


@pytest.mark.parametrize("verified", ["no-reply@mail.vendor.com", "mail.vendor.com", "vendor.com"])
def test_sender_is_verified_as_address_or_by_a_domain(sesv2: Any, verified: str) -> None:
    sesv2.create_email_identity(EmailIdentity=verified)
    assert account.sender(from_sender("no-reply@mail.vendor.com"), sesv2).endswith(f"verified, as {verified}")


def test_sender_that_ses_does_not_know_is_told_with_the_remedy(sesv2: Any) -> None:
    sesv2.create_email_identity(EmailIdentity="vendor.com")
    found = account.sender(from_sender("no-reply@other.com"), sesv2)
    assert "make deploy STAGE=dev MAIL_DOMAIN=other.com" in found
    assert "DNS records of other.com" in account.sender(from_sender("no-reply@mail.other.com"), sesv2, "other.com")


def test_sender_of_a_new_mail_domain_waits_for_the_records_that_the_stack_prints(aws: Emulator, sesv2: Any) -> None:
    stage, cloudformation = named("mailed"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {"MailDomain": "waiting.com"}, POLL_SECONDS)
    assert "DNS records of waiting.com" in account.sender(from_sender("no-reply@waiting.com"), sesv2)
    outputs = stack.outputs_of(cloudformation, stage)
    mail_from = sesv2.get_email_identity(EmailIdentity="waiting.com")["MailFromAttributes"]
    assert mail_from == {"MailFromDomain": "bounces.waiting.com", "BehaviorOnMxFailure": "USE_DEFAULT_VALUE"}
    assert outputs["MailFromMxRecord"] == f"bounces.waiting.com MX 10 feedback-smtp.{REGION}.amazonses.com"
    assert outputs["MailFromSpfRecord"] == 'bounces.waiting.com TXT "v=spf1 include:amazonses.com ~all"'
    dmarc = '_dmarc.waiting.com TXT "v=DMARC1; p=none; rua=mailto:postmaster@waiting.com"'
    assert outputs["DmarcRecord"] == dmarc
    assert all(outputs[f"DkimRecord{key}"] for key in (1, 2, 3))


def test_alarm_address_is_told_until_it_has_confirmed(aws: Emulator) -> None:
    stage = named("alarmed")
    target = Target(stage, REGION, cache(aws.client), {"AlarmAddress": "operator@vendor.com"})
    assert "operator@vendor.com gets none before" in deploy_stack(target)
    outputs = stack.outputs_of(aws.client("cloudformation"), stage)
    sns, topic = aws.client("sns"), outputs[account.ALARMS_OUTPUT]
    assert f"aws sns subscribe --topic-arn {topic} " in account.alarms(target, outputs)
    sns.confirm_subscription(TopicArn=topic, Token="operator@vendor.com")
    assert account.alarms(target, outputs) == "Alarms: they go to operator@vendor.com"
    (subscription,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    assert "nobody gets them" in account.alarms(target, outputs)


def without_rights(aws: Emulator, stage: Any) -> Target:
    """Return the target for a caller who has no right at all."""
    iam, name = aws.client("iam"), stage.name
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]

    def client(service: str) -> Any:
        return botocore.session.get_session().create_client(
            service,
            region_name=REGION,
            endpoint_url=aws.url,
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
        )

    return Target(stage, REGION, client, {})


def test_what_may_not_be_read_is_told_and_stops_nothing(aws: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    target = without_rights(aws, named("denied"))
    found = account.findings(target)
    # The emulator lets everybody read Lambda's settings.
    assert [line.partition("you have no right to ")[2] for line in found] == ["", "GetAccount", "GetEmailIdentity"]
    assert account.sandbox_faults(PROD, target.client("sesv2")) == []
    topic = aws.client("sns").create_topic(Name="denied")["TopicArn"]
    assert "ListSubscriptionsByTopic" in account.alarms(target, {account.ALARMS_OUTPUT: topic})


def test_any_other_error_is_raised(aws: Emulator) -> None:
    target = Target(DEV, REGION, aws.client, {})
    with pytest.raises(ClientError, match="NotFound"):
        account.alarms(target, {account.ALARMS_OUTPUT: f"arn:aws:sns:{REGION}:000000000000:none"})


def test_findings_are_lines_that_name_a_command_or_a_state(aws: Emulator, sesv2: Any) -> None:
    found = account.findings(Target(DEV, REGION, aws.client, {}))
    assert [line.partition(":")[0] for line in found] == ["Lambda", "SES", "SES"]
    assert "\n" not in json.dumps(found)
