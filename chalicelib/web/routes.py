"""The table of everything that is served: the blueprints with their operations and pages."""

from collections.abc import Sequence

from chalicelib.web import (
    access_list_pages,
    access_pages,
    access_routes,
    account_routes,
    approval_pages,
    approval_routes,
    directory_pages,
    directory_routes,
    document_routes,
    information_pages,
    request_form_pages,
    request_list_pages,
    request_pages,
    request_routes,
    review_routes,
    role_pages,
    running_pages,
    running_routes,
    service_routes,
    sign_in_routes,
    static_files,
    submission_routes,
)
from chalicelib.web.api import Api
from chalicelib.web.pages import Pages

APIS: Sequence[Api] = (
    account_routes.api,
    running_routes.api,
    access_routes.api,
    directory_routes.api,
    submission_routes.api,
    request_routes.api,
    review_routes.api,
    approval_routes.api,
    service_routes.api,
    document_routes.api,
)
PAGES: Sequence[Pages] = (
    directory_pages.pages,
    role_pages.pages,
    running_pages.pages,
    request_form_pages.pages,
    request_list_pages.pages,
    request_pages.pages,
    access_pages.pages,
    access_list_pages.pages,
    information_pages.pages,
    approval_pages.pages,
    sign_in_routes.pages,
    static_files.pages,
)
