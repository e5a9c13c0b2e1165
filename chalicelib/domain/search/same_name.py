"""Decide when two names are the same, so that no organisation gets a second account unnoticed.

A question to whoever requests an account, never a refusal.
"""

from chalicelib.domain.folding import fold


def name_key(name: str) -> str:
    """Return the words of a name without legal forms and stop words, sorted; all of them if nothing else is left.

    The key of a key is the key itself: letters that stand alone only after sorting are joined as well.
    """
    key = _key(fold(name))
    while (settled := _key(fold(key))) != key:
        key = settled
    return key


def _key(folded: str) -> str:
    # Imported late: its tables are folded when it is, and few calls compare names.
    from chalicelib.domain.search.legal_forms import (  # noqa: PLC0415
        LEGAL_FORMS,
        STOP_WORDS,
        without_dense_forms,
        without_long_forms,
    )

    left = (without_dense_forms(word) for word in without_long_forms(folded).split(" "))
    own = [word for word in left if word and word not in LEGAL_FORMS and word not in STOP_WORDS]
    return " ".join(sorted(own or folded.split(" ")))
