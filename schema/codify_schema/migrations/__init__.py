"""The tables' history, as Alembic revisions."""

from __future__ import annotations

from pathlib import Path

from alembic.config import Config


def alembic_config() -> Config:
    """Alembic's configuration, without a file.

    Whoever runs a command puts an open connection into ``attributes["connection"]``.
    """
    config = Config()
    # Alembic interpolates, so a "%" in the path needs another.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
