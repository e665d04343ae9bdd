"""Who asks: all that the core knows of a caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["student", "instructor", "admin"]


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller, made from the server's identity, never from a request's body."""

    name: str
    """Unique in this installation: the Jupyter identity's or the hub's user name."""
    display_name: str
    roles: frozenset[Role] = frozenset({"student"})
    provider: str = "jupyter"
