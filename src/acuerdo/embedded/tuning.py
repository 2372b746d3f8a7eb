"""Settings of the embedded server, sized for the machine it runs on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import psutil

MB = 1024 * 1024


def memory_of_machine() -> int:
    """Return the bytes of memory we may use: the machine's, or the container's limit if that is less."""
    total: int = psutil.virtual_memory().total
    limit = Path("/sys/fs/cgroup/memory.max")
    if limit.is_file():
        text = limit.read_text().strip()
        if text.isdigit():
            total = min(total, int(text))
    return total


def settings_for(
    *, memory: int, free_disk: int, free_shared_memory: int, socket: Path, is_durable: bool
) -> dict[str, str]:
    """Return the settings of a server on a machine with so many bytes of memory and disk.

    `is_durable=False` is for tests only: a power cut may lose everything.
    """
    # A fifth, not the usual quarter: the workers' frames live on the same machine.
    shared_buffers = _between(128 * MB, memory // 5, 4096 * MB)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket),
        "unix_socket_permissions": "0700",
        "max_connections": "120",
        "shared_buffers": _in_mb(shared_buffers),
        "effective_cache_size": _in_mb(max(256 * MB, memory // 2)),
        "work_mem": _in_mb(_between(8 * MB, memory // 400, 64 * MB)),
        "maintenance_work_mem": _in_mb(_between(64 * MB, memory // 32, 512 * MB)),
        # Imports write gigabytes in a minute; checkpoints forced by a full log would halve their speed.
        "max_wal_size": _in_mb(_between(512 * MB, free_disk // 16, 8192 * MB)),
        "min_wal_size": "256MB",
        "checkpoint_timeout": "15min",
        "wal_compression": "off",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # Statements and their values are people's data: they stay out of the log.
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_error_verbosity": "terse",
    }
    if free_shared_memory < 1024 * MB:
        # Containers give 64 MB there; parallel queries would fail with "could not resize shared memory segment".
        settings["dynamic_shared_memory_type"] = "mmap"
    if not is_durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "autovacuum": "off",
            "shared_buffers": _in_mb(_between(64 * MB, memory // 32, 512 * MB)),
            "max_wal_size": "4GB",
        }
    return settings


def as_file(settings: Mapping[str, str]) -> str:
    """Return the settings in the syntax of postgresql.conf."""
    lines = (f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in sorted(settings.items()))
    return "# Written at every start; changes belong in postgresql.conf, after the include.\n" + "".join(lines)


def settings_here(*, data: Path, socket: Path, is_durable: bool) -> dict[str, str]:
    """Return `settings_for` this machine."""
    shared = Path("/dev/shm")  # noqa: S108 - the mount is asked for its size, nothing is written
    return settings_for(
        memory=memory_of_machine(),
        free_disk=shutil.disk_usage(data).free,
        free_shared_memory=shutil.disk_usage(shared).free if shared.is_dir() else 0,
        socket=socket,
        is_durable=is_durable,
    )


def _between(least: int, value: int, most: int) -> int:
    return max(least, min(value, most))


def _in_mb(value: int) -> str:
    return f"{value // MB}MB"
