"""What the extension costs: time at the server's start, bytes at the page's."""

from __future__ import annotations

import gzip
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from codify_jupyter.bench.figures import Figure, at_most
from codify_jupyter.local_server import local_server

_LOAD = """
import time
from jupyter_server.serverapp import ServerApp
app = ServerApp()
began = time.perf_counter()
import codify_server
import codify_server.extension, codify_server.routes
print((time.perf_counter() - began) * 1000)
"""


def measure_start(repeats: int = 7) -> list[Figure]:
    """The server's start with the extension and without, in turn; and the imports alone."""
    off = ("--ServerApp.jpserver_extensions={'codify_server': False}",)
    with_it: list[float] = []
    without: list[float] = []
    for _ in range(repeats):
        for times, arguments in ((with_it, ()), (without, off)):
            with (
                tempfile.TemporaryDirectory(prefix="codify-bench-") as temporary,
                local_server(
                    Path(temporary),
                    arguments=arguments,
                    environment={"CODIFY_HOME": f"{temporary}/home"},
                ) as server,
            ):
                times.append(server.started_in_s * 1000)
    cost = statistics.median(with_it) - statistics.median(without)
    imports = statistics.median(
        float(
            subprocess.run(  # noqa: S603
                [sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True
            ).stdout
        )
        for _ in range(repeats)
    )
    detail = f" (of {statistics.median(without):.0f} ms, n={repeats})"
    return [
        at_most("cost to the Jupyter server's start", cost, 150, "ms", detail),
        at_most("of it, imports", imports, None, "ms"),
    ]


def measure_script_size() -> list[Figure]:
    """JavaScript that JupyterLab loads of ours before anyone asks for anything, gzipped."""
    static = Path(__file__).parents[1] / "labextension" / "static"
    if not static.is_dir():
        return []
    size = sum(len(gzip.compress(file.read_bytes(), 9)) for file in scripts_at_start(static))
    return [at_most("JavaScript at start, gzipped", size / 1000, 60, "kB")]


def scripts_at_start(static: Path) -> list[Path]:
    """All scripts but those that another one asks for by `import()`, styles included."""
    texts = {file: file.read_text() for file in sorted(static.glob("*.js"))}
    later = {
        chunk
        for file, text in texts.items()
        if not file.name.startswith("remoteEntry.")  # it names the plugins' own module so
        for chunk in re.findall(r"""\b\w+\.e\("?([\w-]+)"?\)""", text)
    }
    return [file for file in texts if file.name.split(".")[0] not in later]
