"""Entity tags, and what the headers of a conditional call name."""

import pytest

from chalicelib.domain.errors import Problem, Refused
from chalicelib.web.api.conditional import etag_of, is_known, refuse_unless_matched, seen_revisions

TAG = etag_of("7", "{}")
SEEN = {
    TAG: {"7"},
    '"7.other"': {"7"},
    f'"a", {TAG} ,"b.c"': {"a", "7", "b"},
    f"W/{TAG}": set(),
    f'W/"a", {TAG}': {"7"},
    '"a,b"': {"a,b"},
    "": set(),
    "7": set(),
    '"7': set(),
    f"{TAG} {TAG}": set(),
    '"é"': set(),
    "*": None,
    " * ": None,
}


def test_tag_differs_with_revision_and_body() -> None:
    assert len({etag_of(revision, body) for revision in ("7", "8", "") for body in ("{}", "[]")}) == 6
    assert etag_of("7", "{}") == TAG
    assert TAG.startswith('"7.')


@pytest.mark.parametrize(("header", "seen"), SEEN.items())
def test_if_match_names_revisions(header: str, seen: set[str] | None) -> None:
    assert seen_revisions({"if-match": header}) == seen
    assert seen_revisions({}) is None


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (TAG, True),
        (f"W/{TAG}", True),
        (f'"a", W/"b",{TAG}', True),
        ("*", True),
        ('"7.other"', False),
        ('"7"', False),
        ("", False),
        (TAG.strip('"'), False),
        (f"{TAG} x", False),
    ],
)
def test_if_none_match_compares_the_whole_tag_weakly(header: str, known: bool) -> None:
    assert is_known({"if-none-match": header}, TAG) is known


def test_long_header_of_tags_is_read_in_linear_time() -> None:
    assert len(seen_revisions({"if-match": ",".join(f'"{number}"' for number in range(2_000))}) or ()) == 2_000
    assert seen_revisions({"if-match": '"' * 10_000}) == frozenset()
    assert seen_revisions({"if-match": " " * 10_000 + "x"}) == frozenset()


def test_reading_another_revision_is_refused() -> None:
    refuse_unless_matched({"if-match": '"7.other"'}, "7", TAG)
    plain = etag_of("", "{}")
    refuse_unless_matched({"if-match": plain}, "", plain)
    for header in ('"8.other"', plain):
        with pytest.raises(Refused) as refused:
            refuse_unless_matched({"if-match": header}, "7", TAG)
        assert refused.value.problem is Problem.PRECONDITION_FAILED
