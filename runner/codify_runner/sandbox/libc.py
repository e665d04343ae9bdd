"""System calls that Python's standard library does not wrap, through ctypes.

Numbers of options are those of ``linux/prctl.h``; those of the calls see ``syscalls.py``.
"""

from __future__ import annotations

import ctypes
import os

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long
_with_lock_held = ctypes.PyDLL(None, use_errno=True)

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
# Same numbers on x86_64 and aarch64: system calls newer than the generic table share them.
_CLOSE_RANGE = 436


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def syscall(what: str, number: int, *arguments: object) -> int:
    """Make system call ``number``; raises OSError that names ``what``."""
    return _checked(_libc.syscall(ctypes.c_long(number), *arguments), what)


def prctl(option: int, value: int) -> int:
    """``prctl(2)`` with one argument."""
    zero = ctypes.c_ulong(0)
    return _checked(
        _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero),
        f"prctl({option})",
    )


def fork() -> int:
    """``fork(3)`` of a process with one thread: 0 in the child.

    Without the hooks of Python's modules, which prepare for threads that are not there: what they
    touch, the child would have to copy. ``random`` has to be seeded anew by whoever needs it.
    """
    return _checked(_with_lock_held.fork(), "fork")


def unshare(flags: int) -> None:
    """``unshare(2)``."""
    _checked(_libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(
    source: str | None, target: str, kind: str | None, flags: int, data: str | None = None
) -> None:
    """``mount(2)``."""

    def text(value: str | None) -> bytes | None:
        return value.encode() if value is not None else None

    _checked(
        _libc.mount(text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data)),
        f"mount {target}",
    )


def unmount_detached(target: str) -> None:
    """``umount2(2)`` with MNT_DETACH."""
    _checked(_libc.umount2(target.encode(), 2), f"umount {target}")


def close_from(lowest: int) -> None:
    """Close every descriptor from ``lowest`` on: ``close_range(2)``, Linux 5.9."""
    try:
        syscall(
            "close_range",
            _CLOSE_RANGE,
            ctypes.c_uint(lowest),
            ctypes.c_uint(0xFFFFFFFF),
            ctypes.c_uint(0),
        )
    except OSError:
        os.closerange(lowest, 4096)
