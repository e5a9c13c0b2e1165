"""Files as people make them: what the import does with each, what it says, and how it exits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from chalicelib.domain.accounts.account import Visibility
from infra.import_directory.located_rows import LONGEST
from tests.infra.importing.stored import Stored, accounts_of, imported
from tests.world import World

ACME = {"acme-ltd.com": Stored("Acme Ltd")}
NEXT = {"next-ltd.com": Stored("Next Ltd")}
AS_UTF_8 = "save it as CSV UTF-8"


@dataclass(frozen=True)
class File:
    """A file and what an import of it into an empty directory comes to; nothing is stored where it is refused."""

    content: str | bytes
    status: int = 0
    says: tuple[str, ...] = ()
    accounts: Mapping[str, Stored] = field(default_factory=dict)
    name: str = "directory.csv"

    @property
    def as_bytes(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else self.content.encode()


def fine(content: str | bytes, accounts: Mapping[str, Stored] = ACME, name: str = "directory.csv") -> File:
    """All rows of it go in."""
    return File(content, 0, (), accounts, name)


def reported(content: str, *says: str, accounts: Mapping[str, Stored] = NEXT, name: str = "directory.csv") -> File:
    """Some of its rows are reported, the others go in."""
    return File(content, 1, says, accounts, name)


def refused(content: str | bytes, *says: str, name: str = "directory.csv") -> File:
    """It is at fault as a whole."""
    return File(content, 2, says, {}, name)


CELLS = {
    "surplus cells": reported(
        "name,domains,visibility,administrators\n"
        "Surplus,surplus-ltd.com,restricted,a@surplus-ltd.com,b@surplus-ltd.com\nNext Ltd,next-ltd.com\n",
        "line 2: more cells than columns (5 and 4)",
    ),
    "surplus cells without a value": fine("name,domains\nAcme Ltd,acme-ltd.com,,\n"),
    "columns and cells without a name or value": fine("name,domains,,\nAcme Ltd,acme-ltd.com,,\n"),
    "a value in a column without a name": reported(
        "name,domains,,\nAcme Ltd,acme-ltd.com,,a@acme-ltd.com\nNext Ltd,next-ltd.com,,\n",
        "line 2: a value in column 4, which has no name",
    ),
    "missing cells": fine("name,domains,visibility,administrators\nAcme Ltd,acme-ltd.com\n"),
    "a missing domain": reported("name,domains\nAcme Ltd\nNext Ltd,next-ltd.com\n", "line 2: /domains/0"),
    "a missing name": reported("name,domains\n,acme-ltd.com\nNext Ltd,next-ltd.com\n", "line 2: /account_name"),
    "blank rows": fine("\n,,\n \nname,domains\n\n,\n;\n  \nAcme Ltd,acme-ltd.com\n,\n\n".replace(";", "\t")),
    "a cell that is too long": reported(
        f"name,domains\n{'a' * 131_073},big-ltd.com\nNext Ltd,next-ltd.com\n", "line 2: the row is longer than"
    ),
    "visibility in capitals": fine(
        "name,domains,visibility\nAcme Ltd,acme-ltd.com,Restricted\nNext Ltd,next-ltd.com, UNRESTRICTED \n",
        {"acme-ltd.com": Stored("Acme Ltd", Visibility.RESTRICTED), **NEXT},
    ),
    "an unknown visibility": reported(
        "name,domains,visibility\nAcme Ltd,acme-ltd.com,hidden\nNext Ltd,next-ltd.com,\n", "line 2: /visibility"
    ),
    "a name of two lines": reported(
        'name,domains\n"Acme\nLtd",acme-ltd.com\nNext Ltd,next-ltd.com\n',
        "line 2: a line break in name",
    ),
    "two rows within quotes": reported(
        'name,domains\nOpen,"acme-ltd.com\nB,b-ltd.com"\nNext Ltd,next-ltd.com\n', "line 2: a line break in domains"
    ),
    "another column of two lines": fine('name,domains,notes\nAcme Ltd,acme-ltd.com,"two\nlines"\n'),
    "a NUL": reported("name,domains\nAc\0me,acme-ltd.com\nNext Ltd,next-ltd.com\n", "line 2: /account_name"),
    "no rows": fine("name,domains\n", {}),
}
HEADERS = {
    "semicolons": fine("name;domains\nAcme Ltd;acme-ltd.com\n"),
    "tabs": fine("name\tdomains\nAcme Ltd\tacme-ltd.com\n"),
    "bars": fine("name|domains\nAcme Ltd|acme-ltd.com\n"),
    "a separator that the file names": fine("sep=;\nname;domains\nAcme Ltd;acme-ltd.com\n"),
    "semicolons about commas": fine(
        "name;domains;administrators\nAcme, Ltd;acme-ltd.com;\n", {"acme-ltd.com": Stored("Acme, Ltd")}
    ),
    "commas about semicolons": fine(
        "name,domains,administrators\nAcme Ltd,acme-ltd.com,a@acme-ltd.com;b@acme-ltd.com\n",
        {"acme-ltd.com": Stored("Acme Ltd", administrators=("a@acme-ltd.com", "b@acme-ltd.com"))},
    ),
    "lists as people write them": fine(
        'name,domain,administrators\nAcme Ltd,"acme-ltd.com, a.com","a@acme-ltd.com,\nb@acme-ltd.com; c@a.com "\n',
        {"acme-ltd.com": Stored("Acme Ltd", administrators=("a@acme-ltd.com", "b@acme-ltd.com", "c@a.com"))},
    ),
    "quotes": fine('"name";"domains"\n"Acme; ""Ltd""";acme-ltd.com\n', {"acme-ltd.com": Stored('Acme; "Ltd"')}),
    "capitals and blanks": fine("Name, Domains \nAcme Ltd,acme-ltd.com\n"),
    "blanks before quotes": fine(
        '"name", "domains"\n"Acme, Ltd", "acme-ltd.com"\n', {"acme-ltd.com": Stored("Acme, Ltd")}
    ),
    "blanks for underscores": fine("ACCOUNT NAME;\N{NO-BREAK SPACE}Domain\nAcme Ltd;acme-ltd.com\n"),
    "a header of two lines": fine('name,"domains\n"\nAcme Ltd,acme-ltd.com\n'),
    "a byte order mark": fine("\ufeffname,domains\nAcme Ltd,acme-ltd.com\n"),
    "a byte order mark twice, and quotes": fine('\ufeff\ufeff"name","domains"\nAcme Ltd,acme-ltd.com\n'),
    "line ends of old Macintoshes": fine("name,domains\rAcme Ltd,acme-ltd.com\r"),
    "line ends of Windows": fine("name,domains\r\nAcme Ltd,acme-ltd.com\r\n"),
    "another column": fine("name,domains,country\nAcme Ltd,acme-ltd.com,GB\n"),
    "none": refused("Acme Ltd,acme-ltd.com\n", "no column called name or account_name", "Acme Ltd, acme-ltd.com"),
    "no domains": refused("name;visibility\nAcme Ltd;\n", "line 1: no column called domains or domain", "visibility"),
    "a column twice": refused("name,name,domains\nA,B,c-ltd.com\n", "two columns called name"),
    "a column twice in other letters": refused("name,domains, NAME\nA,c-ltd.com,B\n", "two columns called name"),
    "two names of a column": refused(
        "account_name,name,domains\nA,B,c-ltd.com\n", "account_name and name are the same"
    ),
    "a mistyped column": refused("name,domains,administators\nA,c-ltd.com,a@c-ltd.com\n", "administators"),
    "a long one": refused(f"name,{'a' * LONGEST}\nA,a.com\n", "line 1: the row is longer than", "header"),
}
QUOTES = {
    "one that never ends": refused(
        'name,domains\n"Open quote Ltd,open-ltd.com\nNext Ltd,next-ltd.com\n', "a quote that begins on line 2"
    ),
    "one in a later column": refused('name;domains\nA;"a-ltd.com\nB;b-ltd.com\n', "a quote that begins on line 2"),
    "one in a later line of a row": refused(
        'notes,name,domains\n"two\nlines",A,"a-ltd.com\nx,B,b-ltd.com\n', "a quote that begins on line 3"
    ),
    "one behind blanks": refused('name, domains\nA,  "a-ltd.com\nB, b-ltd.com\n', "a quote that begins on line 2"),
    "one in the header": refused('name,"domains\nA,a-ltd.com\n', "a quote that begins on line 1"),
    "one that takes in the next row": refused(
        'name,domains\n"Open,open-ltd.com\n"Next Ltd",next-ltd.com\n',
        "a quote that begins on line 2 never ends",
        "line 3",
    ),
    "one that takes in several rows": refused(
        'name,domains\nA,a-ltd.com\n"Open,open-ltd.com\nB,b-ltd.com\nThe "Best",c-ltd.com\n',
        "a quote that begins on line 3",
        "line 5",
    ),
    "one before a long rest": refused(
        'name,domains\n"Open,open-ltd.com\n' + "Next Ltd,next-ltd.com\n" * 10_000, "a quote that begins on line 2"
    ),
    "one within a cell": fine('name,domains\nThe 5" Pipe,acme-ltd.com\n', {"acme-ltd.com": Stored('The 5" Pipe')}),
    "text behind one": fine('name,domains\n"Acme" Ltd,acme-ltd.com\n'),
}
ENCODINGS = {
    "Latin-1": refused("name,domains\nA,a-ltd.com\nCafé,c-ltd.com\n".encode("latin-1"), "line 3", "1252", AS_UTF_8),
    "Windows-1252": refused("name,domains\n“Acme” – Ltd,a-ltd.com\n".encode("cp1252"), "line 2", "1252", AS_UTF_8),
    "Windows-1251": refused("name,domains\nГазпром,a-ltd.com\n".encode("cp1251"), "line 2", "older", AS_UTF_8),
    "Latin-1 with line ends of old Macintoshes": refused(
        "name,domains\rA,a-ltd.com\rCafé,c-ltd.com\r".encode("latin-1"), "line 3", "1252", AS_UTF_8
    ),
    "Latin-1 far down": refused(
        b"name,domains\r\n" + b"Acme Ltd,acme-ltd.com\r\n" * 9_000 + b"Caf\xe9,c-ltd.com\n", "line 9002", "1252"
    ),
    "UTF-16": refused("name,domains\nCafé,c-ltd.com\n".encode("utf-16"), "line 1", "UTF-16", AS_UTF_8),
    "UTF-16, big end first": refused("\ufeffname\n".encode("utf-16-be"), "line 1", "UTF-16", AS_UTF_8),
    "UTF-16 without a mark": refused("name,domains\n".encode("utf-16-le"), "line 1", "UTF-16", AS_UTF_8),
    "UTF-16 without a mark, big end first": refused("name".encode("utf-16-be"), "line 1", "UTF-16", AS_UTF_8),
    "UTF-32": refused("name,domains\n".encode("utf-32"), "line 1", "UTF-32", AS_UTF_8),
    "Latin-1 in JSON": refused(
        '[\n{"name": "Café", "domains": "c-ltd.com"}]'.encode("latin-1"),
        "line 2",
        "1252",
        "save it as UTF-8",
        name="directory.json",
    ),
}
OTHER_KINDS = {
    "nothing": refused("", "the file is empty"),
    "a byte order mark alone": refused("\ufeff", "the file is empty"),
    "blanks alone": refused(" \r\n\t\n", "the file is empty"),
    "separators alone": refused(",,\n;;\n", "the file is empty"),
    "nothing for JSON": refused("", "the file is empty", name="directory.json"),
    "a spreadsheet called .csv": refused(b"PK\x03\x04\x14\0", "a spreadsheet", AS_UTF_8),
    "a spreadsheet called .json": refused(b"PK\x03\x04\x14\0", "a spreadsheet", AS_UTF_8, name="directory.json"),
    "a spreadsheet": refused(b"PK\x03\x04\x14\0", "a spreadsheet", AS_UTF_8, name="directory.xlsx"),
    "an open document": refused(b"PK\x03\x04\x14\0\x08", "a spreadsheet", AS_UTF_8, name="directory.ods"),
    "an old spreadsheet": refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a spreadsheet", AS_UTF_8, name="a.xls"),
    "a compressed file": refused(b"\x1f\x8b\x08\0", "compressed", name="directory.csv.gz"),
    "a PDF": refused(b"%PDF-1.7\n", "a PDF", "CSV or JSON", name="directory.pdf"),
}
JSON = {
    "a byte order mark": fine('\ufeff[{"account_name": "Acme Ltd", "domains": ["acme-ltd.com"]}]'),
    "another name of the file": fine(' [{"name": "Acme Ltd", "domain": "acme-ltd.com"}]', name="directory.txt"),
    "members in capitals": fine('[{"Account Name": "Acme Ltd", "DOMAINS": ["acme-ltd.com"]}]'),
    "another member": fine('[{"name": "Acme Ltd", "domains": ["acme-ltd.com"], "country": "GB"}]'),
    "no rows": fine("[]", {}),
    "an object": refused('{"name": "A", "domain": "a-ltd.com"}', "a list of objects"),
    "a row a line": refused('{"name": "A", "domain": "a-ltd.com"}\n{"name": "B", "domain": "b-ltd.com"}\n', "a list"),
    "a text": refused('"list"', "a list of objects", name="directory.json"),
    "no end": refused(
        '[{"name": "A", "domain": "a-ltd.com"},\n', "the list does not end", "row 2", name="directory.json"
    ),
    "no end of a row": refused('[{"name": "A", "domain": "a-ltd', "the list does not end", name="directory.json"),
    "a comma too many": refused('[{"name": "A", "domain": "a-ltd.com"},]', "row 2 is empty", "comma"),
    "something behind": refused('[{"name": "A", "domain": "a-ltd.com"}] []', "continues after the list"),
    "a row that is no object": refused('[{"name": "A", "domain": "a-ltd.com"}, "B"]', "row 2 is not an object"),
    "a row that is no JSON": refused("[{'name': 'A'}]", "row 1 is not valid JSON"),
    "wrong types": reported(
        '[{"name": 7.5, "domains": [["a-ltd.com"]], "visibility": false, "administrators": {}},'
        '{"name": "Next Ltd", "domains": ["next-ltd.com"]}]',
        *("row 1: /domains/0", "/visibility", "/administrators"),
    ),
    "a member twice": reported(
        '[{"name": "A", "name": "B", "domain": "a-ltd.com"}, {"name": "Next Ltd", "domain": "next-ltd.com"}]',
        "row 1: two members called name",
    ),
    "two names of a member": reported(
        '[{"name": "A", "account_name": "B", "domain": "a-ltd.com"}, {"name": "Next Ltd", "domain": "next-ltd.com"}]',
        "row 1: name and account_name",
    ),
    "a mistyped member": reported(
        '[{"name": "A", "domain": "a-ltd.com", "administators": "a@a-ltd.com"},'
        '{"name": "Next Ltd", "domain": "next-ltd.com"}]',
        "row 1: administators is no known member",
        "administrators",
    ),
}
FILES = {
    f"{kind}: {name}": file
    for kind, files in {
        "cells": CELLS, "header": HEADERS, "quotes": QUOTES, "encoding": ENCODINGS, "other": OTHER_KINDS, "JSON": JSON
    }.items()
    for name, file in files.items()
}  # fmt: skip


@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
def test_file_is_imported_reported_or_refused(
    operated: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: File
) -> None:
    before, path = operated.rows(), tmp_path / file.name
    path.write_bytes(file.as_bytes)
    run = imported(capsys, path)
    said = run.errors if file.status == 2 else run.output
    assert [text for text in file.says if text not in said] == [], said
    assert (run.status, accounts_of(operated)) == (file.status, file.accounts), said
    if file.status == 2:
        assert operated.rows() == before
        assert run.output == ""
        assert said.startswith(f"{path}: ")
        assert said.endswith("Nothing was imported.\n")
        assert len(said.splitlines()) == 1
