"""Request forms with some fields changed."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.requests.submission import Form
from chalicelib.domain.requests.text_fields import TextField


def with_fields(form: Form, **changed: Any) -> Form:
    """The form with these fields; free-text fields go by their names like all others."""
    texts = {one: changed.pop(one) for one in TextField if one in changed}
    return replace(form, texts={**form.texts, **texts}, **changed)
