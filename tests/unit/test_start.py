"""What a Jupyter server pays for having the extension."""

from __future__ import annotations

import subprocess
import sys

_HEAVY = ("sqlalchemy", "psycopg", "alembic", "codify_runner", "openai", "nbformat", "pygments")
_LOAD = f"""
import sys
import jupyter_server.serverapp
before = set(sys.modules)
import codify_server.extension, codify_server.routes
print(*sorted((set(sys.modules) - before) & set({_HEAVY!r})))
"""


def test_the_extension_brings_no_heavy_import_to_the_start() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.split() == []
