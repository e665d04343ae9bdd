"""Kattis and ICPC problem packages: programs that read and print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, LeftOut, one_line, slug_of
from codify_jupyter.importers.helper_modules import HelperModules
from codify_jupyter.importers.kattis_data import add_cases
from codify_jupyter.importers.latex import markdown_of
from codify_jupyter.importers.packages import imported_packages, missing_packages
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_STATEMENTS = ("problem.en.md", "problem.md", "problem.en.tex", "problem.tex")
_FOLDERS = ("problem_statement", "statement")


def read_kattis(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of all packages at or below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    folders = [file.parent for file in files_below(path, "problem.yaml")]
    folders = [folder for folder in folders if path.is_dir() and (folder / "data").is_dir()]
    if not folders:
        raise ImportTrouble(f"{path}: there is no problem package (problem.yaml beside data/)")
    for folder in folders:
        source = str(folder.relative_to(path)) if folder != path else folder.name
        try:
            yield _draft(folder, path, source)
        except ImportTrouble as trouble:
            yield LeftOut(source, str(trouble))


def _draft(folder: Path, root: Path, source: str) -> Draft:
    settings = _settings(folder, root)
    reference = _reference(folder, root)
    statement, stated_title = _statement(folder, root)
    slug = slug_of(folder.name, "problem")
    solution = reference.code if reference else "pass\n"
    packages = imported_packages(solution)
    draft = Draft(
        slug=slug,
        title=one_line(_name(settings) or stated_title, slug),
        statement=statement,
        entry="script",
        starter="# Read the input, and print the answer.\n",
        solution=solution,
        source=source,
        requires=packages,
        limits={
            "time_s": _time_limit(folder, root, settings),
            "memory_mb": 512,
            "output_kb": 1024,
        },
        has_reference=reference is not None,
    )
    if reference is None:
        draft.note("skipped", "problem", "there is no accepted solution in Python 3")
        return draft
    if missing := missing_packages(packages):
        why = f"needs {', '.join(missing)}, which is not installed here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "package"
    if reference.others:
        draft.note("lossy", "submissions", f"{reference.name} is the reference; others are left")
    _judge_by_output(draft, folder, settings)
    if not statement:
        draft.note("lossy", "statement", "is neither Markdown nor LaTeX in English or by default")
    if not draft.refused:
        flags = str(settings.get("validator_flags") or "")
        exact = "case_sensitive" in flags and "space_change_sensitive" in flags
        add_cases(draft, folder / "data", root, exact=exact)
    return draft


def _judge_by_output(draft: Draft, folder: Path, settings: dict[str, Any]) -> None:
    """Say where a package has more ways to judge than by the same output."""
    kinds = {str(settings.get("type", "")), *map(str, _listed(settings.get("type")))}
    validation = str(settings.get("validation") or "default")
    custom = [
        name for name in ("output_validators", "output_validator") if (folder / name).is_dir()
    ]
    if kinds & {"interactive", "multi-pass", "submit-answer"} or "interactive" in validation:
        draft.note("skipped", "problem", "talks with a judge's program, which cannot be run here")
        draft.unsupported = "validator"
    elif validation.startswith("custom") or ("validation" not in settings and custom):
        # Other outputs than the recorded ones are right, too.
        why = "accepts what its output validator accepts, which cannot be run here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "validator"
    flags = str(settings.get("validator_flags") or "")
    if "float" in flags and not draft.refused:
        why = f"accepts numbers that differ a little ({flags}), which cannot be said of output here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "validator"
    elif "case_sensitive" not in flags:
        draft.note("lossy", "output validator", "small and capital letters differ here")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _settings(folder: Path, root: Path) -> dict[str, Any]:
    text = read_text(folder / "problem.yaml", root)
    document = read_yaml(folder / "problem.yaml", text, FindingList())
    if document is None or not isinstance(document.value, dict):
        raise ImportTrouble("its problem.yaml cannot be read")
    return document.value


def _name(settings: dict[str, Any]) -> str:
    name = settings.get("name")
    if isinstance(name, dict):
        return str(name.get("en") or next(iter(name.values()), ""))
    return str(name or "")


@dataclass(frozen=True, slots=True)
class _Reference:
    """An accepted program in Python 3."""

    name: str
    code: str
    others: bool
    """Whether there are more."""


def _reference(folder: Path, root: Path) -> _Reference | None:
    """The first accepted program in Python 3, by name: a file, or a folder with a main file."""
    accepted = folder / "submissions/accepted"
    found: list[tuple[str, str]] = []
    for path in sorted(accepted.iterdir()) if accepted.is_dir() else ():
        program = _main_file(path)
        if program is None:
            continue
        try:
            text = read_text(program, root)
            parse_module(text)
        except (ImportTrouble, UnreadablePythonError):
            continue  # Python 2, or a link
        if re.match(r"#!.*python2", text) is None:
            parts = HelperModules(program.parent, root).taken_out(text) if path.is_dir() else [text]
            found.append((path.name, "\n".join(filter(None, parts))))
    return _Reference(*found[0], len(found) > 1) if found else None


def _main_file(path: Path) -> Path | None:
    if path.is_file():
        return path if path.suffix in (".py", ".py3") else None
    programs = sorted(path.glob("*.py"))
    named = [one for one in programs if one.name in ("main.py", "__main__.py")]
    return next(iter(named or (programs if len(programs) == 1 else [])), None)


def _statement(folder: Path, root: Path) -> tuple[str, str]:
    for name in _STATEMENTS:
        for place in _FOLDERS:
            text = read_text(folder / place / name, root, missing_ok=True)
            if text and name.endswith(".tex"):
                return markdown_of(text)
            if text:
                heading = re.match(r"# (.+)", text)
                return text, heading[1] if heading else ""
    return "", ""


def _time_limit(folder: Path, root: Path, settings: dict[str, Any]) -> float:
    limits = settings.get("limits")
    stated = limits.get("time_limit") if isinstance(limits, dict) else None
    text = read_text(folder / ".timelimit", root, missing_ok=True).strip()
    try:
        return round(min(max(float(stated or text or 5), 1.0), 20.0), 2)
    except (TypeError, ValueError):
        return 5.0
