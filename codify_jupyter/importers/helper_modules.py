"""Modules and notebooks that lie beside what uses them, written out where they are used."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from codify_jupyter.importers.python_source import replaced, top_level
from codify_jupyter.importers.source_text import read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MAX_MODULE = 512 * 1024
_RUN = re.compile(r"^%run +[\"']?([^\s\"']+\.(?:ipynb|py))[\"']? *$", re.M)
_DEEPEST = 4


class HelperModules:
    """Those beside one notebook: each is written out once, where it is first used."""

    def __init__(self, folder: Path, root: Path, *, without: str = "") -> None:
        """``without`` names a module that stays an import."""
        self.folder = folder
        self.root = root
        self.without = without
        self._written: set[str] = set()

    def taken_out(self, code: str, depth: int = 0) -> tuple[str, str]:
        """The code of the modules that some code imports or runs, and the code without that.

        Unreadable code stays as it is.
        """
        modules: list[str] = []

        def run(found: re.Match[str]) -> str:
            text = self._notebook_or_program(found[1], depth)
            modules.append(text or "")
            return found[0] if text is None else "pass"

        code = _RUN.sub(run, code)
        try:
            tree = parse_module(code)
        except UnreadablePythonError:
            return "\n".join(filter(None, modules)), code
        changes: list[tuple[ast.expr | ast.stmt, str]] = []
        imports = [one for one in ast.walk(tree) if isinstance(one, ast.Import | ast.ImportFrom)]
        for node in sorted(imports, key=lambda one: one.lineno):
            match node:
                case ast.ImportFrom(module=str(name), names=aliases, level=0 | 1):
                    text = self._module(name, depth)
                    renamed = [f"{a.asname} = {a.name}" for a in aliases if a.asname]
                    instead = "; ".join(renamed) or "pass"
                case ast.Import(names=[ast.alias(name=name, asname=other)]):
                    text = self._module(name, depth)
                    members = ", ".join(f"{one}={one}" for one in self._names_of(name))
                    instead = f"{other or name} = __import__('types').SimpleNamespace({members})"
                case _:
                    continue
            if text is not None:
                modules.append(text)
                changes.append((node, instead))
        return "\n".join(filter(None, modules)), replaced(code, changes)

    def _module(self, name: str, depth: int) -> str | None:
        """The code of a module; empty when it is there already, None when there is none."""
        text = self._text_of(name)
        if text is None or depth > _DEEPEST:
            return None
        return self._once(name, text, depth)

    def _once(self, name: str, text: str, depth: int) -> str:
        if name in self._written:
            return ""
        self._written.add(name)
        return "\n".join(filter(None, self.taken_out(text, depth + 1)))

    def _text_of(self, name: str) -> str | None:
        if not name.isidentifier() or name == self.without:
            return None
        text = self._text_beside(f"{name}.py")
        try:
            parse_module(text or "")
        except UnreadablePythonError:
            return None
        return text

    def _names_of(self, name: str) -> list[str]:
        return [one for one in top_level(self._text_of(name) or "") if one != "*"]

    def _notebook_or_program(self, name: str, depth: int) -> str | None:
        """What a ``%run`` runs; of a notebook, tests are left out."""
        text = self._text_beside(name)
        if text is None or depth > _DEEPEST:
            return None
        if name.endswith(".ipynb"):
            try:
                cells = json.loads(text)["cells"]
                text = "\n".join(_source(cell) for cell in cells if _is_code(cell))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                return None
        return self._once(name, text, depth)

    def _text_beside(self, name: str) -> str | None:
        try:
            text = read_text(self.folder / name, self.root, missing_ok=True)
        except ImportTrouble:
            return None
        return text if text and (name.endswith(".ipynb") or len(text) <= _MAX_MODULE) else None


def _is_code(cell: dict[str, Any]) -> bool:
    marks = (cell.get("metadata") or {}).get("nbgrader") or {}
    return cell.get("cell_type") == "code" and not (marks.get("grade") and not marks["solution"])


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)
