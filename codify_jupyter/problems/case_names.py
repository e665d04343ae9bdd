"""Names for tests whose author gave none."""

from __future__ import annotations

import re
from typing import Any

_MAX_NAME = 120


def default_name(kind: str, test: dict[str, Any], content: dict[str, Any]) -> str:
    """A name made of what the test does: not for tests whose content is secret."""
    if kind == "call":
        return _one_line(content["call"])
    if kind == "stdio":
        words = " ".join(test["stdin"].split())
        return _one_line(f"Input {words}") if words else "No input"
    if kind == "generated":
        return f"{content['spec']['n']} random inputs"
    if kind == "static":
        return _one_line("; ".join(_rule_words(*rule) for rule in test["static"].items()))
    return re.sub(r"[-_]+", " ", test["id"])


def _rule_words(rule: str, value: Any) -> str:
    names = ", ".join(value) if isinstance(value, list) else str(value)
    return {
        "forbid_import": f"does not import {names}",
        "forbid_call": f"does not call {names}",
        "forbid_name": f"does not use {names}",
        "forbid_node": f"has no {names}",
        "require_node": f"has {names}",
        "require_call": f"calls {names}",
        "require_recursion": "calls itself" if value else "",
        "max_lines": f"has at most {names} lines",
    }[rule]


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_NAME else line[: _MAX_NAME - 1] + "…"
