"""Landlock: no file and no TCP port for this process, nor what lies outside its scope.

The second wall behind seccomp. Kernel interface: ``landlock_create_ruleset(2)``,
``landlock_restrict_self(2)``; access rights from ``linux/landlock.h``.
"""

from __future__ import annotations

import ctypes

from codify_runner.sandbox import libc
from codify_runner.sandbox.syscalls import TABLES

_CREATE = TABLES["x86_64"]["landlock_create_ruleset"]  # the same on every machine
_RESTRICT = TABLES["x86_64"]["landlock_restrict_self"]
_GET_VERSION = 1
# How many file rights each ABI knows; the rights are the lowest bits.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
_NEWEST_FILE_RIGHTS = 16
_ALL_NETWORK = 0b11  # bind and connect TCP, ABI 4
_ALL_SCOPES = 0b11  # abstract UNIX sockets and signals, ABI 6


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("files", ctypes.c_uint64),
        ("network", ctypes.c_uint64),
        ("scopes", ctypes.c_uint64),
    )


def abi() -> int:
    """The kernel's Landlock version; 0 when it has none."""
    try:
        return libc.syscall(
            "landlock", _CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_GET_VERSION)
        )
    except OSError:
        return 0


def _create(version: int, rules: _Ruleset) -> int:
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    return libc.syscall(
        "landlock_create_ruleset",
        _CREATE,
        ctypes.byref(rules),
        ctypes.c_size_t(size),
        ctypes.c_uint(0),
    )


def deny_everything(version: int) -> int:
    """A ruleset's descriptor that allows no path, no TCP port, and no scope's outside."""
    rights = _FILE_RIGHTS.get(version, _NEWEST_FILE_RIGHTS)
    return _create(
        version,
        _Ruleset(
            (1 << rights) - 1,
            _ALL_NETWORK if version >= 4 else 0,
            _ALL_SCOPES if version >= 6 else 0,
        ),
    )


def scopes_only(version: int) -> int:
    """A ruleset's descriptor that cuts a child off from its siblings; -1 before ABI 6."""
    return _create(version, _Ruleset(0, 0, _ALL_SCOPES)) if version >= 6 else -1


def restrict(ruleset: int) -> None:
    """Put a ruleset in force for this process, for good. Needs no_new_privs."""
    libc.syscall("landlock_restrict_self", _RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0))
