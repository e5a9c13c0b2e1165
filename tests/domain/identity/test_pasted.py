"""Addresses as people copy them: from mail programs, text processors, spreadsheets, file dialogs."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.mail_address import MailAddress
from chalicelib.domain.identity.pasted import _AS_ASCII, separate_addresses

JEAN = "jean@client.example"
PASTED = [
    "\u200bjean@client.example",
    "\u202ajean@client.example\u202c",
    "\ufeffjean@client.example\u200d",
    "je\u00adan@cli\u00adent.example",
    "jean＠client.example",
    "jean@client．example",
    "ｊｅａｎ＠ｃｌｉｅｎｔ。example",
    "Jean Dupont <jean@client.example>;",
    "Jean Dupont <jean@client.example>",
    "<jean@client.example>",
    "＜jean@client.example＞，",
    '"Dupont, Jean" <jean@client.example>',
    "“Dupont, Jean” <jean@client.example>",
    "Dupont, Jean <jean@client.example>",
    "Dupont (IT), Jean <jean@client.example>,",
    "jean@client.example <mailto:jean@client.example>",
    "mailto:jean@client.example?subject=Hello",
    "'jean@client.example'",
    "‘jean@client.example’",
    "«\u00a0jean@client.example\u00a0»",
    "(jean@client.example)",
    "jean@client.example;",
    "jean@client.example,",
    "jean@client.example.",
    "「jean@client.example」。",
    "jean@client.example；",
    " ; jean@client.example , ",
    "\tjean@client.example\r\n",
]
LISTS = [
    ("a@x.example; b@x.example", ["a@x.example", "b@x.example"]),
    ("a@x.example,b@x.example,", ["a@x.example", "b@x.example"]),
    ("a@x.example\nb@x.example\r\n\nc@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
    ("a@x.example b@x.example", ["a@x.example", "b@x.example"]),
    ("a@x.example；b＠x.example、c@x.example", ["a@x.example", "b@x.example", "c@x.example"]),
    ('"A, B" <a@x.example>, C D <c@x.example>', ['"A, B" <a@x.example>', "C D <c@x.example>"]),
    ("B, A <a@x.example>; D, C <c@x.example>", ["B, A <a@x.example>", "D, C <c@x.example>"]),
    ("A <a@x.example> C <c@x.example>", ["A <a@x.example>", "C <c@x.example>"]),
    ("<a@x.example><b@x.example>", ["<a@x.example>", "<b@x.example>"]),
    ("nobody, a@x.example", ["nobody", "a@x.example"]),
    ("nobody; Jean <a@x.example>", ["nobody", "Jean <a@x.example>"]),
    ("jean.x.example, Paul <a@x.example>", ["jean.x.example", "Paul <a@x.example>"]),
    ("a@x.example, nobody, neither", ["a@x.example", "nobody", "neither"]),
    ('"unclosed <a@x.example>, b@x.example', ['"unclosed <a@x.example>', "b@x.example"]),
    ("nobody, neither,", ["nobody", "neither"]),
    ("a@x, Jean <b@x.example>", ["a@x", "Jean <b@x.example>"]),
    ("a b@x.example", ["a b@x.example"]),
    ("a@x.example", ["a@x.example"]),
    ("", []),
    (" ,;\n", []),
]


@pytest.mark.parametrize("typed", PASTED)
def test_pasted_address_is_the_address_in_it(typed: str) -> None:
    assert str(MailAddress.parse(typed)) == JEAN


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("o’brien@client.example", "o'brien@client.example"),
        ("'apostrophe@client.example", "'apostrophe@client.example"),
        ("boss@bank.example <eve@client.example>", "eve@client.example"),
        ("it@نامه\u200cای.com", "it@xn--mgba3gch31f060k.com"),
    ],
)
def test_what_belongs_to_the_address_is_kept(typed: str, address: str) -> None:
    assert str(MailAddress.parse(typed)) == address


def test_joiner_in_a_domain_is_judged_by_contextj() -> None:
    with pytest.raises(Invalid):
        MailAddress.parse("it@بازار\u200cها.com")


@pytest.mark.parametrize(("typed", "texts"), LISTS)
def test_several_addresses_are_separated_and_names_keep_their_commas(typed: str, texts: list[str]) -> None:
    assert separate_addresses(typed) == texts


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ("a@x.example; b@x.example", {"count": 2}),
        ("A <a@x.example>, B <b@x.example>, C <c@x.example>", {"count": 3}),
        ("élodie@x.example", {"character": "é (U+00E9)"}),
        ("jean dupont@x.example", {"character": "U+0020"}),
        ("je\u202ean@x.example", {"character": "U+202E"}),
        ("a@exa_mple.example", {"character": "_ (U+005F)"}),
        ("a@b@x.example", {"character": "@ (U+0040)"}),
        ("a" * 2000, {"limit": 254}),
        ("nobody", {}),
        ("a@-x.example", {}),
    ],
)
def test_refusal_says_what_is_wrong(typed: str, facts: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        MailAddress.parse(typed)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.ADDRESS_MALFORMED, facts)


def test_every_form_of_a_sign_becomes_that_of_ascii() -> None:
    for code, sign in _AS_ASCII.items():
        ascii_sign = sign if isinstance(sign, str) else chr(sign)
        normal = unicodedata.normalize("NFKC", chr(code))
        assert ascii_sign in (normal, ".", ",", "'", '"'), chr(code)
        assert len(ascii_sign) == 1
        assert ascii_sign.isascii()


locals_ = st.text("ab1.'-", min_size=1, max_size=5).filter(
    lambda local: local.strip(".") == local and ".." not in local
)
names = st.text("AB ,;@<'", max_size=8).map(lambda name: f'"{name}"')


@given(st.lists(st.tuples(names, locals_), min_size=1, max_size=5), st.sampled_from([",", ";", "\n", ", ", "; "]))
def test_every_address_of_a_list_is_found_whatever_the_names_are(people: list[tuple[str, str]], separator: str) -> None:
    addresses = [f"{local}@client.example" for _, local in people]
    typed = separator.join(f"{name} <{address}>" for (name, _), address in zip(people, addresses, strict=True))
    assert [str(MailAddress.parse(one)) for one in separate_addresses(typed)] == addresses
    assert [str(MailAddress.parse(one)) for one in separate_addresses(separator.join(addresses))] == addresses
