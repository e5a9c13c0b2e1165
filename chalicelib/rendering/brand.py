"""Who operates the service: the name, the support address and the site that mails and pages show."""

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.urls import Urls


@value_class
class Brand:
    """Who writes, and where to ask."""

    name: str
    support_address: str
    urls: Urls
