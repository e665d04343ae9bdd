"""Standard input of a child: a script's input, or a clear refusal."""

from __future__ import annotations

import builtins
import fcntl
import os
from typing import NoReturn


def provide_input(text: str) -> None:
    """Put a script's whole input where descriptor 0 reads it, and seal it."""
    data = memoryview(text.encode("utf-8", "surrogatepass"))
    while data:
        data = data[os.write(0, data) :]
    os.lseek(0, 0, os.SEEK_SET)
    seals = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    fcntl.fcntl(0, fcntl.F_ADD_SEALS, seals)


def forbid_input() -> None:
    """Make ``input()`` say what to do instead."""
    builtins.input = _no_input


def _no_input(prompt: object = "", /) -> NoReturn:
    raise RuntimeError(
        "input() cannot be used in this problem: the tests pass the values as arguments."
    )
