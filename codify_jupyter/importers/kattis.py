"""Kattis and ICPC problem packages: programs that read and print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, one_line, slug_of
from codify_jupyter.importers.source_text import read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_MAX_CASE = 60_000


def read_kattis(path: Path) -> Iterator[Draft]:
    """Drafts of all packages at or below a folder.

    Raises:
        ImportTrouble: there is none.
    """
    folders = sorted(found.parent for found in path.rglob("problem.yaml"))
    folders = [folder for folder in folders if (folder / "data").is_dir()]
    if not folders:
        raise ImportTrouble(f"{path}: there is no problem package (problem.yaml beside data/)")
    for folder in folders:
        yield _draft(folder, path)


def _draft(folder: Path, root: Path) -> Draft:
    settings = _settings(folder)
    name = settings.get("name")
    title = (
        name
        if isinstance(name, str)
        else next(iter(name.values()), "")
        if isinstance(name, dict)
        else ""
    )
    reference, solution = _reference(folder)
    statement, stated_title = _statement(folder)
    slug = slug_of(folder.name, "problem")
    draft = Draft(
        slug=slug,
        title=one_line(title or stated_title, slug),
        statement=statement,
        entry="script",
        starter="# Read the input, and print the answer.\n",
        solution=solution or "pass\n",
        source=str(folder.relative_to(root)) if folder != root else folder.name,
        limits={"time_s": _time_limit(folder, settings), "memory_mb": 512, "output_kb": 1024},
        groups=[
            {"id": "sample", "title": "Samples", "points": 1},
            {"id": "secret", "title": "Secret tests", "points": 4, "visibility": "hidden"},
        ],
        has_reference=solution is not None,
    )
    if solution is None:
        draft.note("skipped", "problem", "there is no accepted solution in Python 3")
        return draft
    if reference:
        draft.note("lossy", "submissions", f"{reference} is the reference; others are left")
    for key in ("grading", "grader_flags"):
        if key in settings:
            draft.note("lossy", key, "is not read: samples count 1, secret tests 4 points")
    if (
        settings.get("validation", "default") not in ("default", None)
        or (folder / "output_validators").is_dir()
    ):
        draft.note("lossy", "output validator", "is not run: the output must be as in the answer")
    flags = str(settings.get("validator_flags") or "")
    if "float" in flags:
        draft.note("lossy", f"validator_flags {flags}", "numbers must be printed as in the answer")
    exact = "case_sensitive" in flags and "space_change_sensitive" in flags
    for group in ("sample", "secret"):
        _add_cases(draft, folder / "data" / group, group, exact)
    return draft


def _settings(folder: Path) -> dict[str, Any]:
    text = read_text(folder / "problem.yaml")
    document = read_yaml(folder / "problem.yaml", text, FindingList())
    return document.value if document and isinstance(document.value, dict) else {}


def _reference(folder: Path) -> tuple[str, str | None]:
    """The first accepted program in Python 3, by name."""
    for path in sorted((folder / "submissions/accepted").glob("*.py")):
        text = read_text(path)
        try:
            parse_module(text)
        except UnreadablePythonError:
            continue  # Python 2
        if re.match(r"#!.*python2", text) is None:
            return path.name, text
    return "", None


def _statement(folder: Path) -> tuple[str, str]:
    for name in ("problem.en.md", "problem.md", "problem.en.tex", "problem.tex"):
        for place in ("problem_statement", "statement"):
            text = read_text(folder / place / name, missing_ok=True)
            if not text:
                continue
            if name.endswith(".tex"):
                return _from_tex(text)
            heading = re.match(r"# (.+)", text)
            return text, heading[1] if heading else ""
    return "", ""


def _from_tex(text: str) -> tuple[str, str]:
    """Enough of LaTeX for statements: sections, lists, emphasis; maths stays as it is."""
    name = re.search(r"\\problemname\{([^}]*)\}", text)
    text = re.sub(r"(?<!\\)%.*", "", text)
    rules = (
        (r"\\problemname\{[^}]*\}", ""),
        (r"\\(?:sub)*section\*?\{([^}]*)\}", r"## \1"),
        (r"\\(?:begin|end)\{(?:itemize|enumerate|center|figure)\}(?:\[[^\]]*\])?", ""),
        (r"\\item\s*", "- "),
        (r"\\(?:emph|textit)\{([^}]*)\}", r"*\1*"),
        (r"\\textbf\{([^}]*)\}", r"**\1**"),
        (r"\\(?:texttt|verb)\{([^}]*)\}", r"`\1`"),
        (r"\\includegraphics(?:\[[^\]]*\])?\{([^}]*)\}", r"(figure \1)"),
        (r"``|''", '"'),
        (r"(?<!\\)~", " "),
        (r"\n{3,}", "\n\n"),
    )
    for pattern, put in rules:
        text = re.sub(pattern, put, text)
    return text.strip(), name[1] if name else ""


def _time_limit(folder: Path, settings: dict[str, Any]) -> float:
    limits = settings.get("limits")
    stated = limits.get("time_limit") if isinstance(limits, dict) else None
    text = read_text(folder / ".timelimit", missing_ok=True).strip()
    try:
        return min(max(float(stated or text or 5), 1.0), 20.0)
    except (TypeError, ValueError):
        return 5.0


def _add_cases(draft: Draft, folder: Path, group: str, exact: bool) -> None:
    for path in sorted(folder.rglob("*.in")):
        answer = path.with_suffix(".ans")
        if not answer.exists():
            continue
        name = str(path.relative_to(folder).with_suffix(""))
        if path.stat().st_size > _MAX_CASE or answer.stat().st_size > _MAX_CASE:
            draft.note("skipped", f"{group}/{name}", f"is larger than {_MAX_CASE // 1000} kB")
            continue
        test = {"group": group, "stdin": read_text(path), "stdout": read_text(answer)}
        draft.add({**test, "compare": "exact"} if exact else test, None, f"{group}-{name}")
