"""Reads ``wrong/*.py``: beginners' mistakes and what each of them must fail and pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from codify_jupyter.problems.findings import FindingList, did_you_mean, shown
from codify_jupyter.problems.model import WrongSolution
from codify_jupyter.problems.source_files import MAX_PYTHON_BYTES, SourceFile, read_source

MAX_WRONG = 50
_MARK = re.compile(r"^#\s*codify-expect\b\s*:?")
_ITEM = re.compile(r"([A-Za-z_-]+)\s*=\s*([^=]*?)(?=\s+[A-Za-z_-]+\s*=|$)")


def read_wrong_sources(folder: Path, findings: FindingList) -> tuple[SourceFile, ...]:
    """The files of ``folder/wrong`` by name."""
    wrong = folder / "wrong"
    if not wrong.is_dir():
        return ()
    paths = sorted(path for path in wrong.glob("*.py") if not path.name.startswith("."))
    if len(paths) > MAX_WRONG:
        message = f"holds {len(paths)} files; at most {MAX_WRONG} are read, remove some"
        findings.error(wrong, 1, "too-many", message)
    sources = (
        read_source(folder, f"wrong/{path.name}", MAX_PYTHON_BYTES, findings)
        for path in paths[:MAX_WRONG]
    )
    return tuple(source for source in sources if source is not None)


def declared_wrong_solutions(
    sources: Iterable[SourceFile], tests_json: dict[str, Any] | None, findings: FindingList
) -> tuple[WrongSolution, ...]:
    """Each with what it declares. Without tests the declared ids are not checked."""
    solutions = []
    for source in sources:
        fails, passes = _declared(source.path, source.text, tests_json, findings)
        solutions.append(WrongSolution(source.path.stem, source.text, fails, passes, source.path))
    return tuple(solutions)


def _declared(
    path: Path, text: str, tests_json: dict[str, Any] | None, findings: FindingList
) -> tuple[frozenset[str], frozenset[str]]:
    """The tests that must fail and those that must pass, from the file's first line.

    ``fail=*`` stands for every test that counts (has a weight or is a gate)
    and that ``pass=`` does not name; ``pass=*`` for every test that ``fail=``
    does not name.
    """
    header = text.split("\n", 1)[0]
    mark = _MARK.match(header)
    if mark is None:
        return frozenset(), frozenset()
    rest = header[mark.end() :].strip()
    items = _ITEM.findall(rest)
    if not items or _ITEM.sub("", rest).strip():
        message = "the header is written `# codify-expect: fail=a,b  pass=c`"
        findings.error(path, 1, "bad-header", message)
        return frozenset(), frozenset()
    named: dict[str, set[str]] = {"fail": set(), "pass": set()}
    for key, value in items:
        if key not in named:
            message = f"unknown word {shown(key)}; {did_you_mean(key, named)}"
            findings.error(path, 1, "bad-header", message)
        else:
            named[key] |= set(re.split(r"[\s,]+", value.strip(", \t"))) - {""}
    if tests_json is None:
        return frozenset(), frozenset()
    _check_named(path, named, tests_json, findings)
    return _expanded(named, tests_json)


def _check_named(
    path: Path, named: dict[str, set[str]], tests_json: dict[str, Any], findings: FindingList
) -> None:
    ids = [test["id"] for test in tests_json["tests"]]
    for name in sorted((named["fail"] | named["pass"]) - {"*", *ids}):
        message = f"there is no test {shown(name)}; {did_you_mean(name, ids)}"
        findings.error(path, 1, "unknown-test", message)
    for name in sorted(named["fail"] & named["pass"]):
        what = "`*` stands" if name == "*" else f"{shown(name)} stands"
        findings.error(path, 1, "bad-header", f"{what} in both fail= and pass=; keep one of them")


def _expanded(
    named: dict[str, set[str]], tests_json: dict[str, Any]
) -> tuple[frozenset[str], frozenset[str]]:
    tests = tests_json["tests"]
    fails, passes = named["fail"] - {"*"}, named["pass"] - {"*"}
    if "*" in named["fail"]:
        fails |= _ids(t for t in tests if t["weight"] > 0 or t.get("gate")) - passes
    elif "*" in named["pass"]:
        passes |= _ids(tests) - fails
    return frozenset(fails), frozenset(passes)


def _ids(tests: Iterable[dict[str, Any]]) -> set[str]:
    return {test["id"] for test in tests}
