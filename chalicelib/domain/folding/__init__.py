"""Fold names and queries for comparison in search: spellings that a reader takes for the same are one text.

The rules are those of docs/design.md "Search".
"""

from chalicelib.domain.folding.characters import plain
from chalicelib.domain.folding.scripts import is_dense
from chalicelib.domain.folding.spellings import fold, words

__all__ = ["fold", "is_dense", "plain", "words"]
