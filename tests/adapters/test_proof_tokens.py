"""The token of a proof is its holder's for its domain alone."""

import re

import pytest

from chalicelib.adapters.proof_tokens import KeyedProofTokens
from chalicelib.domain.proofs.proof import Holder, HolderKind

KEYS = {"k1": "an-older-link-key-0123456789-abcdef", "k2": "the-newest-link-key-0123456789-abc"}
PERSON = Holder(HolderKind.PERSON, "p1")
TOKENS = KeyedProofTokens(KEYS)


def test_token_is_the_same_for_the_same_holder_and_domain() -> None:
    assert TOKENS.token(PERSON, "univ.example") == KeyedProofTokens(KEYS).token(PERSON, "univ.example")
    assert re.fullmatch(r"[0-9a-f]{40}", TOKENS.token(PERSON, "univ.example"))


@pytest.mark.parametrize(
    ("holder", "domain"),
    [
        (Holder(HolderKind.PERSON, "p2"), "univ.example"),
        (Holder(HolderKind.ACCOUNT, "p1"), "univ.example"),
        (PERSON, "labs.univ.example"),
        (Holder(HolderKind.PERSON, 'p1", "univ.example'), ""),
    ],
)
def test_token_of_another_holder_or_domain_differs(holder: Holder, domain: str) -> None:
    assert TOKENS.token(holder, domain) != TOKENS.token(PERSON, "univ.example")


def test_token_is_made_with_the_newest_key_under_a_purpose_of_its_own() -> None:
    assert TOKENS.token(PERSON, "univ.example") == KeyedProofTokens({"k2": KEYS["k2"]}).token(PERSON, "univ.example")
    assert TOKENS.token(PERSON, "univ.example") != KeyedProofTokens({"k1": KEYS["k1"]}).token(PERSON, "univ.example")
