"""The state directory is locked by one run at a time and readable by its owner only."""

import os
from pathlib import Path

import pytest

from infra.local.find_running import NotRunning, RunningStack, announce, running_stack
from infra.local.state import StateInUse, lock, prepared, signing_keys


def test_state_and_keys_are_readable_by_owner_only(tmp_path: Path) -> None:
    directory = prepared(tmp_path / "state")
    signing_keys(directory)
    assert directory.stat().st_mode & 0o077 == 0
    assert (directory / "keys.json").stat().st_mode & 0o077 == 0


def test_signing_keys_are_created_once(tmp_path: Path) -> None:
    keys = signing_keys(tmp_path)
    assert signing_keys(tmp_path) == keys
    assert keys["LINK_KEYS"] != keys["AUDIT_KEYS"]
    assert keys["LINK_KEYS"].startswith("local1:")


def test_state_directory_is_locked_once(tmp_path: Path) -> None:
    held = lock(tmp_path, timeout=0)
    with pytest.raises(StateInUse):
        lock(tmp_path, timeout=0)
    os.close(held)
    os.close(lock(tmp_path, timeout=0))


def test_copied_descriptor_keeps_lock(tmp_path: Path) -> None:
    held = lock(tmp_path, timeout=0)
    copy = os.dup(held)
    os.close(held)
    with pytest.raises(StateInUse):
        lock(tmp_path, timeout=0)
    os.close(copy)


def test_missing_stack_is_not_running(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match="make run"):
        running_stack(tmp_path)


def test_file_of_killed_stack_is_not_running_stack(tmp_path: Path) -> None:
    announce(tmp_path, RunningStack("dead", {"tools": "http://127.0.0.1:9"}, {}))
    assert (tmp_path / "run.json").stat().st_mode & 0o077 == 0
    with pytest.raises(NotRunning):
        running_stack(tmp_path)
