"""Render a template and its values as a page in one language; does not depend on HTTP or on the reader."""

from collections.abc import Mapping

from chalicelib.domain.languages import LANGUAGES
from chalicelib.rendering.brand import Brand
from chalicelib.rendering.languages import day, first_day, instant, machine_time, short_instant, time_left, translator
from chalicelib.rendering.pages.access_scope import extent
from chalicelib.rendering.pages.approval_meaning import approving_means
from chalicelib.rendering.pages.authority import statement
from chalicelib.rendering.pages.delivery_failures import DELIVERY_FAILURES
from chalicelib.rendering.pages.environment import environment
from chalicelib.rendering.pages.event_sentences import role_in, sentence, visibility_in
from chalicelib.rendering.pages.formatting import (
    own_name,
    shown_address,
    shown_domain,
    shown_name,
    shown_person,
    typed_domain,
)
from chalicelib.rendering.pages.labels import label
from chalicelib.rendering.pages.request_states import state_explanation
from chalicelib.rendering.pages.role_descriptions import meaning
from chalicelib.rendering.pages.sign_in_failures import failure_texts
from chalicelib.rendering.pages.static_names import hashed
from chalicelib.rendering.pages.text_fields import TEXT_FIELD_WORDS, filled_in, filled_in_for_customer
from chalicelib.rendering.pages.times import time_element, with_facts
from chalicelib.rendering.pages.user_text import user_text, with_elements


def render_page(template: str, brand: Brand, language: str, values: Mapping[str, object]) -> str:
    """The page; its links stay within the site, so they hold under any host."""
    urls = brand.urls.within_site
    page = environment().get_template(f"pages/{template}.html")
    filled = page.render(
        **_words(brand, language),
        static=lambda name: urls.static(hashed(name, brand.vendor.colour)),
        domain=shown_domain,
        typed_domain=typed_domain,
        address=shown_address,
        person=shown_person,
        user_text=user_text,
        own_name_of=lambda one: own_name(one.name, str(one.email)),
        name_of=lambda one: shown_name(one.name, str(one.email)),
        urls=urls,
        brand=brand.name,
        support=brand.support_address,
        vendor=brand.vendor,
        language=language,
        language_names=LANGUAGES,
        text_fields=TEXT_FIELD_WORDS,
        delivery_failures=DELIVERY_FAILURES,
        filled_in=filled_in,
        filled_in_for_customer=filled_in_for_customer,
        **values,
    )
    return with_elements(filled)


def _words(brand: Brand, language: str) -> Mapping[str, object]:
    """What a template says things with, each in this language."""

    def say(text: str, /, **facts: str) -> str:
        """A sentence of the catalogue with its facts."""
        return with_facts(translator(language).gettext(text), {**brand.vocabulary, **facts})

    def counted(one: str, many: str, count: int, /, **facts: str) -> str:
        """The form of a sentence for a number, with its facts."""
        return translator(language).ngettext(one, many, count).format(count=count, **{**brand.vocabulary, **facts})

    return {
        "say": say,
        "ngettext": counted,
        **_times(language),
        "time_left": lambda length: time_left(int(length.total_seconds()), language),
        "label": lambda value: label(value, language),
        "state_explanation": lambda status: state_explanation(status, language),
        "sentence": lambda event: sentence(event, language),
        "role_in": lambda event: role_in(event, language),
        "visibility_in": lambda event: visibility_in(event, language),
        "meaning": lambda role: meaning(role, language),
        "extent": lambda access, request: extent(access, request, language),
        "sign_in_failure": lambda failure: failure_texts(failure, language, brand.support_address),
        "approving_means": lambda request: approving_means(say, brand.vendor, request),
        "statement": lambda version: statement(version, language),
    }


def _times(language: str) -> Mapping[str, object]:
    """What a template shows times with."""
    return {
        "instant": lambda value: instant(value, language),
        "day": lambda value: day(value, language),
        "short_instant": lambda value: short_instant(value, language),
        "machine_time": machine_time,
        "when": lambda value: time_element(value, language),
        "first_day": first_day(language),
    }
