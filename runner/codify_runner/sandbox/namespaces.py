"""Namespaces: an empty world with nothing mounted, no network and no other process.

Kernel interface: ``unshare(2)``, ``mount(2)``, ``pivot_root(2)``, ``user_namespaces(7)``; flags
from ``linux/sched.h`` and ``linux/mount.h``.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from codify_runner.sandbox import libc
from codify_runner.sandbox.syscalls import TABLES

_NEW = {
    "mount": 0x00020000,
    "cgroup": 0x02000000,
    "uts": 0x04000000,
    "ipc": 0x08000000,
    "user": 0x10000000,
    "pid": 0x20000000,
    "network": 0x40000000,
}
_HOST_NAME = "codify"
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_RDONLY = 2, 4, 8, 1
_MS_BIND, _MS_REMOUNT = 4096, 32
_MS_REC, _MS_PRIVATE = 16384, 1 << 18


def _try(names: list[str]) -> None:
    flags = 0
    for name in names:
        flags |= _NEW[name]
    uid, gid = os.getuid(), os.getgid()
    libc.unshare(flags)
    if "user" in names:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    if "uts" in names:
        socket.sethostname(_HOST_NAME)  # the new space begins with the machine's


def permitted() -> list[str]:
    """Names of the namespaces this process may have, found out in a short-lived fork."""
    everything = ["mount", "cgroup", "uts", "ipc", "pid", "network"]
    candidates = [everything] if os.getuid() == 0 else []
    candidates.append(["user", *everything])
    for names in candidates:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                _try(names)
                _empty_root()
                code = 0
            except OSError:
                pass
            finally:
                os._exit(code)
        if os.waitpid(pid, 0)[1] == 0:
            return names
    return []


def _empty_root() -> None:
    """Make an empty, read-only file system the root, and let go of the old one."""
    libc.mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    # Any directory can carry the new root; the mount is seen by this process alone.
    place = "/tmp"  # noqa: S108
    libc.mount("none", place, "tmpfs", flags, "size=4k,nr_inodes=2,mode=555")
    os.chdir(place)
    libc.syscall("pivot_root", TABLES[os.uname().machine]["pivot_root"], b".", b".")
    libc.unmount_detached(".")
    os.chdir("/")
    libc.mount("none", "/", None, _MS_BIND | _MS_REMOUNT | _MS_RDONLY | flags)


def enter(names: list[str]) -> None:
    """Enter the namespaces. The next child forked is process 1 of the new process space.

    Must come before Landlock and before the process stops being dumpable: both would make
    ``uid_map`` unwritable.
    """
    _try(names)
    _empty_root()
