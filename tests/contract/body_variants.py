"""Bodies that differ from a valid one in one member."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

LINK = "see www.elsewhere.example"
WRONG: tuple[Any, ...] = (
    None,
    17,
    1.5,
    True,
    False,
    "",
    " ",
    "x",
    "other",
    "a\u200bb",
    LINK,
    [],
    {},
    [None],
    [17],
    ["x"],
)


def variants(schema: Json, valid: Json) -> Iterator[tuple[str, Json]]:
    """Yield a name and a body for each other value of each member, each member left out, and a member too many."""
    yield "a member too many", {**valid, "colour": "blue"}
    for name, field in schema["properties"].items():
        yield f"no {name}", {key: value for key, value in valid.items() if key != name}
        for value in (*WRONG, *_at_the_limits(field)):
            yield f"{name}: {str(value)[:20]!r}", {**valid, name: value}


def _at_the_limits(field: Json) -> Iterator[Any]:
    items = field.get("items", field)
    if "maxLength" in items:
        longest = items["maxLength"]
        texts = ("x" * longest, "x" * (longest + 1), "x y " * (longest // 4))
        yield from ([text] for text in texts) if "items" in field else texts
    if "maxItems" in field:
        yield [f"p{number}@a.example" for number in range(field["maxItems"])]
        yield [f"p{number}@a.example" for number in range(field["maxItems"] + 1)]
