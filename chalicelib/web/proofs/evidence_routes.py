"""Whether the domain of an account or a request is proved: what the pages show as a badge."""

from chalicelib.domain.errors import Problem
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.rendering.languages import msgid
from chalicelib.services.accounts.read import known_account
from chalicelib.services.proofs.evidence import account_proof, person_proof
from chalicelib.services.requests.requester_actions import request_file
from chalicelib.web.api.operations import Api, ApiResponse, Operation
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.schemas import proofs

api = Api(__name__)


@api.operation(
    Operation(
        "GET",
        "/v1/accounts/{account_id}/domain-proof",
        "show_account_domain_proof",
        Guard.ROLE,
        msgid("Whether the account has proved its domain"),
        proofs.DomainEvidence,
        problems=(Problem.ACCOUNT_UNKNOWN,),
    )
)
def of_account(context: RequestContext, account_id: str) -> ApiResponse:
    """Tell whether the account itself has proved its domain identifier, or one above it in its organisation."""
    ports = context.container.ports
    account = known_account(ports, context.person, account_id)
    return _evidence(account_proof(ports, account_id, account.domain_identifier))


@api.operation(
    Operation(
        "GET",
        "/v1/account-requests/{request_id}/domain-proof",
        "show_request_domain_proof",
        Guard.ROLE_OR_REVIEWER,
        msgid("Whether the requester has proved the domain of a request"),
        proofs.DomainEvidence,
        problems=(Problem.REQUEST_UNKNOWN,),
    )
)
def of_request(context: RequestContext, request_id: str) -> ApiResponse:
    """Tell whether the requester has proved the domain of the request. It spares no review."""
    ports = context.container.ports
    request = request_file(ports, context.caller, request_id).request
    return _evidence(person_proof(ports, request.requester.person_id, request.domain_identifier))


def _evidence(proof: DomainProof | None) -> ApiResponse:
    return ApiResponse(
        proofs.DomainEvidence(
            proved=proof is not None,
            proved_domain=proof.domain if proof else None,
            proved_at=proof.proved_at if proof else None,
            seen_at=proof.seen_at if proof else None,
        )
    )
