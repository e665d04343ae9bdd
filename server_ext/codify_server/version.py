"""The distribution's version."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("codify-jupyter")
except PackageNotFoundError:  # run from the sources without an installation
    VERSION = "0"
