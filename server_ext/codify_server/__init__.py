"""The Jupyter server extension: HTTP over the core.

Importing this package costs a Jupyter server's start next to nothing: the
core, SQLAlchemy and the rest are imported in the background once it runs.
"""

from __future__ import annotations

from codify_server.extension import CodifyExtension

__all__ = ["CodifyExtension"]


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    return [{"module": "codify_server", "app": CodifyExtension}]
