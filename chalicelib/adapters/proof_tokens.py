"""Make the tokens of domain proofs, with the newest link key under a purpose of its own.

A token is kept with its proof, so that a rotation of the keys makes no record worthless.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping

from chalicelib.domain.proofs.proof import Holder

PURPOSE = "domain-proof"
# In hexadecimal, which every console of a registrar takes and no copying spoils: 160 bits.
LENGTH = 40


class KeyedProofTokens:
    """Implementation of the port `ProofTokens`. `keys` are secrets by id, the newest last."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = keys

    def token(self, holder: Holder, domain: str) -> str:
        """Return an HMAC over holder and domain; JSON, so that different ones never give the same text."""
        key = hmac.digest(list(self._keys.values())[-1].encode(), PURPOSE.encode(), hashlib.sha256)
        bound_to = json.dumps([holder.kind.value, holder.holder_id, domain])
        return hmac.new(key, bound_to.encode(), hashlib.sha256).hexdigest()[:LENGTH]
