"""Resource limits of one child. Kernel interface: ``setrlimit(2)``, ``linux/resource.h``."""

from __future__ import annotations

import resource
from pathlib import Path

STDIN_BYTES = 16 << 20
"""The largest file a child can write: its own standard input, kept in memory."""


def address_space() -> int:
    """Bytes of address space this process has; what a child may use comes on top."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 512 << 20
    return pages * resource.getpagesize()


def lower(kind: int, value: int) -> None:
    """Lower a soft and hard limit; never raises it."""
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def confine(*, memory_bytes: int, cpu_s: int) -> None:
    """Set all limits for a child. ``memory_bytes`` is address space in all."""
    lower(resource.RLIMIT_AS, memory_bytes)
    lower(resource.RLIMIT_CPU, cpu_s)
    lower(resource.RLIMIT_FSIZE, STDIN_BYTES)
    lower(resource.RLIMIT_NOFILE, 64)
    lower(resource.RLIMIT_CORE, 0)
    lower(resource.RLIMIT_MEMLOCK, 0)
    if hasattr(resource, "RLIMIT_MSGQUEUE"):
        lower(resource.RLIMIT_MSGQUEUE, 0)
