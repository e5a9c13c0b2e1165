"""The table of everything that is served: the blueprints, and all their operations."""

from collections.abc import Sequence

from chalicelib.web import (
    account_routes,
    approval_routes,
    directory_routes,
    document_routes,
    request_routes,
    review_routes,
    service_routes,
    submission_routes,
)
from chalicelib.web.api import Api

APIS: Sequence[Api] = (
    account_routes.api,
    directory_routes.api,
    submission_routes.api,
    request_routes.api,
    review_routes.api,
    approval_routes.api,
    service_routes.api,
    document_routes.api,
)
