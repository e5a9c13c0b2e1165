"""What the environment may say about the vendor."""

import pytest

from chalicelib.rendering.brand import NO_VENDOR, Vendor, contrast
from tests.test_settings import faults, read

MALFORMED = [
    ("BRAND_LOGO", "../app.svg"),
    ("BRAND_LOGO", "logo.png"),
    ("BRAND_LOGO", "absent.svg"),
    ("BRAND_COLOUR", "navy"),
    ("BRAND_COLOUR", "#ffcc00"),
    ("LEGAL_NAME", "Vendor\nLtd"),
    ("LEGAL_ADDRESS", "x" * 201),
    ("PRIVACY_URL", "http://vendor.example/privacy"),
    ("TERMS_URL", "javascript:alert(1)"),
    ("TERMS_URL", "https://vendor.example/conditions générales"),
    ("PRIVACY_URL", "https://vendor.example/privacy policy"),
]


def test_without_settings_the_vendor_says_nothing() -> None:
    assert read().vendor == NO_VENDOR


def test_every_setting_of_the_vendor_is_read() -> None:
    vendor = read(
        BRAND_LOGO="icon.svg",
        BRAND_COLOUR="#14506E",
        LEGAL_NAME="Vendor Ltd",
        LEGAL_ADDRESS="1 High Street, Dublin",
        PRIVACY_URL="https://vendor.example/privacy",
        TERMS_URL="https://vendor.example/terms",
    ).vendor
    assert vendor == Vendor(
        "icon.svg",
        "#14506e",
        "Vendor Ltd",
        "1 High Street, Dublin",
        "https://vendor.example/privacy",
        "https://vendor.example/terms",
    )


@pytest.mark.parametrize(("name", "text"), MALFORMED)
def test_setting_that_cannot_be_shown_is_refused_with_what_to_give_instead(name: str, text: str) -> None:
    (fault,) = faults(**{name: text})
    assert fault.startswith(f"{name} is not usable: give ")


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#767676", "#ffffff", 4.54)]
)
def test_contrast_is_that_of_the_accessibility_guidelines(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == ratio
