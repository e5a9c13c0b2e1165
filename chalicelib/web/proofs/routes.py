"""`/v1/domain-proofs`: prove by a DNS record that a domain is the caller's, or their account's."""

from dataclasses import replace
from http import HTTPStatus

from chalicelib.domain.errors import Problem
from chalicelib.domain.proofs.proof import DomainProof
from chalicelib.domain.validation import FieldChecks
from chalicelib.rendering.languages import msgid
from chalicelib.services.proofs.asking import ask_for_proof, proofs_of, withdraw_proof
from chalicelib.services.proofs.checking import check_proof
from chalicelib.services.proofs.held import held_proof
from chalicelib.services.unit_of_work.unreadable import collect_unreadable
from chalicelib.web.api.ids import read_id
from chalicelib.web.api.operations import Api, ApiResponse, Body, Operation
from chalicelib.web.api.pagination import Listing
from chalicelib.web.api.parameters import ACCOUNT, CURSOR, LIMIT
from chalicelib.web.api.parsing import shaped
from chalicelib.web.api.request_context import Guard, RequestContext
from chalicelib.web.api.writing import carry_out
from chalicelib.web.proofs.serializers import proof_view
from chalicelib.web.schemas import proofs as schemas

api = Api(__name__)
RESOURCE = "domain-proofs"
ONE = f"/v1/{RESOURCE}/{{domain_proof_id}}"


@api.operation(
    Operation(
        "POST",
        f"/v1/{RESOURCE}",
        "ask_for_domain_proof",
        Guard.SIGNED_IN,
        msgid("Ask for the record that proves a domain"),
        schemas.DomainProofView,
        HTTPStatus.CREATED,
        schemas.DomainProofBody,
        problems=(
            Problem.VALIDATION_FAILED,
            Problem.PROOF_EXISTS,
            Problem.TOO_MANY_PROOFS,
            Problem.MAIL_LIMIT,
            Problem.ACCOUNT_UNKNOWN,
            Problem.ADMINISTRATOR_REQUIRED,
            Problem.ACTION_NOT_ALLOWED,
        ),
    )
)
def ask(context: RequestContext, body: Body) -> ApiResponse:
    """Ask for a proof, for the first time or again. The record is mailed to the caller as well."""
    checks = FieldChecks()
    parsed = shaped(body, schemas.DomainProofBody, checks)
    given = parsed.account_id
    account_id = None if given is None else checks.read("/account_id", read_id, given)
    checks.done()

    def made(proof: DomainProof) -> ApiResponse:
        location = context.container.urls.api(RESOURCE, proof.proof_id)
        return replace(_response(context, proof), status=HTTPStatus.CREATED, headers={"Location": location})

    return carry_out(
        context,
        lambda ports: ask_for_proof(ports, context.caller, parsed.domain_identifier, account_id),
        made,
    )


@api.operation(
    Operation(
        "GET",
        f"/v1/{RESOURCE}",
        "list_domain_proofs",
        Guard.SIGNED_IN,
        msgid("Proofs of domains: my own, or those of an account"),
        schemas.DomainProofPage,
        parameters=(ACCOUNT, LIMIT, CURSOR),
        problems=(Problem.ACCOUNT_UNKNOWN, Problem.ADMINISTRATOR_REQUIRED),
    )
)
def list_all(context: RequestContext) -> ApiResponse:
    """List proofs, those that have ended too."""
    ports, listing = context.container.ports, Listing(context)
    account_id, start = context.parameters.get(ACCOUNT.name), listing.start()
    with collect_unreadable() as unreadable:
        page = proofs_of(ports, context.caller, account_id, listing.size, start)
    now = ports.clock.now()
    items = [proof_view(proof, now) for proof in page.items]
    return listing.response(schemas.DomainProofPage, items, page.next_start, unreadable=unreadable.entries)


@api.operation(
    Operation(
        "GET",
        ONE,
        "show_domain_proof",
        Guard.SIGNED_IN,
        msgid("One proof of a domain, with its record"),
        schemas.DomainProofView,
        problems=(Problem.PROOF_UNKNOWN,),
    )
)
def show(context: RequestContext, domain_proof_id: str) -> ApiResponse:
    """Return the proof to its holder."""
    return _response(context, held_proof(context.container.ports, context.caller, domain_proof_id))


@api.operation(
    Operation(
        "POST",
        f"{ONE}/check",
        "check_domain_proof",
        Guard.SIGNED_IN,
        msgid("Look for the record now"),
        schemas.DomainProofView,
        problems=(Problem.PROOF_UNKNOWN, Problem.ACTION_NOT_ALLOWED, Problem.CHECK_TOO_SOON),
    )
)
def check(context: RequestContext, domain_proof_id: str) -> ApiResponse:
    """Look for the record. It is looked for by itself too, so that nobody has to call this."""
    return carry_out(
        context,
        lambda ports: check_proof(ports, context.caller, domain_proof_id),
        lambda proof: _response(context, proof),
    )


@api.operation(
    Operation(
        "POST",
        f"{ONE}/withdraw",
        "withdraw_domain_proof",
        Guard.SIGNED_IN,
        msgid("Withdraw a proof of a domain"),
        schemas.DomainProofView,
        problems=(Problem.PROOF_UNKNOWN, Problem.ACTION_NOT_ALLOWED),
    )
)
def withdraw(context: RequestContext, domain_proof_id: str) -> ApiResponse:
    """Withdraw the proof; the domain no longer counts as proved, and the record may go."""
    return carry_out(
        context,
        lambda ports: withdraw_proof(ports, context.caller, domain_proof_id),
        lambda proof: _response(context, proof),
    )


def _response(context: RequestContext, proof: DomainProof) -> ApiResponse:
    return ApiResponse(proof_view(proof, context.container.ports.clock.now()), revision=proof.revision)
