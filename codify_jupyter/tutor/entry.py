"""What a problem asks for: a function, a class, several names, or a whole script."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """``names`` is empty for a script."""

    kind: str
    """``function``, ``class``, ``names`` or ``script``."""
    names: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Entry:
        """Read an ``entry`` as problems write it, e.g. ``class:Stack``."""
        if text == "script":
            return cls("script", ())
        if text.startswith("class:"):
            return cls("class", (text.removeprefix("class:").strip(),))
        if text.startswith("names:"):
            return cls("names", tuple(re.findall(r"\w+", text.removeprefix("names:"))))
        return cls("function", (text.removeprefix("function:").strip(),))
