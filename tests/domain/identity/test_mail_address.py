"""Mail addresses: validity, identity of a person, and the masked form for others."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.identity.mail_address import MailAddress

ATOM_CHARACTERS = string.ascii_letters + string.digits + "#$&'*+/=^_`{}~-"

atoms = st.text(ATOM_CHARACTERS, min_size=1, max_size=10)
locals_ = st.lists(atoms, min_size=1, max_size=4).map(".".join)
names = st.text(string.ascii_letters, min_size=1, max_size=10)
domains = st.lists(names, min_size=2, max_size=4).map(".".join)
addresses = st.builds("{}@{}".format, locals_, domains)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("dsi@univ-nantes.fr", "dsi@univ-nantes.fr"),
        ("  dsi@univ-nantes.fr\n", "dsi@univ-nantes.fr"),
        ("\u00a0dsi@univ-nantes.fr\u00a0", "dsi@univ-nantes.fr"),
        ("Paul.O'Brien+tag@Example.COM", "Paul.O'Brien+tag@example.com"),
        ("r&d_1/x=y#z$*^{}~`-@example.com", "r&d_1/x=y#z$*^{}~`-@example.com"),
        ("it@münchen.de", "it@xn--mnchen-3ya.de"),
        ("it@xn--mnchen-3ya.de", "it@xn--mnchen-3ya.de"),
        ("it@faß.de", "it@xn--fa-hia.de"),
        ("it@例え。jp", "it@xn--r8jz45g.jp"),
        ("it@ｅｘａｍｐｌｅ.com", "it@example.com"),
        ("1@2.example.com", "1@2.example.com"),
        ("a@b.co", "a@b.co"),
    ],
)
def test_address_keeps_its_local_part_and_folds_its_domain(text: str, address: str) -> None:
    assert str(MailAddress.parse(text)) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "@",
        "nobody",
        "@example.com",
        "a@",
        "a@localhost",
        "a@example.com.",
        "a@.example.com",
        "a@example..com",
        ".a@example.com",
        "a.@example.com",
        "a..b@example.com",
        "a@b@example.com",
        "a b@example.com",
        "a@exa mple.com",
        '"a b"@example.com',
        "a(comment)@example.com",
        "Paul <paul@example.com>",
        "mailto:a@example.com",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a@10.1",
        "a@example.0x7f",
        "a@[IPv6:::1]",
        "a@example.com, b@example.com",
        "a@example.com;b@example.com",
        "a@example.com\r\nBcc: b@example.com",
        "a\r\n@example.com",
        "a\x00@example.com",
        "a@exa\x00mple.com",
        "=?utf-8?q?a?=@example.com",
        "a%evil.example@example.com",
        "evil.example!a@example.com",
        "|a@example.com",
        "élodie@example.com",
        "a\u200b@example.com",
        "a@ex\u202eample.com",
        "a@exa_mple.com",
        "a@-example.com",
        "a@❤.ws",
        "a@xn--zzzzzzzzz9.com",
        "\ud800@example.com",
        "a@\ud800.com",
    ],
)
def test_text_other_than_a_bare_address_is_malformed(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        MailAddress.parse_exact(text)
    assert refusal.value.code is FieldCode.ADDRESS_MALFORMED


@pytest.mark.parametrize(
    ("local_length", "domain_labels", "accepted"),
    [(64, 1, True), (65, 1, False), (64, 18, True), (64, 19, False)],
)
def test_local_part_has_at_most_64_characters_and_address_at_most_254(
    local_length: int, domain_labels: int, accepted: bool
) -> None:
    text = "a" * local_length + "@" + "abcdefghi." * domain_labels + "example"
    assert len(text) <= 254 or not accepted
    if accepted:
        assert str(MailAddress.parse(text)) == text
    else:
        with pytest.raises(Invalid):
            MailAddress.parse(text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Paul@example.com", "paul@EXAMPLE.com"),
        ("paul+orders@example.com", "paul@example.com"),
        ("paul+a+b@example.com", "paul+c@example.com"),
        ("p.a.u.l@gmail.com", "Paul+x@googlemail.com"),
        ("paul@googlemail.com", "paul@gmail.com"),
        ("it@münchen.de", "IT@xn--mnchen-3ya.de"),
    ],
)
def test_spellings_of_one_person_have_the_same_folded_address(first: str, second: str) -> None:
    assert MailAddress.parse(first).folded == MailAddress.parse(second).folded


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("p.aul@example.com", "paul@example.com"),
        ("p.aul@mail.gmail.com", "paul@mail.gmail.com"),
        ("paul@gmail.com", "paul@example.com"),
        ("paul-x@example.com", "paul@example.com"),
        ("+a@example.com", "+b@example.com"),
    ],
)
def test_addresses_of_different_people_have_different_folded_forms(first: str, second: str) -> None:
    assert MailAddress.parse(first).folded != MailAddress.parse(second).folded


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("paul.durand@example.com", "p•••@example.com"),
        ("p@example.com", "p•••@example.com"),
        ("it@münchen.de", "i•••@xn--mnchen-3ya.de"),
    ],
)
def test_masked_address_shows_one_character_and_the_domain(text: str, masked: str) -> None:
    assert MailAddress.parse(text).masked == masked


def test_key_folds_ascii_letters_and_nothing_else() -> None:
    assert MailAddress.parse("Paul+A.b@EXAMPLE.com").key == "paul+a.b@example.com"
    assert MailAddress("\u212aate", "example.com").key == "\u212aate@example.com"


@given(addresses)
def test_key_is_the_same_for_every_case_of_letters_and_for_no_other_address(text: str) -> None:
    address = MailAddress.parse(text)
    assert MailAddress.parse(text.upper()).key == MailAddress.parse(text.lower()).key == address.key
    assert address.key == str(address).lower()


@given(addresses)
def test_parsing_an_address_is_idempotent(text: str) -> None:
    address = MailAddress.parse(text)
    assert MailAddress.parse(str(address)) == address
    assert address.local == text.partition("@")[0]


@given(addresses, atoms)
def test_tag_never_makes_another_person(text: str, tag: str) -> None:
    local, _, domain = text.partition("@")
    assert MailAddress.parse(f"{local}x+{tag}@{domain}").folded == MailAddress.parse(f"{local}x@{domain}").folded


@given(st.text(st.characters(exclude_categories=()), max_size=40) | st.text('a.@+\r\n<>",;:', max_size=20))
def test_any_text_is_refused_or_gives_an_address_safe_in_headers(text: str) -> None:
    try:
        address = str(MailAddress.parse(text))
    except Invalid:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' "(),:;<>[\\]?')
    assert address.count("@") == 1
