"""The runner's own figures, from its own measurement."""

from __future__ import annotations

import asyncio

from codify_runner.benchmark import Figures, measure

from codify_jupyter.bench.figures import Figure, at_most

_ENOUGH_A_SECOND = 300.0
_SHARE_OF_FORKS = 0.5


def measure_runner(rounds: int) -> list[Figure]:
    """Ratios to a cold, unsealed child that does the same, within one run."""
    found = asyncio.run(measure(rounds))
    return [*_ratios(found), at_most("judge 5 tests, spare ready, p50", found.spare, None, "ms")]


def measure_runner_in_full(rounds: int) -> list[Figure]:
    """Everything that the runner's measurement tells."""
    found = asyncio.run(measure(rounds))
    latencies = {
        "a cold child, unsealed": found.cold,
        "the same in bubblewrap": found.bubblewrap,
        "forked on demand": found.on_demand,
        "a spare": found.spare,
        "a spare, numpy required": found.numpy,
        "asserts in a tester's child": found.asserts,
        "asserts foretold by a reference": found.foretold,
        "a property of 30 examples, foretold": found.law,
        "a script with standard input": found.stdio,
    }
    rows = [
        at_most(f"judge 5 tests: {name}", value, None, "ms")
        for name, value in latencies.items()
        if value is not None
    ]
    rows += [
        at_most(f"on demand, step: {name}", value, None, "ms")
        for name, value in found.steps.items()
    ]
    for workers, rate in found.per_second.items():
        bare = found.forks_per_second[workers]
        rows.append(
            at_most(f"judged a second, {workers} at a time", rate, None, "", f"(forks: {bare:g})")
        )
    return [*rows, *_ratios(found)]


def _ratios(found: Figures) -> list[Figure]:
    ratios = found.ratios
    rows = [
        at_most("judge 5 tests, spare ready / cold child", ratios["spare / cold"], 0.12, "×"),
        at_most("the same without a spare / cold child", ratios["on demand / cold"], 0.35, "×"),
        at_most("assert tests / call tests", ratios["asserts / calls"], 3, "×"),
    ]
    if "numpy / plain" in ratios:
        rows.append(at_most("numpy problem / plain one", ratios["numpy / plain"], 1.3, "×"))
    rows.append(_throughput(found))
    if found.child_pss_mb is not None:
        rows.append(at_most("memory of an idle child", found.child_pss_mb, 8, "MB"))
    rows.append(at_most("deadline overshoot, worst", found.overshoot, 10, "ms"))
    return rows


def _throughput(found: Figures) -> Figure:
    """Met when one of the two is: so many a second, or half of what bare forks reach."""
    rate, share = found.per_second[2], found.ratios["submissions / forks"]
    return Figure(
        "judged a second, 2 at a time",
        f"≥ {_ENOUGH_A_SECOND:g} or {_SHARE_OF_FORKS:g} × forks",
        f"{rate:.3g}, {share:.2g} ×",
        min(_ENOUGH_A_SECOND / rate, _SHARE_OF_FORKS / share),
        1.0,
    )
