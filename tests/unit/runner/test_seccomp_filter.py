"""What the filter answers, found by running its program over made-up system calls.

The tables are held against the kernel's own headers, where this machine has them.
"""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest
from codify_runner.sandbox import bpf, seccomp, syscalls

ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
ABSENT, NO_TERMINAL = 0x00050000 | errno.ENOSYS, 0x00050000 | errno.ENOTTY
OWN_PID = 0x7EADBEEF  # stands in the program until it is loaded
MACHINES = sorted(syscalls.TABLES)
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


def answer(program: bytes, number: int, arch: int, *arguments: int) -> int:
    """Run a classic BPF program as the kernel does."""
    full = list(arguments) + [0] * (6 - len(arguments))
    data = struct.pack("<IIQ6Q", number, arch, 0, *(a & (1 << 64) - 1 for a in full))
    accumulator, place = 0, 0
    while True:
        code, if_true, if_false, k = struct.unpack_from("<HBBI", program, 8 * place)
        place += 1
        if code == bpf.LOAD:
            (accumulator,) = struct.unpack_from("<I", data, k)
        elif code == bpf.AND:
            accumulator &= k
        elif code == bpf.JUMP:
            place += k
        elif code == bpf.RETURN:
            return int(k)
        else:
            holds = {
                bpf.IF_EQUAL: accumulator == k,
                bpf.IF_AT_LEAST: accumulator >= k,
                bpf.IF_ANY_BIT: accumulator & k != 0,
            }[code]
            place += if_true if holds else if_false


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(machine: str, name: str, *arguments: int) -> int:
    number = syscalls.TABLES[machine][name]
    return answer(seccomp.build(machine), number, syscalls.AUDIT_ARCH[machine], *arguments)


def test_numbers_are_the_kernels(machine: str) -> None:
    if not HEADERS[machine].exists():
        pytest.skip(f"{HEADERS[machine]} is not installed here")
    text = HEADERS[machine].read_text()
    known = {
        name: int(number)
        for name, number in re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", text)
    }
    assert {name: known.get(name) for name in syscalls.TABLES[machine]} == syscalls.TABLES[machine]


def test_every_number_gets_the_answer_it_should(machine: str) -> None:
    table = syscalls.TABLES[machine]
    program, arch = seccomp.build(machine), syscalls.AUDIT_ARCH[machine]
    free = {table[name] for name in seccomp.ALLOWED if name in table}
    # With all arguments 0: address-less sends, fcntl's F_DUPFD, limits of oneself.
    free |= {table[name] for name in ("fcntl", "prlimit64", "sendto", "recvfrom")}
    absent = {table[name] for name in seccomp.ABSENT}
    for number in range(600):
        expected = ALLOW if number in free else ABSENT if number in absent else DENY
        if number == table["ioctl"]:
            expected = NO_TERMINAL
        assert answer(program, number, arch) == expected, number


def test_nothing_that_takes_a_path_is_allowed() -> None:
    forbidden = re.compile(
        r"open|stat\b|statx|access|link|chdir|chroot|mount|exec|fork|socket$|connect|bind|rename"
        r"|mkdir|mknod|unlink|chmod|chown|utime|xattr|ptrace|process_vm|bpf|io_uring|key|module"
    )
    assert [name for name in seccomp.ALLOWED if forbidden.search(name) and name != "fstat"] == []


def test_threads_but_no_processes(machine: str) -> None:
    thread = 0x3D0F00  # what the C library asks for a thread with
    assert ask(machine, "clone", thread) == ALLOW
    assert ask(machine, "clone", 17) == DENY
    assert ask(machine, "clone", thread | 0x10000000) == DENY
    assert ask(machine, "clone3") == ABSENT


def test_signals_to_oneself_only(machine: str) -> None:
    for name in ("kill", "tgkill"):
        assert ask(machine, name, OWN_PID, 9) == ALLOW
        assert ask(machine, name, OWN_PID + 1, 9) == DENY
        assert ask(machine, name, 0, 9) == DENY
        assert ask(machine, name, -1, 9) == DENY


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("fcntl", (1, 3), ALLOW),
        ("fcntl", (1, 8), DENY),
        ("fcntl", (1, 10), DENY),
        ("fcntl", (1, 1024), DENY),
        ("ioctl", (1, 0x5401), ALLOW),
        ("ioctl", (1, 0x5412), NO_TERMINAL),
        ("prctl", (15,), ALLOW),
        ("prctl", (4, 1), DENY),
        ("prctl", (1, 0), DENY),
        ("prlimit64", (0,), ALLOW),
        ("prlimit64", (1,), DENY),
        ("socketpair", (1,), ALLOW),
        ("socketpair", (2,), DENY),
        ("sendto", (3, 0, 0, 0, 0), ALLOW),
        ("sendto", (3, 0, 0, 0, 0x1000), DENY),
        ("sendto", (3, 0, 0, 0, 0x100000000), DENY),
    ],
)
def test_arguments(machine: str, name: str, arguments: tuple[int, ...], expected: int) -> None:
    assert ask(machine, name, *arguments) == expected


def test_other_machines_system_calls_kill(machine: str) -> None:
    program = seccomp.build(machine)
    for arch in (0x40000003, 0x40000028, *syscalls.AUDIT_ARCH.values()):
        if arch != syscalls.AUDIT_ARCH[machine]:
            assert answer(program, 0, arch) == KILL


def test_x32_system_calls_kill() -> None:
    arch = syscalls.AUDIT_ARCH["x86_64"]
    assert answer(seccomp.build("x86_64"), 0x40000000, arch) == KILL
    assert answer(seccomp.build("x86_64"), 0x40000000 + 2, arch) == KILL
