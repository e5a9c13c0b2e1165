"""The product's values are value classes, whose making a cold start pays for."""

from tests.conventions.documents import ROOT
from tests.conventions.value_classes import converted, modules_with_dataclasses


def test_product_makes_no_dataclass() -> None:
    found = [str(module.relative_to(ROOT)) for module in modules_with_dataclasses()]
    assert found == [], "run `python -m tests.conventions.value_classes`"


def test_dataclass_is_converted_with_its_import() -> None:
    source = (
        '"""Module."""\n\nfrom dataclasses import dataclass, field\n\n\n@dataclass(frozen=True)\nclass A:\n    b: int\n'
    )
    assert converted(source) == source.replace(
        "from dataclasses import dataclass, field",
        "from chalicelib.domain.value_classes import value_class\nfrom dataclasses import field",
    ).replace("@dataclass(frozen=True)", "@value_class")
