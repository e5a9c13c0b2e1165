"""Domains and addresses are shown in both spellings wherever these differ."""

from unicodedata import bidirectional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.rendering.pages.formatting import (
    shown_address,
    shown_domain,
    shown_name,
    shown_person,
    typed_domain,
)
from chalicelib.rendering.pages.user_text import user_text
from tests.spellings import DOMAINS, a_labels, both, isolated, one_spelling_alone


@pytest.mark.parametrize("domain", DOMAINS)
def test_domain_is_shown_in_u_labels_with_its_a_labels(domain: str) -> None:
    assert shown_domain(a_labels(domain)) == both(domain)
    assert typed_domain(a_labels(domain)) == domain
    assert one_spelling_alone([shown_domain(a_labels(domain))], domain) == []


@pytest.mark.parametrize("domain", ["example.com", "xn--zzzzzz--", "com", ""])
def test_domain_with_one_spelling_is_shown_once(domain: str) -> None:
    assert shown_domain(domain) == typed_domain(domain) == domain
    assert shown_address(f"it@{domain}") == f"it@{domain}"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("local", ["it", "i•••", "a+b"])
def test_address_is_shown_as_mail_goes_to_it_with_the_u_labels_of_its_domain(local: str, domain: str) -> None:
    exact = f"{local}@{a_labels(domain)}"
    assert shown_address(exact) == f"{exact} ({isolated(domain)})"
    for typed in (domain, domain.upper(), a_labels(domain).upper()):
        assert shown_address(f"{local}@{typed}") == shown_address(exact)
    assert shown_person("Ada", exact) == f"{user_text('Ada')} <{exact}> ({isolated(domain)})"
    assert shown_person("", exact) == shown_name("", exact) == shown_address(exact)
    assert shown_name("Ada", exact) == user_text("Ada")


@pytest.mark.parametrize("text", ["", "reviewer", "Zoë", "it@a..b", "it@ü ü", "a@b\u202ec.com"])
def test_what_is_no_address_is_shown_as_it_is(text: str) -> None:
    assert shown_address(text) == text


@given(st.text(max_size=40))
def test_any_text_can_be_shown_as_an_address(text: str) -> None:
    assert shown_address(text).startswith(text.rpartition("@")[0])


def test_only_labels_from_right_to_left_are_isolated() -> None:
    for domain in DOMAINS:
        needed = any(bidirectional(character) in {"R", "AL"} for character in domain)
        assert ("\u2066" in shown_domain(a_labels(domain))) == needed
