"""HTTP over the core: in a Jupyter server as its extension, or by itself as a service.

Importing this package costs a Jupyter server's start next to nothing: the
core, SQLAlchemy and the rest are imported in the background once it runs. The
service for its part shall not wait for all that a Jupyter server imports.
"""

from __future__ import annotations


def _jupyter_server_extension_points() -> list[dict[str, object]]:
    from codify_server.extension import CodifyExtension

    return [{"module": "codify_server", "app": CodifyExtension}]
