"""For those who write problems: a check of what is written, and something to begin with."""

from __future__ import annotations

from codify_jupyter.authoring.checks import Authoring
from codify_jupyter.authoring.written import Written

__all__ = ["Authoring", "Written"]
