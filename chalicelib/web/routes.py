"""The table of all routes: the blueprints with their operations and pages."""

from collections.abc import Sequence

from chalicelib.web.access import inquiry_pages, inquiry_routes, offer_pages, offer_routes, role_pages, role_routes
from chalicelib.web.access import list_pages as access_list_pages
from chalicelib.web.access import pages as access_pages
from chalicelib.web.access import routes as access_routes
from chalicelib.web.accounts import (
    administration_pages,
    administration_routes,
    directory_pages,
    directory_routes,
    search_pages,
    trail_pages,
    trail_routes,
    virtual_account_routes,
)
from chalicelib.web.accounts import routes as account_routes
from chalicelib.web.api.operations import Api, Operation
from chalicelib.web.approvals import pages as approval_pages
from chalicelib.web.approvals import routes as approval_routes
from chalicelib.web.feed import routes as feed_routes
from chalicelib.web.page.pages import Pages
from chalicelib.web.programs import pages as program_pages
from chalicelib.web.programs import routes as program_routes
from chalicelib.web.proofs import evidence_routes
from chalicelib.web.proofs import pages as proof_pages
from chalicelib.web.proofs import routes as proof_routes
from chalicelib.web.recovery import objection_pages, objection_routes
from chalicelib.web.recovery import pages as recovery_pages
from chalicelib.web.recovery import routes as recovery_routes
from chalicelib.web.requests import end_notice_pages, form_pages, me_pages, me_routes, review_routes, submission_routes
from chalicelib.web.requests import list_pages as request_list_pages
from chalicelib.web.requests import pages as request_pages
from chalicelib.web.requests import routes as request_routes
from chalicelib.web.site import (
    api_pages,
    document_routes,
    information_pages,
    link_again_pages,
    service_routes,
    sign_in_routes,
    static_files,
)
from chalicelib.web.webhooks import pages as webhook_pages
from chalicelib.web.webhooks import routes as webhook_routes
from chalicelib.web.webhooks import webhook_pages as one_webhook_pages


def operations() -> Sequence[Operation]:
    """Return every operation of the API, for the OpenAPI document, which is itself one of them."""
    return [operation for api in APIS for operation in api.operations]


APIS: Sequence[Api] = (
    account_routes.api,
    administration_routes.api,
    trail_routes.api,
    role_routes.api,
    virtual_account_routes.api,
    access_routes.api,
    offer_routes.api,
    inquiry_routes.api,
    me_routes.api,
    feed_routes.api,
    program_routes.api,
    webhook_routes.api,
    proof_routes.api,
    evidence_routes.api,
    recovery_routes.api,
    objection_routes.api,
    directory_routes.api,
    submission_routes.api,
    request_routes.api,
    review_routes.api,
    approval_routes.api,
    service_routes.api,
    document_routes.api_of(operations),
)
PAGES: Sequence[Pages] = (
    directory_pages.pages,
    search_pages.pages,
    role_pages.pages,
    administration_pages.pages,
    trail_pages.pages,
    form_pages.pages,
    request_list_pages.pages,
    request_pages.pages,
    access_pages.pages,
    access_list_pages.pages,
    offer_pages.pages,
    me_pages.pages,
    end_notice_pages.pages,
    inquiry_pages.pages,
    program_pages.pages,
    webhook_pages.pages,
    one_webhook_pages.pages,
    proof_pages.pages,
    recovery_pages.pages,
    objection_pages.pages,
    information_pages.pages,
    link_again_pages.pages,
    api_pages.api_pages(operations),
    approval_pages.pages,
    sign_in_routes.pages,
    static_files.pages,
)
