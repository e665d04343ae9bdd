"""PrairieLearn questions that its Python autograder grades."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.importers.data_files import ReadFile, carried_files, reader
from codify_jupyter.importers.draft import Draft, LeftOut, one_line, slug_of
from codify_jupyter.importers.helper_modules import HelperModules
from codify_jupyter.importers.html_text import markdown_of
from codify_jupyter.importers.packages import imported_packages, missing_packages
from codify_jupyter.importers.python_source import entry_of, segment, stub_of, top_level
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.importers.trouble import ImportTrouble
from codify_jupyter.problems.python_text import UnreadablePythonError, parse_module

_TOOLS = ("code_feedback", "pl_helpers", "pl_unit_test", "pl_execute", "prairielearn")
_EDITOR = re.compile(r"<pl-file-editor\b([^>]*)>(.*?)</pl-file-editor>", re.S)
_SOURCE = re.compile(r"""source-file-name\s*=\s*["']([^"']+)["']""")
_PLOTS = re.compile(r"check_plot|optional_test_plot|\bplt\.|\.st\.(fig|plot|ax)\w*\b")
_FEEDBACK = Path(__file__).with_name("prairielearn_feedback.py")


def read_prairielearn(path: Path) -> Iterator[Draft | LeftOut]:
    """Drafts of all questions at or below a folder that the Python autograder grades.

    Raises:
        ImportTrouble: there is none.
    """
    found = False
    for file in files_below(path, "info.json") if path.is_dir() else []:
        folder = file.parent
        if not (folder / "tests/test.py").is_file():
            continue
        source = str(folder.relative_to(path)) if folder != path else folder.name
        try:
            question = _read(folder, path)
        except ImportTrouble as trouble:
            yield LeftOut(source, str(trouble))
            continue
        found = True
        yield _draft(question, source)
    if not found:
        raise ImportTrouble(
            f"{path}: there is no question with tests for PrairieLearn's Python autograder"
        )


@dataclass(frozen=True, slots=True)
class _Question:
    info: dict[str, Any]
    html: str
    starter: str
    test: str
    answer: str
    setup: str
    name: str
    read_file: ReadFile


def _read(folder: Path, root: Path) -> _Question:
    try:
        info = json.loads(read_text(folder / "info.json", root))
    except (ValueError, RecursionError):
        raise ImportTrouble("its info.json is not JSON") from None
    if not isinstance(info, dict):
        raise ImportTrouble("its info.json is no object")
    html = read_text(folder / "question.html", root, missing_ok=True)
    editor = _EDITOR.search(html)
    named = _SOURCE.search(editor[1]) if editor else None
    starter = editor[2].strip("\n") if editor else ""
    if named:
        starter = read_text(folder / named[1], root, missing_ok=True)

    def part(name: str, *, missing_ok: bool = True) -> str:
        text = read_text(folder / "tests" / name, root, missing_ok=missing_ok)
        modules, text = HelperModules(folder / "tests", root).taken_out(text)
        return f"{modules}\n{text}" if modules else text

    return _Question(
        info=info,
        html=html,
        starter=starter,
        test=part("test.py", missing_ok=False),
        answer=part("ans.py"),
        setup=part("setup_code.py"),
        name=folder.name,
        read_file=reader(folder / "tests", root),
    )


def _draft(question: _Question, source: str) -> Draft:
    slug = slug_of(question.name, "question")
    statement = markdown_of(question.html)
    answer, lost = _solutions(question.answer)
    setup, lost_of_setup = _solutions(question.setup)
    names = _names(question.test, answer)
    files, _ = carried_files([setup, answer], question.read_file)
    given = f"{files}{_given(setup)}"
    starter = question.starter.rstrip() + "\n"
    if not all(name in top_level(starter) for name in names):
        starter = stub_of(answer, names)
    packages = imported_packages(answer, setup, _without_tools(question.test)[0])
    draft = Draft(
        slug=slug,
        title=one_line(str(question.info.get("title") or ""), slug),
        statement=statement or f"Write {', '.join(f'`{name}`' for name in names)}.",
        entry=entry_of(names, answer) if names else "script",
        starter=f"{given}{starter}",
        solution=f"{given}{answer.rstrip()}\n",
        source=source,
        requires=packages,
        limits={"time_s": 10, "memory_mb": 1024} if packages else {"time_s": 5},
        tags=tuple(slug_of(str(tag), "tag")[:40] for tag in _listed(question.info.get("tags"))),
        has_reference=bool(answer.strip()),
    )
    if not draft.has_reference:
        draft.note("skipped", "problem", "has no reference (tests/ans.py)")
    elif not names:
        draft.note("skipped", "problem", "its reference defines nothing that the tests look at")
        draft.has_reference = False
    _refuse(draft, question)
    for what in dict.fromkeys([*lost, *lost_of_setup]):
        draft.note("lossy", what, "is PrairieLearn's own, and is left out")
    _add_tests(draft, question, setup, answer)
    return draft


def _refuse(draft: Draft, question: _Question) -> None:
    """Say what stands in the way of the whole question."""
    if missing := missing_packages(draft.requires):
        why = f"needs {', '.join(missing)}, which is not installed here"
        draft.note("skipped", "problem", why)
        draft.unsupported = "package"
    codes = f"{question.setup}\n{question.answer}\n{question.test}"
    if re.search(r"\bself\.data\b|\bdata\[", codes):
        why = "tests values that its server.py makes up for each student"
        draft.note("skipped", "problem", why)
        draft.unsupported = "server"
    if "{{" in question.html:
        draft.note("lossy", "statement", "has values that its server.py fills in")


def _listed(value: Any) -> list[Any]:
    return value[:20] if isinstance(value, list) else []


def _given(setup: str) -> str:
    """What runs before the students' code, from random numbers that the tests know."""
    if not setup.strip():
        return ""
    seeds = "import random\n\nrandom.seed(1)\n" if "random" in setup else ""
    if re.search(r"\b(np|numpy)\b", setup):
        seeds += "import numpy\n\nnumpy.random.seed(1)\n"
    return f"{seeds}{setup.strip()}\n\n\n"


def _without_tools(code: str) -> tuple[str, list[str]]:
    """The code without statements that need PrairieLearn's modules, and these but imports."""
    try:
        tree = parse_module(code)
    except UnreadablePythonError:
        return code, []
    kept, lost = [], []
    for node in tree.body:
        text = segment(code, node)
        match node:
            case ast.ImportFrom(module=str(module), names=aliases) if module in _TOOLS:
                kept += [f"{one.asname} = {one.name}" for one in aliases if one.asname]
                continue
            case ast.Import(names=aliases) if any(alias.name in _TOOLS for alias in aliases):
                continue
        if re.search(r"\b[Ff]eedback\.", text) and not isinstance(node, ast.ClassDef):
            lost.append(text.split("\n")[0][:80])
        else:
            kept.append(text)
    return "\n".join(kept) + "\n", lost


def _solutions(code: str) -> tuple[str, list[str]]:
    """As above, for code that is to run beside the students': without the tools' names, too."""
    text, lost = _without_tools(code)
    return re.sub(r"^\w+ = (Feedback|name|points)\n", "", text, flags=re.M), lost


def _names(test: str, answer: str) -> list[str]:
    """What the tests take from ``self.st`` and the reference defines."""
    try:
        tree = parse_module(test)
    except UnreadablePythonError:
        return []
    defined = top_level(answer)
    used = {
        node.attr: None
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "st"
    }
    return [name for name in used if name in defined]


def _add_tests(draft: Draft, question: _Question, setup: str, answer: str) -> None:
    try:
        tree = parse_module(question.test)
    except UnreadablePythonError as error:
        draft.note("skipped", "tests/test.py", f"is not Python: {error.message}")
        return
    tools = _FEEDBACK.read_text(encoding="utf-8")
    tests, _ = _without_tools(question.test)
    files, _ = carried_files([setup, answer, tests], question.read_file)
    head = f"{files}{tools}\n\n{tests}\n\nimport solution\n\n"
    head += f"_reference = reference_of({setup!r}, {answer!r})\n"
    draft.groups = [
        {"id": "tests", "title": "Tests", "points": 10, "visibility": "name-only"},
    ]
    for case in [node for node in tree.body if isinstance(node, ast.ClassDef)]:
        for method in [one for one in case.body if isinstance(one, ast.FunctionDef)]:
            if not method.name.startswith("test"):
                continue
            marks = _marks(method)
            if _PLOTS.search(ast.unparse(method)):
                draft.note("skipped", f"test {method.name}", "looks at a plot")
                draft.unsupported = draft.unsupported or "drawing"
                continue
            run = (
                f"_case = {case.name}(_reference, solution)\n"
                "_case.setUpClass()\n"
                "_case.setUp()\n"
                f"del {case.name}\n"
                f"_case.{method.name}()\n"
                'assert Feedback.score >= 1 - 1e-9, "; ".join(Feedback.messages)[:500]\n'
            )
            name = str(marks.get("name") or method.name)
            points = marks.get("points", 1)
            keys: dict[str, Any] = {
                "group": "tests",
                "name": one_line(name, method.name),
                "code": head + run,
            }
            if isinstance(points, int | float) and points != 1:
                keys["weight"] = min(max(points, 0), 1000)
            if re.search(r"set_score\([^)]*/", segment(question.test, method)):
                draft.note("lossy", name, "gives part of the points: here all or none")
            draft.add(keys, None, method.name)
    if draft.tests and draft.unsupported == "drawing":
        draft.unsupported = ""


def _marks(method: ast.FunctionDef) -> dict[str, Any]:
    """``@points(2)`` and ``@name("…")``."""
    found: dict[str, Any] = {}
    for one in method.decorator_list:
        match one:
            case ast.Call(func=ast.Name(id="points" | "name" as key), args=[ast.Constant(value=v)]):
                found[key] = v
    return found
