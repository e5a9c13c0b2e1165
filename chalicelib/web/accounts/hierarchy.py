"""Virtual Accounts for pages: in the order of their tree, each with its path from the top."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.domain.value_classes import value_class
from chalicelib.web.accounts.serializers import tree
from chalicelib.web.schemas.accounts import VirtualAccountNode

Parts = Sequence[VirtualAccount]


@value_class
class Place:
    """A Virtual Account with the names on its path: those of its ancestors, then its own."""

    virtual_account_id: str
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """The path, formatted for people."""
        return " › ".join(self.names)

    @property
    def depth(self) -> int:
        """Level in the tree; 1 at the top."""
        return len(self.names)


def arranged(parts: Parts) -> Sequence[VirtualAccountNode]:
    """Return the tree. Among siblings the default Virtual Account comes first; the others are sorted by name."""
    return tree(sorted(parts, key=lambda one: (not one.is_default, one.name.casefold())))


def ways(parts: Parts) -> Mapping[str, Place]:
    """Return the place of each Virtual Account by id, parents before children."""
    return {one.virtual_account_id: one for one in _below(arranged(parts), ())}


def on_one_page(parts: Parts, known: Mapping[str, Place], start: int, end: int) -> Parts:
    """Return the tree from `start` to `end`. One whose parent is on an earlier page is named by its path."""
    by_id, order = {one.virtual_account_id: one for one in parts}, list(known)[start:end]
    here = {None, *order}
    return [
        by_id[one] if by_id[one].parent_id in here else replace(by_id[one], name=known[one].path, parent_id=None)
        for one in order
    ]


def _below(nodes: Sequence[VirtualAccountNode], above: tuple[str, ...]) -> Iterator[Place]:
    for node in nodes:
        names = (*above, node.name)
        yield Place(node.virtual_account_id, names)
        yield from _below(node.children, names)
