"""Writes YAML for people: short things on one line, long texts as blocks."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml

_LINE = 100


def yaml_lines(values: dict[str, Any]) -> list[str]:
    """A mapping, key by key. What is written is read back as the same values, always."""
    text = _dumped(values).rstrip("\n") + "\n"
    document = read_yaml(Path("values"), text, FindingList())
    if document is None or document.value != values:
        # JSON is YAML, and has no second meaning.
        text = "\n".join(f"{key}: {_json(value)}" for key, value in values.items())
    return text.rstrip("\n").split("\n")


def flow(values: Any) -> str | None:
    """A value on one line; None when it is too long for that or holds several lines."""
    text = _json(values)
    if "\\n" in text or len(text) > _LINE:
        return None
    lines = yaml_lines({"x": _flowing(values)})
    return lines[0].removeprefix("x: ") if len(lines) == 1 else None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _dumped(values: dict[str, Any]) -> str:
    yaml = YAML()
    yaml.width = 100_000  # ruamel would break long texts where it likes
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(CommentedMap({key: _dressed(item) for key, item in values.items()}), stream)
    return stream.getvalue()


def _dressed(value: Any) -> Any:
    if isinstance(value, CommentedMap | CommentedSeq):
        return value
    if isinstance(value, dict):
        short = len(_json(value)) <= _LINE and "\\n" not in _json(value)
        dressed = CommentedMap({key: _dressed(item) for key, item in value.items()})
        if short and value and not any(isinstance(item, dict) for item in value.values()):
            dressed.fa.set_flow_style()
        return dressed
    if isinstance(value, list):
        items = CommentedSeq([_dressed(item) for item in value])
        if not any(isinstance(item, dict | list) for item in value):
            items.fa.set_flow_style()
        return items
    if isinstance(value, str):
        return _text(value)
    return value


def _flowing(value: Any) -> Any:
    if isinstance(value, dict):
        mapping = CommentedMap({key: _flowing(item) for key, item in value.items()})
        mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        items = CommentedSeq([_flowing(item) for item in value])
        items.fa.set_flow_style()
        return items
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> Any:
    lines = value.split("\n")
    plain = all(line == line.rstrip() and line.replace("\t", " ").isprintable() for line in lines)
    # Empty lines at the end would need an end mark of the document, which others may follow.
    block = plain and not value[:1].isspace() and value.strip() and not value.endswith("\n\n")
    if len(lines) > 1 and block:
        return LiteralScalarString(value)
    if len(lines) > 1 or not value.isprintable() or not value[:1].isalnum() or ": " in value:
        return DoubleQuotedScalarString(value)
    return value
