"""Classic BPF programs over ``struct seccomp_data``, as raw bytes.

Sources: ``linux/bpf_common.h``, ``linux/filter.h``, ``linux/seccomp.h``.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
JUMP = 0x05  # BPF_JMP | BPF_JA
IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
IF_AT_LEAST = 0x35  # BPF_JMP | BPF_JGE | BPF_K
IF_ANY_BIT = 0x45  # BPF_JMP | BPF_JSET | BPF_K
RETURN = 0x06  # BPF_RET | BPF_K

# Offsets in struct seccomp_data; low words of the arguments (both machines are little-endian).
NUMBER = 0
ARCHITECTURE = 4


def argument(index: int, *, high: bool = False) -> int:
    """Offset of the low (or high) word of a system call's argument."""
    return 16 + 8 * index + (4 if high else 0)


def instruction(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One ``struct sock_filter``."""
    return struct.pack("<HBBI", code, if_true, if_false, k & 0xFFFFFFFF)


def dispatch(bodies: Mapping[int, bytes], default: bytes) -> bytes:
    """A program that runs the body of the system call's number, found by binary search.

    The number must already be loaded. Each body ends in a RETURN on every path. A tree
    instead of a chain of comparisons keeps both the filter's loading (the kernel runs it
    once for each number to fill its cache) and every call short.
    """
    distinct: list[bytes] = []
    ranges: list[tuple[int, int]] = []  # (first number, index into distinct)

    def index_of(body: bytes) -> int:
        if body not in distinct:
            distinct.append(body)
        return distinct.index(body)

    previous = -1
    for number in range(max(bodies) + 2):
        index = index_of(bodies.get(number, default))
        if index != previous:
            ranges.append((number, index))
            previous = index

    # Each node is (IF_AT_LEAST, number, distance to the right half) or (JUMP, body, 0).
    nodes: list[tuple[int, int, int]] = []

    def emit(low: int, high: int) -> None:
        if low == high:
            nodes.append((JUMP, ranges[low][1], 0))
            return
        middle = (low + high + 1) // 2
        place = len(nodes)
        nodes.append((IF_AT_LEAST, ranges[middle][0], 0))
        emit(low, middle - 1)
        nodes[place] = (IF_AT_LEAST, ranges[middle][0], len(nodes) - place - 1)
        emit(middle, high)

    emit(0, len(ranges) - 1)

    starts: list[int] = []
    position = len(nodes)
    for body in distinct:
        starts.append(position)
        position += len(body) // 8

    program: list[bytes] = []
    for place, (code, k, distance) in enumerate(nodes):
        if code == IF_AT_LEAST:
            if distance > 255:
                raise ValueError("a branch of the filter is too long for one jump")
            program.append(instruction(IF_AT_LEAST, k, distance, 0))
        elif len(distinct[k]) == 8:
            program.append(distinct[k])
        else:
            program.append(instruction(JUMP, starts[k] - place - 1))
    return b"".join(program + distinct)
