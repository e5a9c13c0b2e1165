"""One run at a time holds the state directory, and what lies in it is its owner's alone."""

import os
from pathlib import Path

import pytest

from infra.local.find_running import NotRunning, RunningStack, announce, running_stack
from infra.local.state import StateInUse, lock, prepared, signing_keys


def test_the_directory_and_the_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    directory = prepared(tmp_path / "state")
    signing_keys(directory)
    assert directory.stat().st_mode & 0o077 == 0
    assert (directory / "keys.json").stat().st_mode & 0o077 == 0


def test_keys_are_made_once(tmp_path: Path) -> None:
    keys = signing_keys(tmp_path)
    assert signing_keys(tmp_path) == keys
    assert keys["LINK_KEYS"] != keys["AUDIT_KEYS"]
    assert keys["LINK_KEYS"].startswith("local1:")


def test_a_held_directory_is_not_given_twice(tmp_path: Path) -> None:
    held = lock(tmp_path, patience=0)
    with pytest.raises(StateInUse):
        lock(tmp_path, patience=0)
    os.close(held)
    os.close(lock(tmp_path, patience=0))


def test_a_copy_of_the_descriptor_holds_it_too(tmp_path: Path) -> None:
    held = lock(tmp_path, patience=0)
    copy = os.dup(held)
    os.close(held)
    with pytest.raises(StateInUse):
        lock(tmp_path, patience=0)
    os.close(copy)


def test_without_a_run_there_is_nothing_to_join(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="make run"):
        running_stack(tmp_path)


def test_what_a_killed_run_left_is_no_running_stack(tmp_path: Path) -> None:
    announce(tmp_path, RunningStack("dead", {"tools": "http://127.0.0.1:9"}, {}))
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0
    with pytest.raises(NotRunning):
        running_stack(tmp_path)
