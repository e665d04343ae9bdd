"""The `codify` command: one module per command, imported only when it is called."""

from __future__ import annotations

from codify_jupyter.cli.main import main

__all__ = ["main"]
