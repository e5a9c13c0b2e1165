"""User text within sentences and pages: it keeps its own direction, whatever stands around it (UAX 9).

One sentence serves a page, its attributes and title, and both parts and the subject of a mail. So what people wrote is
marked where it is put into the sentence; HTML gets a `bdi` element for each mark, and everything else none. No text of
people holds the marks: `domain.text` refuses them.
"""

import re
from collections.abc import Callable

from chalicelib.domain.patterns import pattern

_BEGIN, _END = "\u2068", "\u2069"
_MARKED = pattern(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")
# Tags with their attributes, and elements whose content is text alone.
_WITHOUT_ELEMENTS = pattern(r"(<title>.*?</title>|<textarea.*?</textarea>|<option.*?</option>|<[^>]*>)", re.DOTALL)


def user_text(text: str) -> str:
    """Mark user text; an empty text stays empty."""
    return f"{_BEGIN}{text}{_END}" if text else ""


def without_marks(text: str) -> str:
    """Return the text as people wrote it, for places that can hold no elements."""
    return _MARKED.sub(r"\1", text)


def with_elements(html: str, show: Callable[[str], str] = str) -> str:
    """Return the escaped HTML with an element for each mark; `show` changes what is marked."""
    parts = _WITHOUT_ELEMENTS.split(html)
    parts[::2] = [_MARKED.sub(lambda marked: f"<bdi>{show(marked[1])}</bdi>", text) for text in parts[::2]]
    parts[1::2] = [_MARKED.sub(lambda marked: show(marked[1]), text) for text in parts[1::2]]
    return "".join(parts)
