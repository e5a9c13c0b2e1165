"""Modules that a cold start of the JSON API must not load."""

import subprocess
import sys

import pytest

HEAVY = ("jinja2", "babel", "email.policy", "email.headerregistry")


@pytest.mark.parametrize("module", ["problems.texts", "problems.warnings", "pages.labels", "urls", "mail.renderer"])
def test_importing_rendering_loads_neither_jinja_nor_the_mail_library(module: str) -> None:
    script = f"import sys, chalicelib.rendering.{module}; print(*(set({HEAVY!r}) & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
