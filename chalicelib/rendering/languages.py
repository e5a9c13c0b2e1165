"""The languages people read: which one a browser asks for, the catalogue of each, instants and waits in words.

English stands in the code; a catalogue says the same in another language.
"""

import gettext
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from chalicelib.domain.patterns import pattern

LOCALE = Path(__file__).resolve().parents[1] / "locale"
LONGEST_HEADER = 1000

_QUALITY = pattern(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def msgid(text: str) -> str:
    """Marks a text of a table for the catalogues; it is translated where it is used."""
    return text


_MONTHS = (
    msgid("January"),
    msgid("February"),
    msgid("March"),
    msgid("April"),
    msgid("May"),
    msgid("June"),
    msgid("July"),
    msgid("August"),
    msgid("September"),
    msgid("October"),
    msgid("November"),
    msgid("December"),
)

_SHORT_MONTHS = (
    msgid("Jan"),
    msgid("Feb"),
    msgid("Mar"),
    msgid("Apr"),
    msgid("May"),
    msgid("Jun"),
    msgid("Jul"),
    msgid("Aug"),
    msgid("Sep"),
    msgid("Oct"),
    msgid("Nov"),
    msgid("Dec"),
)


@cache
def translator(language: str) -> gettext.NullTranslations:
    """The catalogue of one of `LANGUAGES`; English needs none, for the keys are English."""
    return gettext.translation("messages", LOCALE, [language], fallback=True)


def choose(accept_language: str | None) -> str:
    """The supported language that an `Accept-Language` header prefers; English if it accepts none.

    Regions are ignored (`fr-CA` reads French), and so is whatever is malformed.
    """
    wishes = _wishes((accept_language or "")[:LONGEST_HEADER])
    anything_else = wishes.get("*", (0.0, 0))
    best = max(LANGUAGES, key=lambda language: wishes.get(language, anything_else))
    return best if wishes.get(best, anything_else)[0] > 0 else DEFAULT_LANGUAGE


def _wishes(header: str) -> dict[str, tuple[float, int]]:
    """For each language named, its quality and, for equal ones, how early it is named."""
    wishes: dict[str, tuple[float, int]] = {}
    for place, item in enumerate(header.split(",")):
        tag, semicolon, parameter = item.partition(";")
        language = tag.strip().lower().partition("-")[0]
        quality = _QUALITY.fullmatch(parameter.strip())
        if semicolon and not quality:
            continue
        wish = (float(quality[1]) if quality else 1.0, -place)
        wishes[language] = max(wish, wishes.get(language, wish))
    return wishes


def first_day(language: str) -> str:
    """How the language writes the first day of a month."""
    return translator(language).pgettext("day of the month", "1")


def instant(value: datetime, language: str) -> str:
    """An instant to the minute, in UTC and with its zone, as the language writes it."""
    return _to_the_minute(value, language, _MONTHS)


def short_instant(value: datetime, language: str) -> str:
    """The same in the short form of lists: `25 Nov 2026, 09:00 UTC`."""
    return _to_the_minute(value, language, _SHORT_MONTHS)


def day(value: datetime, language: str) -> str:
    """The day of an instant, in UTC, in the short form of lists: `25 Nov 2026`, `25 nov. 2026`."""
    words = translator(language)
    moment = value.astimezone(UTC)
    month = words.gettext(_SHORT_MONTHS[moment.month - 1])
    return words.gettext("{day} {month} {year}").format(
        day=_day_of_month(moment, language), month=month, year=moment.year
    )


def _to_the_minute(value: datetime, language: str, months: Sequence[str]) -> str:
    words = translator(language)
    moment = value.astimezone(UTC)
    return words.gettext("{day} {month} {year}, {time} UTC").format(
        day=_day_of_month(moment, language),
        month=words.gettext(months[moment.month - 1]),
        year=moment.year,
        time=f"{moment:%H:%M}",
    )


def _day_of_month(moment: datetime, language: str) -> str:
    return first_day(language) if moment.day == 1 else str(moment.day)


def machine_time(value: datetime) -> str:
    """An instant as the `datetime` of a `time` element has it: in UTC, with `Z`."""
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def time_left(seconds: int, language: str) -> str:
    """How long something is still open, rounded up as `wait` is."""
    count, unit = _rounded_up(seconds)
    words = translator(language)
    forms = {
        _DAY: words.ngettext("{count} day left", "{count} days left", count),
        _HOUR: words.ngettext("{count} hour left", "{count} hours left", count),
        _MINUTE: words.ngettext("{count} minute left", "{count} minutes left", count),
    }
    return forms[unit].format(count=count)


def wait(seconds: int, language: str) -> str:
    """How long from now, rounded up, so that somebody who waits that long is not too early."""
    count, unit = _rounded_up(seconds)
    words = translator(language)
    forms = {
        _DAY: words.ngettext("in {count} day", "in {count} days", count),
        _HOUR: words.ngettext("in {count} hour", "in {count} hours", count),
        _MINUTE: words.ngettext("in {count} minute", "in {count} minutes", count),
    }
    return forms[unit].format(count=count)


def _rounded_up(seconds: int) -> tuple[int, int]:
    """How many units a length takes, at least one, and the unit: the largest of which it has more than two."""
    unit = next((one for one in (_DAY, _HOUR) if seconds > 2 * one), _MINUTE)
    return max(1, -(-seconds // unit)), unit


def length_in_hours(seconds: int, language: str) -> str:
    """A length of whole hours."""
    count = seconds // _HOUR
    return translator(language).ngettext("{count} hour", "{count} hours", count).format(count=count)
