"""User text in HTML mails is never made a link, though it keeps every dot (docs/decisions/0054).

Mail programs look for hosts, addresses and schemes in the text that they show. A zero-width non-joiner beside each sign
of them ends what could be one. Nobody sees it, and `domain.text` drops it from what is copied and pasted again.
"""

from chalicelib.domain.patterns import pattern

_NON_JOINER = "\u200c"
_WORD = pattern(r"\S+")
_SIGNS = pattern("[.\u3002\uff0e\uff61@\uff20\ufe6b:\uff1a/\uff0f\\\\]")
# In a word of another kind, such as "and/or", nothing is changed.
_COULD_BE_LINK = pattern("\\S[.\u3002\uff0e\uff61@\uff20\ufe6b]\\S|[:\uff1a]?[/\uff0f\\\\]{2}|(?i:mailto:)")


def unlinked(text: str) -> str:
    """Return the text with invisible ends of what mail programs would make a link of. It may be escaped HTML."""
    return _WORD.sub(lambda word: _broken(word[0]) if _COULD_BE_LINK.search(word[0]) else word[0], text)


def _broken(word: str) -> str:
    return _SIGNS.sub(lambda sign: f"{_NON_JOINER}{sign[0]}{_NON_JOINER}", word)
