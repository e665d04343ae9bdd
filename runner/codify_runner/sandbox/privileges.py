"""Giving up what a process may do: root, capabilities, gaining them back, outliving its parent.

Kernel interface: ``setresuid(2)``, ``capset(2)`` with ``linux/capability.h``, and ``prctl(2)`` with
``linux/prctl.h``.
"""

from __future__ import annotations

import ctypes
import os
import struct

from codify_runner.sandbox import libc
from codify_runner.sandbox.syscalls import TABLES

NOBODY = 65534
_CAPABILITY_VERSION_3 = 0x20080522


def drop_root() -> None:
    """Become ``nobody``, for good, when root. ``setresuid(2)``."""
    if os.getuid() != 0:
        return
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def drop_capabilities() -> None:
    """Empty all capability sets, also those a user namespace gave. ``capset(2)``."""
    header = ctypes.create_string_buffer(struct.pack("<Ii", _CAPABILITY_VERSION_3, 0), 8)
    nothing = ctypes.create_string_buffer(24)
    number = TABLES[os.uname().machine]["capset"]
    libc.syscall("capset", number, header, nothing)


def forbid_new_privileges() -> None:
    """No program or filter can give privileges back. ``PR_SET_NO_NEW_PRIVS``."""
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)


def hide_memory() -> None:
    """No process of the same user may trace this one or read its memory. ``PR_SET_DUMPABLE``."""
    libc.prctl(libc.PR_SET_DUMPABLE, 0)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent dies, even if it died a moment ago. ``PR_SET_PDEATHSIG``."""
    libc.prctl(libc.PR_SET_PDEATHSIG, 9)
    if os.getppid() != parent:
        os._exit(1)
