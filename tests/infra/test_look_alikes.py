"""The table of look-alikes is derived from confusables.txt of UTS 39; the committed one is what the command writes."""

from pathlib import Path

import pytest
from idna.idnadata import codepoint_classes
from idna.intranges import intranges_contain

from chalicelib.domain.identity.look_alikes import LOOK_ALIKES
from infra.look_alikes import MODULE, NOT_LISTED, look_alikes_in, main, module_of

HEADER = "# confusables.txt\n# Version: 17.0.0\n#\n"
# Rows as in the file: source, prototype, class, comment.
ROWS = """
006D ;\t0072 006E ;\tMA\t# ( m → rn ) LATIN SMALL LETTER M → LATIN SMALL LETTER R, LATIN SMALL LETTER N\t#
0030 ;\t004F ;\tMA\t# ( 0 → O ) DIGIT ZERO → LATIN CAPITAL LETTER O\t#

1D0D ;\t0072 006E ;\tMA\t# looks like m
0430 ;\t0061 ;\tMA\t# CYRILLIC SMALL LETTER A
0410 ;\t0041 ;\tMA\t# a capital, which no label holds
13AA ;\t0041 ;\tMA\t# CHEROKEE LETTER GO looks like a capital, and labels hold it
0131 ;\t0069 ;\tMA\t# LATIN SMALL LETTER DOTLESS I, left out
0438 ;\t1D0E ;\tMA\t# looks like no letter of ASCII
00E6 ;\t0061 0065 ;\tMA\t# looks like two letters
118E0 ;\t004F ;\tMA\t# looks like zero
"""


def test_what_labels_hold_and_looks_like_one_ascii_character_is_listed() -> None:
    assert list(look_alikes_in(HEADER + ROWS)) == ["\u0430", "\u13aa", "\u1d0d", "\U000118e0"]


def test_module_names_its_source_and_depends_on_nothing_else() -> None:
    module = module_of(HEADER + ROWS)
    assert "https://www.unicode.org/Public/security/17.0.0/confusables.txt" in module
    assert '"""\n    0430 13aa 1d0d 118e0\n"""' in module
    assert module_of(HEADER + "\n".join(reversed(ROWS.splitlines()))) == module


def test_table_of_the_product_is_what_the_command_writes_for_its_characters() -> None:
    rows = "\n".join(f"{ord(character):04X} ;\t0061 ;\tMA\t#" for character in LOOK_ALIKES)
    assert module_of(HEADER + rows) == MODULE.read_text(encoding="utf-8")


@pytest.mark.parametrize("character", sorted(LOOK_ALIKES))
def test_listed_character_is_one_that_the_rule_may_list(character: str) -> None:
    assert intranges_contain(ord(character), codepoint_classes["PVALID"])
    assert not character.isascii()
    assert character not in NOT_LISTED


@pytest.mark.parametrize("text", ["", "Version: 1\n", ROWS])
def test_another_file_is_refused_and_the_table_stays(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = MODULE.read_bytes()
    file = tmp_path / "other.txt"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 1
    assert main([str(tmp_path / "missing.txt")]) == 1
    assert "not confusables.txt" in capsys.readouterr().out
    assert MODULE.read_bytes() == before
