"""The table's lines."""

from __future__ import annotations

import statistics

from codify_jupyter.bench.figures import percentile


def say(name: str, ok: bool, text: str) -> bool:
    """One line of the table."""
    print(f"{'met   ' if ok else 'MISSED'}  {name:<34} {text}", flush=True)
    return ok


def times(values: list[float]) -> str:
    """p50, p95 and the worst, in ms."""
    if not values:
        return "none"
    p50, p95 = statistics.median(values), percentile(values, 95)
    return f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, max {max(values) * 1000:.0f} ms"
