"""Objects that stay in the student's child while a tester works with them by number."""

from __future__ import annotations

from typing import Any


class Objects:
    """The operations of a tester on the student's functions, classes and instances."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names

    def answer(self, operation: str, message: dict[str, Any]) -> dict[str, Any]:
        """Do one operation."""
        raise ValueError(f"unknown operation {operation}")
