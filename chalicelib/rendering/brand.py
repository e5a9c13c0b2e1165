"""Who operates the service: the name, the support address and the site that mails and pages show."""

from dataclasses import dataclass

from chalicelib.rendering.urls import Urls


@dataclass(frozen=True)
class Brand:
    """Who writes, and where to ask."""

    name: str
    support_address: str
    urls: Urls
