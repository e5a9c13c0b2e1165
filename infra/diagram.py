"""Write the README's state diagram from the transition table: `python -m infra.diagram`."""

import sys
from collections.abc import Sequence
from pathlib import Path

from chalicelib.domain.requests.transitions import STATES, SUBMISSION
from infra.arguments import reject_arguments

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- transitions: made by `make docs` -->\n"
END = "<!-- end of transitions -->"


def diagram() -> str:
    """Render the transition table as a Mermaid state diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {status}: submit (requester)" for status in SUBMISSION]
    for status, state in STATES.items():
        arrows: dict[str, list[str]] = {}
        for allowed in state.allowed:
            arrows.setdefault(allowed.next_status, []).append(f"{allowed.action} ({allowed.role})")
        lines += [f"    {status} --> {target}: {', '.join(labels)}" for target, labels in arrows.items()]
    lines += [f"    {status} --> [*]" for status, state in STATES.items() if not state.is_open]
    return "\n".join([*lines, "```", ""])


def with_diagram(readme: str) -> str:
    """Return the README with the diagram between its markers replaced."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{diagram()}{END}{after}"


def main(arguments: Sequence[str]) -> int:
    """Update the README."""
    reject_arguments("infra.diagram", __doc__, arguments)
    README.write_text(with_diagram(README.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
