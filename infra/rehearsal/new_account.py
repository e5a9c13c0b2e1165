"""What a new account is like, where the emulator differs: concurrency, unconfirmed subscriptions, unverified domains.

Runs in the emulator's process, beside its package: neither the project nor its dependencies can be imported here.
Sources: "Lambda quotas" in the Lambda developer guide; `ListSubscriptionsByTopic` in the SNS API reference; "Creating a
domain identity" in the SES developer guide.
"""

import importlib
import json
from typing import Any

CONCURRENCY = 10
PENDING = "PendingConfirmation"
DKIM_KEYS = (1, 2, 3)
IDENTITY = "AWS::SES::EmailIdentity"
ARCHIVE = "AWS::Events::Archive"


def install() -> None:
    """Change the emulator of this process."""
    _limit_concurrency(_service("lambda_svc"))
    _leave_subscriptions_pending(_service("sns"))
    _leave_domains_unverified(_service("cloudformation.provisioners"))
    _make_archives(_service("cloudformation.provisioners"))


def _service(name: str) -> Any:
    return importlib.import_module(f"ministack.services.{name}")


def _make_archives(provisioners: Any) -> None:
    """The emulator has archives of events, and no stack that makes them."""
    buses = provisioners._eb

    def made(_: str, properties: Any, *__: Any) -> tuple[str, dict[str, str]]:
        name, source = properties["ArchiveName"], properties["SourceArn"]
        days = int(properties["RetentionDays"])
        buses._create_archive({"ArchiveName": name, "EventSourceArn": source, "RetentionDays": days})
        return name, {"Arn": buses._archives[name]["ArchiveArn"], "ArchiveName": name}

    def same(name: str, _: Any, properties: Any, *__: Any, **___: Any) -> tuple[str, dict[str, str]]:
        buses._archives[name]["RetentionDays"] = int(properties["RetentionDays"])
        return name, {"Arn": buses._archives[name]["ArchiveArn"], "ArchiveName": name}

    def gone(name: str, _: Any) -> None:
        buses._delete_archive({"ArchiveName": name})

    provisioners._RESOURCE_HANDLERS[ARCHIVE] = {"create": made, "update": same, "delete": gone}


def _limit_concurrency(functions: Any) -> None:
    settings = functions._get_account_settings

    def limited() -> tuple[int, dict[str, str], bytes]:
        status, headers, body = settings()
        found = json.loads(body)
        found["AccountLimit"] |= {"ConcurrentExecutions": CONCURRENCY, "UnreservedConcurrentExecutions": CONCURRENCY}
        return status, headers, json.dumps(found).encode()

    functions._get_account_settings = limited


def _leave_subscriptions_pending(sns: Any) -> None:
    """Mail addresses have to confirm. The token in the mail, which nobody gets here, is the address itself."""
    listed, confirm = sns._list_subscriptions_by_topic, sns._confirm_subscription
    confirmed = set[tuple[str, str]]()

    def unconfirmed(topic: str) -> list[str]:
        subscriptions = sns._topics[topic]["subscriptions"] if topic in sns._topics else []
        mailed = [item for item in subscriptions if item["protocol"] == "email"]
        return [str(item["arn"]) for item in mailed if (topic, item["endpoint"]) not in confirmed]

    def list_pending(parameters: Any) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = listed(parameters)
        text = body.decode() if isinstance(body, bytes) else body
        for arn in unconfirmed(sns._p(parameters, "TopicArn")):
            text = text.replace(f"<SubscriptionArn>{arn}<", f"<SubscriptionArn>{PENDING}<")
        return status, headers, text.encode()

    def confirm_address(parameters: Any) -> Any:
        topic, address = sns._p(parameters, "TopicArn"), sns._p(parameters, "Token")
        for item in sns._topics[topic]["subscriptions"]:
            if item["endpoint"] == address:
                item["token"] = address
                confirmed.add((topic, address))
        return confirm(parameters)

    sns._list_subscriptions_by_topic, sns._confirm_subscription = list_pending, confirm_address


def _leave_domains_unverified(provisioners: Any) -> None:
    """A domain of a stack waits for its DNS records, which the stack gives; the emulator has none of them."""
    handlers = provisioners._RESOURCE_HANDLERS[IDENTITY]
    create, update = handlers["create"], handlers["update"]

    def with_records(result: tuple[str, dict[str, str]]) -> tuple[str, dict[str, str]]:
        domain, attributes = result
        names = {f"DkimDNSTokenName{key}": f"key{key}._domainkey.{domain}" for key in DKIM_KEYS}
        values = {f"DkimDNSTokenValue{key}": f"key{key}.dkim.amazonses.com" for key in DKIM_KEYS}
        return domain, {**attributes, **names, **values}

    def created(*arguments: Any) -> tuple[str, dict[str, str]]:
        result = with_records(create(*arguments))
        provisioners._ses_v2._identities[result[0]]["VerifiedForSendingStatus"] = False
        return result

    handlers["create"] = created
    handlers["update"] = lambda *arguments, **named: with_records(update(*arguments, **named))
