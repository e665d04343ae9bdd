"""A child's first steps: put on every layer, then wait for what to do.

The order matters: each step needs a right that a later one takes away.
"""

from __future__ import annotations

import faulthandler
import io
import os
import random
import signal
import sys
import traceback
from dataclasses import dataclass
from typing import Any, NoReturn

from codify_runner.inside import serve
from codify_runner.inside.channel import DESCRIPTOR, Channel
from codify_runner.inside.rehearsal import rehearse_part
from codify_runner.sandbox import landlock, libc, limits, privileges, seccomp

DUMP_SIGNAL = signal.SIGUSR1
"""Makes the child write where it is to standard error, even amid a long call into C."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What a child puts on, prepared before the fork."""

    parent: int
    filter: seccomp.Filter | None
    scopes: int
    """Descriptor of a Landlock ruleset; -1 for none."""
    memory_base: int

    @classmethod
    def prepare(cls, protections: dict[str, Any]) -> Confinement:
        """Build filter and ruleset once for all children of this zygote."""
        sealed = protections["seccomp"]
        return cls(
            parent=os.getpid(),
            filter=seccomp.Filter(seccomp.build(os.uname().machine)) if sealed else None,
            scopes=landlock.scopes_only(protections["landlock"]),
            memory_base=protections["memory_base"],
        )


def run(confinement: Confinement, descriptors: list[int], order: dict[str, Any]) -> NoReturn:
    """Become a confined child and serve. Never returns into the zygote's loop."""
    try:
        channel, base = _prepare(confinement, descriptors, order)
        if order["rehearse"]:
            rehearse_part(order["rehearse"])
        channel.write({"ready": True})
    except BaseException:
        text = traceback.format_exc()[-2000:].encode()
        os.write(descriptors[0], b"\0\0\0\0" + text)
        os._exit(1)
    try:
        serve.serve(channel, base)
    finally:
        os._exit(0)


def _prepare(
    confinement: Confinement, descriptors: list[int], order: dict[str, Any]
) -> tuple[Channel, int]:
    _arrange_descriptors(descriptors, confinement.scopes)
    os.setsid()
    base = confinement.memory_base
    limits.confine(memory_bytes=base + order["memory"], cpu_s=order["cpu"])
    privileges.hide_memory()
    privileges.die_with_parent(confinement.parent)
    scopes = DESCRIPTOR + 1
    if confinement.scopes >= 0:
        landlock.restrict(scopes)
    libc.close_from(scopes)
    random.seed()
    if confinement.filter is not None:
        confinement.filter.load()
    return Channel(), base


def _arrange_descriptors(descriptors: list[int], scopes: int) -> None:
    """0 is standard input, kept in memory; 1 and 2 the outputs, 3 the channel, 4 the ruleset."""
    channel, output, errors = descriptors
    sources = [os.memfd_create("stdin", os.MFD_ALLOW_SEALING), output, errors, channel]
    if scopes >= 0:
        sources.append(scopes)
    # First out of the way: a source may lie where another one must go.
    aside = [os.dup2(source, 100 + place) for place, source in enumerate(sources)]
    for place, source in enumerate(aside):
        os.dup2(source, place)


def prepare_streams() -> None:
    """Make what all children have in common around descriptors 0 to 2, in the zygote.

    Python's streams, which a child that makes them itself pays for with a hundred pages; output
    goes out line by line, so that what was printed before a time-out is not lost. And the dump of
    where the code is.
    """
    kept = os.dup(1)
    reader, writer = os.pipe()
    os.dup2(writer, 1)  # as in a child: streams remember whether they can be sought in
    stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    stdout = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(1, "w", closefd=False)),
        encoding="utf-8",
        errors="backslashreplace",
        line_buffering=True,
    )
    os.dup2(writer, 2)
    stderr = io.TextIOWrapper(
        io.BufferedWriter(io.FileIO(2, "w", closefd=False)),
        encoding="utf-8",
        errors="backslashreplace",
        write_through=True,
    )
    for place in (1, 2):
        os.dup2(kept, place)
    for done in (kept, reader, writer):
        os.close(done)
    sys.stdin = sys.__stdin__ = stdin  # type: ignore[misc]
    sys.stdout = sys.__stdout__ = stdout  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = stderr  # type: ignore[misc]
    faulthandler.register(DUMP_SIGNAL, file=2, all_threads=False)
    faulthandler.enable(file=2, all_threads=False)
