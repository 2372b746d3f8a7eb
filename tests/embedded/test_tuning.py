"""Settings of the embedded server by size of machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from acuerdo.embedded.tuning import MB, as_file, settings_for

GB = 1024 * MB


@pytest.mark.parametrize(
    ("memory", "disk", "shared_buffers", "max_wal_size"),
    [
        (1 * GB, 10 * GB, "204MB", "640MB"),
        (256 * MB, 1 * GB, "128MB", "512MB"),
        (64 * GB, 900 * GB, "4096MB", "8192MB"),
    ],
)
def test_memory_and_log_follow_the_machine(memory, disk, shared_buffers, max_wal_size):
    settings = settings_for(
        memory=memory, free_disk=disk, free_shared_memory=8 * GB, socket=Path("socket"), is_durable=True
    )

    assert (settings["shared_buffers"], settings["max_wal_size"]) == (shared_buffers, max_wal_size)
    assert "fsync" not in settings


def test_container_with_little_shared_memory_uses_files():
    settings = settings_for(memory=GB, free_disk=GB, free_shared_memory=64 * MB, socket=Path("socket"), is_durable=True)

    assert settings["dynamic_shared_memory_type"] == "mmap"


def test_quotes_are_escaped():
    assert as_file({"a": "it's"}).endswith("a = 'it''s'\n")
