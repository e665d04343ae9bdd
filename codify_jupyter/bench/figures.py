"""A measured figure beside its budget."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table."""

    what: str
    budget: str
    """In words, as the architecture gives it."""
    measured: str
    value: float
    limit: float | None
    """None where the architecture gives no number."""

    @property
    def met(self) -> bool | None:
        """Whether the budget is kept; None without one."""
        return None if self.limit is None else self.value <= self.limit


def at_most(what: str, value: float, limit: float | None, unit: str, detail: str = "") -> Figure:
    """A figure that should stay below a limit in the same unit."""
    budget = "" if limit is None else f"≤ {limit:g} {unit}"
    return Figure(what, budget, f"{value:.3g} {unit}{detail}", value, limit)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which ``percent`` of the values lie."""
    if len(values) == 1:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
