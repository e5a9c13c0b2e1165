"""A domain of the stage's own is made by the stack and mapped to the API, whose address is closed once it answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from infra.deploy import destroy, post_deploy, preflight, stack
from infra.deploy.__main__ import deploy_stack, serve_domain
from infra.deploy.outputs import with_outputs
from infra.deploy.stages import Deployment, Stage
from infra.deploy.target import Target
from tests.infra.emulator import DEV, POLL_SECONDS, PROD, REGION, Emulator, named

DOMAIN = "accounts.vendor.com"
CERTIFICATE = f"arn:aws:acm:{REGION}:000000000000:certificate/1"
GIVEN = {"WithUserPool": "true", "DomainName": DOMAIN, "CertificateArn": CERTIFICATE, "BasePath": "api"}


def served(aws: Emulator, name: str, parameters: Mapping[str, str]) -> tuple[Target, Deployment]:
    """Return a stage with its stack, and its API with the gateway's stage, as Chalice leaves it."""
    stage, gateway = named(name), aws.client("apigateway")
    target = Target(stage, REGION, aws.client, parameters)
    stack.create_or_update(aws.client("cloudformation"), stage, parameters, POLL_SECONDS)
    api = stack.outputs_of(aws.client("cloudformation"), stage)["ApiId"]
    gateway.create_deployment(restApiId=api, stageName=stage.gateway_stage)
    return target, Deployment(api, ())


def mapped(aws: Emulator, domain: str) -> list[tuple[str, str, str]]:
    items = aws.client("apigateway").get_base_path_mappings(domainName=domain).get("items", [])
    return [(item["basePath"], item["restApiId"], item["stage"]) for item in items]


def is_closed(aws: Emulator, deployment: Deployment) -> bool:
    found: Any = aws.client("apigateway").get_rest_api(restApiId=deployment.rest_api_id)
    return bool(found["disableExecuteApiEndpoint"])


def test_domain_is_where_people_are_sent_and_its_record_is_printed(aws: Emulator) -> None:
    target, _ = served(aws, "named", GIVEN)
    outputs = stack.outputs_of(aws.client("cloudformation"), target.stage)
    assert outputs["DomainRecord"].startswith(f"{DOMAIN} CNAME ")
    assert with_outputs(target).stage.variables["PUBLIC_URL"] == f"https://{DOMAIN}/api"
    domain = aws.client("apigateway").get_domain_name(domainName=DOMAIN)
    assert (domain["securityPolicy"], domain["regionalCertificateArn"]) == ("TLS_1_2", CERTIFICATE)
    assert domain["endpointConfiguration"]["types"] == ["REGIONAL"]


def test_own_address_is_closed_once_the_domain_answers_and_opened_without_it(aws: Emulator) -> None:
    domain = "closing.vendor.com"
    target, deployment = served(aws, "closing", {**GIVEN, "DomainName": domain})
    said = serve_domain(target, deployment, lambda _: False)
    assert "put DomainRecord into the DNS" in said
    assert mapped(aws, domain) == [("api", deployment.rest_api_id, target.stage.gateway_stage)]
    assert not is_closed(aws, deployment)
    for _ in range(2):
        assert serve_domain(target, deployment, lambda url: url == f"https://{domain}/api") == ""
        assert is_closed(aws, deployment)
    without = replace(target, parameters={"DomainName": ""})
    deploy_stack(without)
    assert serve_domain(without, deployment, lambda _: True) == ""
    assert not is_closed(aws, deployment)
    address = with_outputs(without).stage.variables["PUBLIC_URL"]
    assert address == f"https://{deployment.rest_api_id}.execute-api.{REGION}.amazonaws.com/closing"


def test_domain_is_kept_until_it_is_given_anew(aws: Emulator) -> None:
    target, _ = served(aws, "keeping", {**GIVEN, "DomainName": "keeping.vendor.com"})
    deploy_stack(replace(target, parameters={"AlarmAddress": "alarms@vendor.com"}))
    assert with_outputs(target).stage.variables["PUBLIC_URL"] == "https://keeping.vendor.com/api"


def test_other_base_path_replaces_the_former_and_leaves_other_apis_alone(aws: Emulator) -> None:
    domain, gateway = "moving.vendor.com", aws.client("apigateway")
    target, deployment = served(aws, "moving", {**GIVEN, "DomainName": domain})
    gateway.create_base_path_mapping(domainName=domain, basePath="others", restApiId="other", stage="any")
    for base_path in ("api", "", "gone"):
        post_deploy.map_domain(gateway, target.stage, deployment, domain, base_path)
    gateway.delete_base_path_mapping(domainName=domain, basePath="gone")
    gateway.create_base_path_mapping(domainName=domain, basePath="gone", restApiId="former", stage="any")
    post_deploy.map_domain(gateway, target.stage, deployment, domain, "gone")
    own = ("gone", deployment.rest_api_id, target.stage.gateway_stage)
    assert sorted(mapped(aws, domain)) == [own, ("others", "other", "any")]


def test_nothing_is_mapped_when_the_stage_is_taken_away(aws: Emulator) -> None:
    domain = "leaving.vendor.com"
    target, deployment = served(aws, "leaving", {**GIVEN, "DomainName": domain})
    post_deploy.map_domain(aws.client("apigateway"), target.stage, deployment, domain, "")
    for _ in range(2):
        destroy.unmap(target)
        assert mapped(aws, domain) == []
    post_deploy.unmap_domain(aws.client("apigateway"), "unknown.vendor.com")


def with_address(stage: Stage, url: str) -> Stage:
    return replace(stage, variables={**stage.variables, "PUBLIC_URL": url})


@pytest.mark.parametrize(
    ("stage", "parameters", "faults"),
    [
        (DEV, {}, []),
        (DEV, GIVEN, []),
        (DEV, {"DomainName": DOMAIN}, ["CERTIFICATE=<ARN>"]),
        (DEV, {**GIVEN, "CertificateArn": CERTIFICATE.replace(REGION, "eu-west-1")}, [f"in {REGION}"]),
        (DEV, {**GIVEN, "CertificateArn": CERTIFICATE.replace("acm", "iam")}, [f"in {REGION}"]),
        (PROD, GIVEN, [f"PUBLIC_URL is not https://{DOMAIN}/api"]),
        (with_address(PROD, f"https://{DOMAIN}/api/"), GIVEN, []),
        (with_address(PROD, f"https://{DOMAIN}"), {**GIVEN, "BasePath": ""}, []),
    ],
)
def test_fault_of_a_domain_is_found_before_anything_is_made(
    stage: Stage, parameters: Mapping[str, str], faults: list[str]
) -> None:
    found = preflight.domain_faults(Target(stage, REGION, lambda _: None, {}), parameters)
    assert len(found) == len(faults)
    assert all(fault in line for fault, line in zip(faults, found, strict=True))
