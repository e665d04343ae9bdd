"""The seal: a seccomp allow-list without any call that takes a path.

Everything that student code may import is loaded before the fork, so a child needs no file,
no program, no process and no socket. What is not listed answers EPERM, which Python shows as
an ordinary ``PermissionError``. Kernel interface: ``seccomp(2)``, SECCOMP_SET_MODE_FILTER; numbers
from ``linux/seccomp.h``, ``linux/fcntl.h``, ``asm-generic/ioctls.h``, ``linux/prctl.h`` and
``linux/sched.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from codify_runner.sandbox import libc
from codify_runner.sandbox.bpf import (
    AND,
    ARCHITECTURE,
    IF_ANY_BIT,
    IF_AT_LEAST,
    IF_EQUAL,
    LOAD,
    NUMBER,
    RETURN,
    argument,
    dispatch,
    instruction,
)
from codify_runner.sandbox.syscalls import AUDIT_ARCH, TABLES

_SET_MODE_FILTER = 1
_GET_ACTION_AVAIL = 2
_RET_ALLOW = 0x7FFF0000
_RET_ERRNO = 0x00050000
_RET_KILL_PROCESS = 0x80000000
_X32_BIT = 0x40000000

# A filter is built once and gets the child's own pid just before it is loaded.
_OWN_PID = 0x7EADBEEF

_ALLOWED_WORDS = """
read write close fstat poll lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask
rt_sigreturn pread64 readv writev pipe select sched_yield mremap madvise dup dup2 dup3 pause
nanosleep getitimer alarm setitimer getpid exit uname getcwd umask gettimeofday getrlimit
getrusage sysinfo times getuid getgid geteuid getegid getppid getpgrp getgroups getresuid
getresgid getpgid getsid sigaltstack getpriority sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min arch_prctl gettid time futex sched_getaffinity
set_tid_address restart_syscall fadvise64 clock_gettime clock_getres clock_nanosleep exit_group
epoll_wait epoll_ctl pselect6 ppoll set_robust_list epoll_pwait epoll_pwait2 eventfd2
epoll_create1 pipe2 getrandom membarrier rseq close_range
"""
ALLOWED = _ALLOWED_WORDS.split()

# The C library falls back to older calls, which the filter can look into.
ABSENT = ["clone3", "openat2"]

# Duplicating descriptors and reading flags. Not F_SETOWN and F_SETSIG (they send signals to
# other processes), leases, locks or pipe sizes. F_ADD_SEALS and F_GET_SEALS act on own memory.
_FCNTL_ALLOWED = [0, 1, 2, 3, 4, 1030, 1032, 1033, 1034]
# TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX.
_IOCTL_ALLOWED = [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451]
# PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS, PR_SET_VMA.
_PRCTL_ALLOWED = [3, 15, 16, 39, 0x53564D41]
_CLONE_THREAD = 0x00010000 | 0x00000100 | 0x00000800  # CLONE_THREAD | CLONE_VM | CLONE_SIGHAND
_CLONE_NEW_ANY = 0x7E020000
_AF_UNIX = 1


def _answer(value: int) -> bytes:
    return instruction(RETURN, value)


_ALLOW = _answer(_RET_ALLOW)
_DENY = _answer(_RET_ERRNO | errno.EPERM)
_KILL = _answer(_RET_KILL_PROCESS)


def _one_of(index: int, values: list[int], otherwise: bytes = _DENY) -> bytes:
    """Allow when the argument's low word is one of ``values``."""
    body = [instruction(LOAD, argument(index))]
    for value in values:
        body += [instruction(IF_EQUAL, value, 0, 1), _ALLOW]
    return b"".join([*body, otherwise])


def _null_address() -> bytes:
    """Allow ``sendto``/``recvfrom`` only as ``send``/``recv``: without an address."""
    return b"".join(
        [
            instruction(LOAD, argument(4)),
            instruction(IF_EQUAL, 0, 0, 3),
            instruction(LOAD, argument(4, high=True)),
            instruction(IF_EQUAL, 0, 0, 1),
            _ALLOW,
            _DENY,
        ]
    )


def _threads_only() -> bytes:
    """Allow ``clone`` for threads; a process or a namespace is denied."""
    return b"".join(
        [
            instruction(LOAD, argument(0)),
            instruction(IF_ANY_BIT, _CLONE_NEW_ANY, 3, 0),
            instruction(AND, _CLONE_THREAD),
            instruction(IF_EQUAL, _CLONE_THREAD, 0, 1),
            _ALLOW,
            _DENY,
        ]
    )


def build(machine: str) -> bytes:
    """The filter for ``machine`` (``x86_64`` or ``aarch64``); KeyError for any other."""
    numbers = TABLES[machine]
    bodies = {numbers[name]: _ALLOW for name in ALLOWED if name in numbers}
    for name in ABSENT:
        bodies[numbers[name]] = _answer(_RET_ERRNO | errno.ENOSYS)
    bodies[numbers["clone"]] = _threads_only()
    bodies[numbers["kill"]] = _one_of(0, [_OWN_PID])
    bodies[numbers["tgkill"]] = _one_of(0, [_OWN_PID])
    bodies[numbers["prlimit64"]] = _one_of(0, [0])
    bodies[numbers["fcntl"]] = _one_of(1, _FCNTL_ALLOWED)
    bodies[numbers["ioctl"]] = _one_of(1, _IOCTL_ALLOWED, _answer(_RET_ERRNO | errno.ENOTTY))
    bodies[numbers["prctl"]] = _one_of(0, _PRCTL_ALLOWED)
    # asyncio wakes its loop through a socket pair.
    bodies[numbers["socketpair"]] = _one_of(0, [_AF_UNIX])
    bodies[numbers["sendto"]] = _null_address()
    bodies[numbers["recvfrom"]] = _null_address()

    head = [
        instruction(LOAD, ARCHITECTURE),
        instruction(IF_EQUAL, AUDIT_ARCH[machine], 1, 0),
        _KILL,
        instruction(LOAD, NUMBER),
    ]
    if machine == "x86_64":
        head += [instruction(IF_AT_LEAST, _X32_BIT, 0, 1), _KILL]
    return b"".join(head) + dispatch(bodies, _DENY)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


class Filter:
    """A program in memory, ready to be loaded by each child that is forked with it."""

    def __init__(self, program: bytes) -> None:
        self._buffer = ctypes.create_string_buffer(program, len(program))
        self._header = ctypes.byref(
            _Program(len(program) // 8, ctypes.cast(self._buffer, ctypes.c_void_p))
        )
        self._number = TABLES[os.uname().machine]["seccomp"]
        mark = struct.pack("<I", _OWN_PID)
        self._pids = [place for place in range(len(program)) if program.startswith(mark, place)]
        """Where the process id of the child belongs."""

    def load(self) -> None:
        """Put it in force for this process, for good. Needs no_new_privs."""
        own = os.getpid()
        for place in self._pids:
            struct.pack_into("<I", self._buffer, place, own)
        libc.syscall(
            "seccomp",
            self._number,
            ctypes.c_uint(_SET_MODE_FILTER),
            ctypes.c_uint(0),
            self._header,
        )


def available() -> bool:
    """Whether this kernel and machine can run the filter."""
    table = TABLES.get(os.uname().machine)
    if table is None:
        return False
    action = ctypes.c_uint32(_RET_KILL_PROCESS)
    try:
        libc.syscall(
            "seccomp",
            table["seccomp"],
            ctypes.c_uint(_GET_ACTION_AVAIL),
            ctypes.c_uint(0),
            ctypes.byref(action),
        )
    except OSError:
        return False
    return True
