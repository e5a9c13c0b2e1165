"""What the documents say is there: sections, links, files, definitions, and the commands of the first screen."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.diagram import README, with_diagram
from infra.operate.__main__ import COMMANDS
from tests.conventions import documents
from tests.conventions.documents import DOCUMENTS, ROOT

TEXTS = {".py", ".html", ".md", ".yaml", ".yml", ".toml", ".txt", ".css", ".js"}
# The names under which two documents were cited that are not in the repository.
FORMER_NAMES = re.compile(r"\b(?:DESI" r"GN|CONTR" r"ACT)\b")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def texts() -> Iterator[Path]:
    """Every text of the project that may cite a document."""
    paths = [ROOT / name for name in documents.every_path() if not name.endswith("/")]
    return (path for path in paths if path.suffix in TEXTS or path.name == "Makefile")


def unresolved(text: str) -> list[tuple[str, str]]:
    """The citations in the text of a document or heading that is not there."""
    return [
        (named(document), heading)
        for document, heading in documents.citations(text)
        if not document.is_file() or (heading and heading not in documents.headings(document))
    ]


def test_every_citation_of_a_document_names_a_section_that_exists() -> None:
    found = {named(path): unresolved(path.read_text(encoding="utf-8")) for path in texts() if path != Path(__file__)}
    assert {path: missing for path, missing in found.items() if missing} == {}


def test_documents_are_cited_by_path_and_heading() -> None:
    assert [named(path) for path in texts() if FORMER_NAMES.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ('as docs/design.md "Roles" has it', []),
        ('as docs/design.md\n    # "Which answer a link\n gives" has it', []),
        ('docs/design.md "No such rule"', [("docs/design.md", "No such rule")]),
        ("see docs/no-such-document.md", [("docs/no-such-document.md", "")]),
    ],
)
def test_a_citation_of_a_missing_section_is_found(text: str, missing: list[tuple[str, str]]) -> None:
    assert unresolved(text) == missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    missing = []
    for link in documents.links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in documents.anchors(target)):
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_file_and_definition_that_a_document_names_exists(document: Path) -> None:
    known = "\n".join(f"/{path}" for path in documents.every_path()) + "\n"
    assert [path for path in documents.named_paths(document) if f"/{path}\n" not in known] == []
    assert [name for name in documents.code_names(document) if not documents.resolves(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_test_that_a_document_names_exists(document: Path) -> None:
    named_tests = list(documents.named_tests(document))
    assert [one for one in named_tests if f"def {one[1]}(" not in (ROOT / one[0]).read_text(encoding="utf-8")] == []


def test_every_document_is_on_the_map_of_its_folder() -> None:
    maps = [path for path in DOCUMENTS if path.name == "README.md"]
    mapped = {(one.parent / link.partition("#")[0]).resolve() for one in maps for link in documents.links(one)}
    assert [named(path) for path in DOCUMENTS if path not in mapped and path.parent != ROOT] == []


def test_every_function_in_the_picture_of_a_decision_is_named_in_full_below_it() -> None:
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    picture = "".join(re.findall(r"```mermaid\nsequenceDiagram(.*?)```", text, re.DOTALL))
    called = set(re.findall(r"(\w+)\(", picture))
    in_full = {name.rpartition(".")[2] for name in documents.code_names(ROOT / "docs/architecture.md")}
    assert called
    assert called - in_full == set()


def test_readme_and_makefile_name_every_operators_command() -> None:
    for name, start in (("README.md", "| `make operate"), ("Makefile", "operate:")):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        (line,) = [one for one in lines if one.startswith(start)]
        assert [command for command in COMMANDS if command not in line] == []


def test_the_readmes_diagram_is_the_transition_table() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_diagram(readme) == readme


def test_the_readmes_first_block_is_two_commands_that_do_all_the_set_up() -> None:
    block = re.search(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    assert [line.split("#")[0].strip() for line in block[1].splitlines()] == ["make run", "make test"]
