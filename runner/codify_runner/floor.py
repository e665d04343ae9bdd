"""The floor of the benchmark: bare ``os.fork`` and exit of a process as large as a zygote.

Run as a program, ``python -I -S -B floor.py FORKS``: prints the seconds that it took.
"""

from __future__ import annotations

import gc
import os
import sys
import time
import types
from pathlib import Path

if __name__ == "__main__":
    package = types.ModuleType("codify_runner")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["codify_runner"] = package
    from codify_runner.inside.preload import preload

    preload([])
    gc.collect()
    gc.freeze()
    started = time.perf_counter()
    for _ in range(int(sys.argv[1])):
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
    print(time.perf_counter() - started)
