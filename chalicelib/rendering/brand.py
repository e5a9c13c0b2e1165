"""Who operates the service: what mails and pages say of the vendor, and where to ask."""

from collections.abc import Mapping

from chalicelib.domain.value_classes import value_class
from chalicelib.rendering.urls import Urls

# WCAG 2.2, 1.4.3: the least contrast of a text with its ground.
LEAST_CONTRAST = 4.5
WHITE = "#ffffff"
# Where the curve of sRGB begins.
_LINEAR_BELOW = 0.04045


@value_class
class Vendor:
    """The vendor in looks and in law; what is empty is not shown.

    `logo` is the name of an SVG file in `chalicelib/static`, `colour` is `#rrggbb`.
    """

    logo: str = ""
    colour: str = ""
    legal_name: str = ""
    legal_address: str = ""
    privacy_url: str = ""
    terms_url: str = ""


NO_VENDOR = Vendor()


@value_class
class Brand:
    """The service's name, its support address, where it lives, and the vendor behind it."""

    name: str
    support_address: str
    urls: Urls
    vendor: Vendor = NO_VENDOR

    @property
    def vocabulary(self) -> Mapping[str, str]:
        """The placeholders that sentences of pages and mails may use."""
        return {
            "brand": self.name,
            "support": self.support_address,
            "site": self.urls.site,
            "operator": self.vendor.legal_name or self.name,
        }


def contrast(one: str, other: str) -> float:
    """The contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return sum(weight * _linear(part) for weight, part in ((0.2126, red), (0.7152, green), (0.0722, blue)))


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
