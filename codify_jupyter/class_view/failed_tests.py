"""The tests that a class fails most, and the shapes of the code that fails them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from codify_jupyter.class_view.shapes import clusters

if TYPE_CHECKING:
    from codify_jupyter.store.class_view.failures import Failure

EXAMINED_TESTS = 5
"""Of the most failed tests so many are looked into: which code fails them."""
EXAMINED_PROGRAMS = 500
"""The newest so many, of all students and of these tests together."""
SHOWN_CLUSTERS = 5


def most_failed(failures: Iterable[Failure]) -> list[list[Failure]]:
    """Put together by test, those first that most students have failed."""
    by_test: dict[str, list[Failure]] = {}
    for one in failures:
        if one.test is not None:
            by_test.setdefault(one.test, []).append(one)

    def weight(group: Sequence[Failure]) -> tuple[int, int, str]:
        return -len(group), -sum(one.submissions for one in group), group[0].test or ""

    return sorted(by_test.values(), key=weight)


def to_examine(tests: Sequence[Sequence[Failure]]) -> list[int]:
    """Ids of the submissions whose code is wanted: of each student the latest that fails."""
    ids = {one.newest for group in tests[:EXAMINED_TESTS] for one in group}
    return sorted(ids, reverse=True)[:EXAMINED_PROGRAMS]


def failed_tests_json(
    tests: Sequence[Sequence[Failure]], code: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The contract's ``tests`` of a ``ClassReport``."""
    return [
        {
            "id": group[0].test,
            # The name that the newest version of the problem gives it.
            "name": max(group, key=lambda one: one.newest).name,
            "visibility": group[0].visibility,
            **_counts(group),
            "clusters": _clusters(group, code) if place < EXAMINED_TESTS else [],
        }
        for place, group in enumerate(tests)
    ]


def not_loaded_json(failures: Iterable[Failure]) -> dict[str, int]:
    """The contract's ``not_loaded`` of a ``ClassReport``."""
    return _counts([one for one in failures if one.test is None])


def _counts(group: Sequence[Failure]) -> dict[str, int]:
    return {
        "students": len(group),
        "now": sum(one.now for one in group),
        "submissions": sum(one.submissions for one in group),
    }


def _clusters(group: Sequence[Failure], code: Mapping[int, str]) -> list[dict[str, Any]]:
    newest_first = sorted(group, key=lambda one: -one.newest)
    examined = [one for one in newest_first if one.newest in code]
    return [
        {
            "students": len(cluster.items),
            "readable": cluster.readable,
            "code": code[cluster.items[0].newest],
            "examples": [
                {"student": one.student, "submission": one.newest}
                for one in cluster.items[:SHOWN_CLUSTERS]
            ],
        }
        for cluster in clusters(examined, lambda one: code[one.newest])[:SHOWN_CLUSTERS]
    ]
