"""The agreed form of what a student's child answers to a tester.

Nothing else of what it wrote goes on to the tester.
"""

from __future__ import annotations

from typing import Any

from codify_runner import wire
from codify_runner.reports import clean

FORM_ERRORS = (wire.WireError, KeyError, TypeError, ValueError, AttributeError)
"""What :func:`checked_answer` raises for an answer of any other form."""

MOST_OBJECTS = 1_000_000_000
"""Bound of the numbers of objects."""


def checked_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """The parts of an answer that have the agreed form, made anew. Raises for any other form."""
    checked: dict[str, Any] = {}
    if "classes" in answer:
        checked["classes"] = [
            [_number(number), _class(about)] for number, about in answer["classes"]
        ]
    if "callback" in answer:
        checked["callback"] = _number(answer["callback"])
        checked["args"] = _trees(answer["args"])
        checked["kwargs"] = _named_trees(answer["kwargs"])
        return checked
    if "names" in answer:
        checked["names"] = _named_trees(answer["names"])
        return checked
    if "stop" in answer:
        checked["stop"] = wire.check(answer["stop"], handles=True)
        return checked
    if "raised" in answer:
        report = answer["raised"]
        checked["raised"] = {
            "message": clean(report["message"]),
            "bases": [clean(base, 80) for base in report["bases"][:20]],
            "class": _number(report.get("class", 0)),
            "object": _number(report.get("object", 0)),
        }
        if "args" in report:
            checked["raised"]["args"] = wire.check(report["args"], handles=True)
    else:
        checked["value"] = wire.check(answer["value"], handles=True)
    if "same" in answer:
        checked["same"] = _number(answer["same"])
    checked["after"] = [
        [_number(place), wire.check(tree, handles=True)] for place, tree in answer.get("after", ())
    ]
    return checked


def _class(about: Any) -> dict[str, Any]:
    return {
        "name": _identifier(about["name"]),
        "bases": _trees(about["bases"])[:10],
        "special": [_identifier(name) for name in about["special"][:200]],
        "doc": clean(about["doc"], 1000),
    }


def _number(value: Any) -> int:
    if type(value) is not int or not -MOST_OBJECTS < value < MOST_OBJECTS:
        raise ValueError("not a number of an object")
    return value


def _identifier(value: Any) -> str:
    if type(value) is not str or not value.isidentifier() or len(value) > 80:
        raise ValueError("not a name")
    return value


def _trees(values: Any) -> list[wire.Tree]:
    if type(values) is not list:
        raise TypeError("not a list")
    return [wire.check(value, handles=True) for value in values]


def _named_trees(values: Any) -> dict[str, wire.Tree]:
    return {_identifier(name): wire.check(tree, handles=True) for name, tree in values.items()}
