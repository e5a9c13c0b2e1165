"""A client of the stack's user pool gets a token that the product takes for a program's, with the scopes it has."""

import httpx

from chalicelib.adapters.oidc.access_tokens import AccessTokenVerifier, Audiences
from chalicelib.adapters.oidc.bearer_tokens import TokenVerifier
from chalicelib.adapters.oidc.group_claims import GroupRules
from chalicelib.adapters.oidc.person_claims import PersonRules
from chalicelib.domain.identity.display_name import ReservedNames
from chalicelib.domain.programs.client import ProgramScope, TokenProfile
from infra.deploy import stack
from tests.infra.emulator import POLL_SECONDS, Emulator, named

GRANTED = frozenset({ProgramScope.ACCOUNTS_READ, ProgramScope.EVENTS_READ})


def test_client_of_the_pool_is_a_program_with_its_scopes(aws: Emulator) -> None:
    stage, cloudformation = named("programs"), aws.client("cloudformation")
    stack.create_or_update(cloudformation, stage, {"WithUserPool": "true"}, POLL_SECONDS)
    made = stack.outputs_of(cloudformation, stage)
    client = aws.client("cognito-idp").create_user_pool_client(
        UserPoolId=made["OidcIssuer"].rpartition("/")[2],
        ClientName="order-tool",
        GenerateSecret=True,
        AllowedOAuthFlows=["client_credentials"],
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthScopes=[f"{made['ApiAudience']}/{scope}" for scope in sorted(GRANTED)],
    )["UserPoolClient"]
    metadata = httpx.get(f"{made['OidcIssuer']}/.well-known/openid-configuration", trust_env=False).json()
    answer = httpx.post(
        metadata["token_endpoint"],
        data={"grant_type": "client_credentials"},
        auth=(client["ClientId"], client["ClientSecret"]),
        trust_env=False,
    )
    rules = PersonRules(GroupRules("cognito:groups", "", "reviewers"), ReservedNames.of(()), frozenset())
    of_people = TokenVerifier(made["OidcIssuer"], made["OidcClientId"], rules)
    audiences = Audiences(made["ApiAudience"], made["OidcClientId"])
    verifier = AccessTokenVerifier.beside(of_people, made["OidcIssuer"], audiences, TokenProfile.COGNITO)
    found = verifier.verify(answer.json()["access_token"])
    assert (found.client_id, found.scopes) == (client["ClientId"], GRANTED)
