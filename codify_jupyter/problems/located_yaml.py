"""YAML as plain values that remember their lines.

YAML 1.2: ``on``, ``yes`` and ``no`` are texts. Anchors, aliases and tags are
refused: no problem needs them, and an alias can stand for a billion values.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from codify_jupyter.problems.findings import FindingList, shown

Place = tuple[str | int, ...]
"""The way from the top to a value: keys and indexes."""

_MAX_DEPTH = 12
_TAG = "tag:yaml.org,2002:"


@dataclass(slots=True)
class YamlDocument:
    """A document's value and where each part of it stands."""

    path: Path
    value: Any
    lines: dict[Place, int] = field(default_factory=dict)
    """Line of the key, or of the item in a list."""
    content_lines: dict[Place, int] = field(default_factory=dict)
    """Line where a text's own first line stands: after the ``|`` of a block."""
    raw: dict[Place, str] = field(default_factory=dict)
    """Scalars as they were written: ``1.50`` where the value is 1.5."""

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest one around it."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1


def read_yaml(
    path: Path, text: str, findings: FindingList, *, first_line: int = 1
) -> YamlDocument | None:
    """Read one YAML document; None, with findings, when it cannot be used.

    ``first_line`` is the line of ``path`` on which ``text`` begins.
    """
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        findings.error(path, line, "yaml-syntax", _syntax_message(error, text, mark))
        return None
    except (YAMLError, ValueError) as error:
        findings.error(path, first_line, "yaml-syntax", f"is not YAML: {_short(error)}")
        return None
    except RecursionError:
        findings.error(path, first_line, "too-deep", "is nested too deeply; flatten it")
        return None
    if root is None:
        findings.error(path, first_line, "empty", "is empty; see docs/problem-format.md")
        return None
    reader = _NodeReader(path, first_line, findings)
    document = YamlDocument(path, None, reader.lines, reader.content_lines, reader.raw)
    document.value = reader.value(root, ())
    return document if not reader.failed else None


def _syntax_message(error: MarkedYAMLError, text: str, mark: Any) -> str:
    lines = text.split("\n")
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in str(error.problem):
        return "has a tab where YAML wants spaces; replace the tab by spaces"
    said = ", ".join(str(part) for part in (error.context, error.problem) if part)
    help_text = "check the indentation, brackets and quotes of this line and the one before"
    if "mapping values are not allowed" in said:
        help_text = 'put a text that contains ": " in quotes'
    return f"is not YAML: {_short(said)}; {help_text}"


def _short(error: object) -> str:
    return " ".join(str(error).split())[:200]


class _NodeReader:
    def __init__(self, path: Path, first_line: int, findings: FindingList) -> None:
        self.path = path
        self.first_line = first_line
        self.findings = findings
        self.failed = False
        self.lines: dict[Place, int] = {}
        self.content_lines: dict[Place, int] = {}
        self.raw: dict[Place, str] = {}

    def value(self, node: Node, place: Place) -> Any:
        self.lines.setdefault(place, self._line(node))
        if node.anchor is not None:
            return self._fail(
                node, "yaml-anchor", "anchors (&) and aliases (*) are not read; write the value out"
            )
        if len(place) > _MAX_DEPTH:
            return self._fail(node, "too-deep", "is nested too deeply; flatten it")
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        if isinstance(node, SequenceNode) and node.tag == _TAG + "seq":
            return [self.value(item, (*place, i)) for i, item in enumerate(node.value)]
        if isinstance(node, MappingNode) and node.tag == _TAG + "map":
            return self._mapping(node, place)
        return self._refused_tag(node)

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._fail(key_node, "yaml-key", "a key must be a plain word")
                continue
            key = str(key_node.value)
            here = (*place, key)
            if key in values:
                first = self.lines[here]
                self._fail(
                    key_node,
                    "duplicate-key",
                    f"{shown(key)} is given twice (first on line {first}); keep one of the two",
                )
                continue
            self.lines[here] = self._line(key_node)
            values[key] = self.value(value_node, here)
        return values

    def _scalar(self, node: ScalarNode, place: Place) -> Any:
        text = str(node.value)
        if any(sign == "\0" or "\ud800" <= sign <= "\udfff" for sign in text):
            return self._fail(
                node,
                "yaml-text",
                "holds a character that is none (`\\0`, or half of a pair such as `\\ud800`); "
                "retype the text",
            )
        self.raw[place] = text
        self.content_lines[place] = self._line(node) + (1 if node.style in ("|", ">") else 0)
        kind = str(node.tag).removeprefix(_TAG)
        if kind in ("str", "timestamp"):
            return text
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        if kind in ("int", "float"):
            return self._number(node, kind, text.replace("_", "").lower())
        return self._refused_tag(node)

    def _number(self, node: Node, kind: str, text: str) -> Any:
        try:
            if kind == "int":
                base = {"0x": 16, "0o": 8, "0b": 2}.get(text.lstrip("+-")[:2], 10)
                return int(text, base)
            number = float(text.replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            return self._fail(node, "yaml-number", f"{shown(text)} cannot be read as a number")
        if not math.isfinite(number):
            return self._fail(
                node, "yaml-number", f"{shown(text)} is not a finite number; put it in quotes"
            )
        return number

    def _refused_tag(self, node: Node) -> Any:
        return self._fail(node, "yaml-tag", f"the tag {shown(node.tag)} is not read; remove it")

    def _line(self, node: Node) -> int:
        return self.first_line + int(node.start_mark.line)

    def _fail(self, node: Node, code: str, message: str) -> Any:
        """Note a fault; the None stands in for the value that cannot be had."""
        self.failed = True
        self.findings.error(self.path, self._line(node), code, message)
        return None
