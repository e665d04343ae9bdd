"""``python -m codify_jupyter`` is the ``codify`` command."""

from __future__ import annotations

from codify_jupyter.cli import main

main()
