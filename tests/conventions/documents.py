"""The project's documents as tests read them: headings, links, citations, and the names of files and of code."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
# Folders whose names begin with a dot are tools' own, but for these.
DOTTED = {".chalice", ".ci", ".github"}
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_CITATION = re.compile(r"\bdocs/([\w/.-]+\.md)(?:[\s#]+\"([^\"]+)\")?")
_TEST = re.compile(r"`([\w./-]+\.py)::(\w+)`")
_DOTTED_NAME = re.compile(r"\b(?:chalicelib|infra|tests)(?:\.[A-Za-z_]\w*)+(?!\.?/)\b(?!/)")
_PATH = re.compile(r"(?:[\w.-]+/)*[\w.-]*\w\.(?:py|md|ya?ml|html|txt|toml|css|js|po|mo|json)|(?:[a-z_.][\w.-]*/)+")


def prose(path: Path) -> str:
    """The document without its code blocks and comments."""
    return _COMMENT.sub("", _FENCE.sub("", path.read_text(encoding="utf-8")))


def headings(path: Path) -> list[str]:
    """The headings as a reader sees them."""
    return [re.sub(r"\[([^\]]+)\]\([^)]*\)|`", r"\1", heading) for heading in _HEADING.findall(prose(path))]


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to the headings; one that repeats is numbered."""
    found: dict[str, int] = {}
    for heading in headings(path):
        anchor = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        found[anchor] = found.get(anchor, -1) + 1
    return {f"{anchor}-{n}" if n else anchor for anchor, most in found.items() for n in range(most + 1)}


def links(path: Path) -> Iterator[str]:
    """The targets of the document's links within the project."""
    return (link for link in _LINK.findall(prose(path)) if ":" not in link)


def citations(text: str) -> Iterator[tuple[Path, str]]:
    """Every path of a document in a text, with the quoted heading that follows it; "" for the whole document."""
    return ((ROOT / "docs" / name, " ".join(heading.split())) for name, heading in _CITATION.findall(text))


def named_paths(path: Path) -> Iterator[str]:
    """The files and folders that the document names in code spans."""
    words = (word for span in _CODE.findall(prose(path)) for word in span.split())
    return (word.partition("::")[0] for word in words if _PATH.fullmatch(word.partition("::")[0]))


def named_tests(path: Path) -> Iterator[tuple[str, str]]:
    """The tests that the document names as `FILE::TEST`."""
    return ((match[1], match[2]) for match in _TEST.finditer(prose(path)))


def code_names(path: Path) -> set[str]:
    """The dotted names of modules and of what they define, wherever the document has them."""
    return set(_DOTTED_NAME.findall(path.read_text(encoding="utf-8")))


def every_path() -> set[str]:
    """All files and folders of the project, relative to its root; folders end in a slash."""
    tops = [top for top in ROOT.iterdir() if not top.name.startswith(".") or top.name in DOTTED]
    below = [path for top in tops if top.is_dir() for path in top.rglob("*") if "__pycache__" not in path.parts]
    return {f"{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}" for path in [*tops, *below]}


def resolves(name: str) -> bool:
    """Whether the dotted name is a module, or a definition or field in one."""
    owner, rest = _module_of(name.split("."))
    for part in rest:
        if part in getattr(owner, "__annotations__", {}) and not hasattr(owner, part):
            return part == rest[-1]
        if not hasattr(owner, part):
            return False
        owner = getattr(owner, part)
    return True


def _module_of(parts: list[str]) -> tuple[object, list[str]]:
    module: ModuleType = importlib.import_module(parts[0])
    for at in range(1, len(parts)):
        try:
            module = importlib.import_module(".".join(parts[: at + 1]))
        except ModuleNotFoundError:
            return module, parts[at:]
    return module, []
