"""The runner's own figures, from its own measurement."""

from __future__ import annotations

import asyncio

from codify_runner.benchmark import measure

from codify_jupyter.bench.figures import Figure, at_most


def measure_runner(rounds: int) -> list[Figure]:
    """Ratios to a cold, unsealed child that does the same, within one run."""
    found = asyncio.run(measure(rounds))
    ratios = found.ratios
    rows = [
        at_most("judge 5 tests, spare ready / cold child", ratios["spare / cold"], 0.12, "×"),
        at_most("the same without a spare / cold child", ratios["on demand / cold"], 0.35, "×"),
        at_most("judge 5 tests, spare ready, p50", found.spare, None, "ms"),
        at_most("deadline overshoot, worst", found.overshoot, 10, "ms"),
    ]
    if "numpy / plain" in ratios:
        rows.append(at_most("numpy problem / plain one", ratios["numpy / plain"], 1.3, "×"))
    return rows
