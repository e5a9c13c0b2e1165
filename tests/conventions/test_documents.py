"""What the documents say is what the code does."""

from infra.diagram import README, with_diagram


def test_the_readmes_diagram_is_the_transition_table() -> None:
    readme = README.read_text(encoding="utf-8")
    assert with_diagram(readme) == readme


def test_the_readme_has_its_two_commands_on_the_first_screen() -> None:
    first_screen = README.read_text(encoding="utf-8").splitlines()[:25]
    assert any(line.startswith("make run") for line in first_screen)
    assert any(line.startswith("make demo") for line in first_screen)
