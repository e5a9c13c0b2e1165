"""Web addresses are found in names and in what is mailed to customers, however they are typed."""

from collections.abc import Callable

import pytest

from chalicelib.domain.errors import FieldCode, Invalid
from chalicelib.domain.text import account_name, link_free_note
from chalicelib.domain.text.web_addresses import LONGEST_FOUND

Parser = Callable[[str], str]
mailed = pytest.mark.parametrize("parse", [account_name, link_free_note])

# What is typed, and the words that the error quotes.
ADDRESSES = [
    ("https://evil.example", "https://evil.example"),
    ("see HTTP://evil.example now", "HTTP://evil.example"),
    ("x://y", "x://y"),
    ("see http：//evil.com", "http：//evil.com"),
    ("http:\\\\evil.com", "http:\\\\evil.com"),
    ("http:/\\evil.com", "http:/\\evil.com"),
    ("ｈｔｔｐ：／／evil", "ｈｔｔｐ：／／evil"),
    ("www.evil.example", "www.evil.example"),
    ("WWW.evil.example", "WWW.evil.example"),
    ("(www.evil.example)", "(www.evil.example)"),
    ("see:www.evil.example", "see:www.evil.example"),
    ("ｗｗｗ.evil.com", "ｗｗｗ.evil.com"),
    ("www。evil。com", "www。evil。com"),
    ("请看www.evil.com", "请看www.evil.com"),
    ("ww\u00adw.evil.com", "www.evil.com"),
    ("Verify at secure-login.zip/acme", "secure-login.zip/acme"),
    ("Please confirm at evil-portal.com/login first", "evil-portal.com/login"),
    ("evil．com／login", "evil．com／login"),
    ("EVIL.COM/", "EVIL.COM/"),
    ("evil.com./login", "evil.com./login"),
    ("evil.com:8080/login", "evil.com:8080/login"),
    ("evil.com\\login", "evil.com\\login"),
    ("me@evil.com/login", "me@evil.com/login"),
    ("see...evil.com/login", "see...evil.com/login"),
    ("«evil.com/login»", "«evil.com/login»"),
    ("_evil.com/login", "_evil.com/login"),
    ("bad.co.uk/login", "bad.co.uk/login"),
    ("bad.ck/login", "bad.ck/login"),
    ("münchen.de/rathaus", "münchen.de/rathaus"),
    ("сайт.рф/вход", "сайт.рф/вход"),
    ("xn--80aswg.xn--p1ai/", "xn--80aswg.xn--p1ai/"),
    ("हिन्दी.भारत/", "हिन्दी.भारत/"),
    ("someone.github.io/login", "someone.github.io/login"),
    ("a/b.com/c", "a/b.com/c"),
]
NONE = [
    "Booking.com", "Node.js/TypeScript Ltd./Inc.", "A: B // C", "wwwhatever", "Wwwagner. GmbH", "and/or", "S.p.A./N.V.",
    "d.o.o./s.r.o.", "A/S", "1.2/3", "Program.cs/F#", "Wait...in/out", "p.a./year", "Ltd./Inc.", "evil.com / login",
    "localhost/login", "a.b/c", "24/7", "Yahoo! Inc./Verizon", "..com/", "awww.cute", "Acme (evil.com)",
    "U.S.A./Canada", "portal.example/login",
]  # fmt: skip


@mailed
@pytest.mark.parametrize(("typed", "found"), ADDRESSES)
def test_web_address_is_refused_and_quoted_as_it_was_typed(parse: Parser, typed: str, found: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(typed)
    assert (refusal.value.code, refusal.value.facts) == (FieldCode.CONTAINS_LINK, {"found": found})


@mailed
@pytest.mark.parametrize("typed", NONE)
def test_name_with_dots_or_slashes_is_none(parse: Parser, typed: str) -> None:
    assert parse(typed) == typed


def test_web_address_on_a_later_line_is_refused() -> None:
    with pytest.raises(Invalid):
        link_free_note("Hello\nevil.com/login")


@mailed
def test_of_a_long_word_no_more_is_quoted_than_fits_into_an_error(parse: Parser) -> None:
    with pytest.raises(Invalid) as refusal:
        parse("一" * 100 + "。http://evil.com/" + "a" * 50)
    assert refusal.value.facts == {"found": ("http://evil.com/" + "a" * 50)[:LONGEST_FOUND]}
