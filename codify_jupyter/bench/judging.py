"""The runner's own figures, from its own measurement."""

from __future__ import annotations

from codify_runner.benchmark import measure

from codify_jupyter.bench.figures import Figure, at_most


def measure_runner(repeats: int) -> list[Figure]:
    """Ratios to a cold, unsealed child that does the same, within one run."""
    figures = measure(repeats)
    return [
        at_most("judge 5 tests, spare ready / cold child", figures.spare_ratio, 0.12, "×"),
        at_most("the same without a spare", figures.on_demand_ratio, 0.35, "×"),
        at_most("numpy problem / plain one", figures.numpy_ratio, 1.3, "×"),
        at_most("judge 5 tests, spare ready, p50", figures.spare_ms, None, "ms"),
        at_most("deadline overshoot, worst", figures.overshoot_ms, 10, "ms"),
    ]
