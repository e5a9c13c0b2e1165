"""Update and compile the message catalogues from the texts in code and templates.

Run `python -m infra.catalogues` after changing a text, and again after translating what it reports. The output
is reproducible: sorted, without dates and line numbers.
"""

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from chalicelib.domain.languages import DEFAULT_LANGUAGE, LANGUAGES
from infra.arguments import reject_arguments

PRODUCT = Path(__file__).resolve().parent.parent / "chalicelib"
# The texts in the code are in the default language.
TRANSLATED = tuple(language for language in LANGUAGES if language != DEFAULT_LANGUAGE)
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, "msgid": None, "say": None}


class UndatedCatalog(Catalog):
    """A catalogue whose header holds no dates or tool versions."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Language, plural forms and encoding."""
        return [
            ("Language", str(self.locale)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def po_path(language: str) -> Path:
    """Return the path of the editable catalogue."""
    return PRODUCT / "locale" / language / "LC_MESSAGES" / "messages.po"


def updated(language: str) -> UndatedCatalog:
    """Extract the current texts and keep the translations of the existing catalogue, if there is one."""
    known = Catalog()
    if po_path(language).exists():
        with po_path(language).open("rb") as file:
            known = read_po(file, locale=language)
    catalog = UndatedCatalog(locale=language, header_comment="", fuzzy=False)
    for text, context in _texts():
        old = known.get(text, context)
        flags = {"fuzzy"} if old and old.fuzzy else set()
        catalog.add(text, old.string if old else "", context=context, flags=flags)
    return catalog


def po_of(catalog: Catalog) -> bytes:
    """Serialize the catalogue as a PO file."""
    file = io.BytesIO()
    write_po(file, catalog, width=100, no_location=True, sort_output=True)
    return file.getvalue()


def mo_of(catalog: Catalog) -> bytes:
    """Compile the catalogue to an MO file."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def unfinished(catalog: Catalog) -> list[str]:
    """List the texts that have no translation or a fuzzy one."""
    entries = (entry for entry in catalog if entry.id)
    return [str(entry.id) for entry in entries if entry.fuzzy or not all(strings(entry.string))]


def strings(string: object) -> tuple[str, ...]:
    """Return the forms of an entry: one, or one per plural form."""
    return tuple(string) if isinstance(string, list | tuple) else (str(string),)


def _texts() -> Iterator[tuple[Any, str | None]]:
    sources: list[tuple[Path, Any]] = [(path, "python") for path in sorted(PRODUCT.rglob("*.py"))]
    templates = (path for path in sorted((PRODUCT / "templates").rglob("*")) if path.is_file())
    sources += [(path, babel_extract) for path in templates]
    for path, method in sources:
        with path.open("rb") as file:
            for _, text, _, context in extract(method, file, keywords=KEYWORDS, options={"silent": "false"}):
                yield text, context


def main(arguments: Sequence[str]) -> int:
    """Update every catalogue; return 1 while something is untranslated."""
    reject_arguments("infra.catalogues", __doc__, arguments)
    missing = 0
    for language in TRANSLATED:
        catalog = updated(language)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_bytes(po_of(catalog))
        po_path(language).with_suffix(".mo").write_bytes(mo_of(catalog))
        for text in unfinished(catalog):
            print(f"{language}: not translated: {text}")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
