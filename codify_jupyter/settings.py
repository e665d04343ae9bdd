"""What an operator may set, from the environment; the extension's traits override it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from codify_jupyter.tutor import TutorSettings

MAX_CODE_BYTES = 262_144
"""Of UTF-8; the database's own check says the same."""
MAX_QUESTION_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are. Everything has a default that works on a laptop."""

    database_url: str | None = field(default=None, repr=False)
    """A PostgreSQL URL; None for the embedded server. Never shown: it may hold a password."""
    home: Path | None = None
    """Folder of the embedded database; None for the user's data folder."""
    problem_paths: tuple[Path, ...] = ()
    """Folders whose problems and sets are loaded at the start, after the shipped ones."""
    shipped_problems: bool = True
    """Whether the problems that come with the package are offered."""
    judging: Literal["here", "workers"] = "here"
    """Whether submissions are judged in this process or by `codify worker` processes."""
    limited: bool = False
    """Whether students share this installation, so that each may use only so much of it."""
    tutor: TutorSettings | None = None
    """None to read the tutor's own variables (``CODIFY_LLM_…``)."""
    tutor_environment: Mapping[str, str] | None = field(default=None, repr=False)
    """Where these variables are read from; None for the process's environment."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read ``CODIFY_DATABASE_URL``, ``CODIFY_HOME``, ``CODIFY_PROBLEMS`` (a path list).

        And ``CODIFY_SHIPPED_PROBLEMS`` (``no`` to leave those out) and ``CODIFY_JUDGING``
        (``workers`` to have `codify worker` processes judge).
        """
        home = environment.get("CODIFY_HOME")
        paths = environment.get("CODIFY_PROBLEMS", "")
        return cls(
            database_url=environment.get("CODIFY_DATABASE_URL") or None,
            home=Path(home).expanduser() if home else None,
            problem_paths=tuple(
                Path(part).expanduser() for part in paths.split(os.pathsep) if part
            ),
            shipped_problems=environment.get("CODIFY_SHIPPED_PROBLEMS") != "no",
            judging="workers" if environment.get("CODIFY_JUDGING") == "workers" else "here",
        )
