"""Virtual Accounts as pages show them: in the order of their tree, each with the way to it from the top."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.accounts.account import VirtualAccount
from chalicelib.web.accounts.serializers import tree
from chalicelib.web.schemas.accounts import VirtualAccountNode

Parts = Sequence[VirtualAccount]


@dataclass(frozen=True)
class Place:
    """A Virtual Account, by the names of those it lies below and its own."""

    virtual_account_id: str
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """The way as people read it."""
        return " › ".join(self.names)

    @property
    def depth(self) -> int:
        """1 at the top."""
        return len(self.names)


def arranged(parts: Parts) -> Sequence[VirtualAccountNode]:
    """The tree; of those below the same one, the default one comes first, then all by name."""
    return tree(sorted(parts, key=lambda one: (not one.is_default, one.name.casefold())))


def ways(parts: Parts) -> Mapping[str, Place]:
    """All of them by id, each before those below it."""
    return {one.virtual_account_id: one for one in _below(arranged(parts), ())}


def on_one_page(parts: Parts, known: Mapping[str, Place], start: int, end: int) -> Parts:
    """Those from `start` to `end` of the tree; one whose parent is on an earlier page is called by its path."""
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
