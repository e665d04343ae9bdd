"""The test data of a Kattis package as tests, its groups with their points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codify_jupyter.importers.draft import Draft, slug_of
from codify_jupyter.importers.source_text import files_below, read_text
from codify_jupyter.problems.findings import FindingList
from codify_jupyter.problems.located_yaml import read_yaml

_MAX_CASE = 60_000
_SAMPLE_POINTS = 1.0
_SECRET_POINTS = 4.0


def add_cases(draft: Draft, data: Path, root: Path, *, exact: bool) -> None:
    """Add the samples as public tests, and the secret data as hidden ones.

    Folders of secret data that say their points become groups of which all or
    nothing counts.
    """
    _add(draft, data / "sample", root, "sample", exact=exact)
    draft.groups.append({"id": "sample", "title": "Samples", "points": _SAMPLE_POINTS})
    secret = data / "secret"
    folders = sorted(one for one in secret.iterdir() if one.is_dir()) if secret.is_dir() else []
    scored = {folder: _points(folder, root) for folder in folders}
    if not folders or not any(scored.values()):
        if (data / "secret/testdata.yaml").is_file() or folders:
            draft.note("lossy", "grading", "is not read: samples count 1, secret data 4 points")
        _add(draft, secret, root, "secret", exact=exact)
        draft.groups.append(_group("secret", "Secret tests", _SECRET_POINTS, "sum"))
        return
    for folder, points in scored.items():
        group = slug_of(folder.name, "secret")[:50]
        _add(draft, folder, root, group, exact=exact)
        draft.groups.append(_group(group, folder.name[:100], points, "all"))
    draft.groups[0]["points"] = 0


def _group(name: str, title: str, points: float, scoring: str) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "points": points,
        "visibility": "hidden",
        "scoring": scoring,
    }


def _points(folder: Path, root: Path) -> float:
    """What a folder's ``testdata.yaml`` gives for all of it; 0 where it says nothing."""
    text = read_text(folder / "testdata.yaml", root, missing_ok=True)
    document = read_yaml(folder / "testdata.yaml", text, FindingList()) if text else None
    values = document.value if document and isinstance(document.value, dict) else {}
    try:
        return min(max(float(values.get("accept_score") or 0), 0.0), 1000.0)
    except (TypeError, ValueError):
        return 0.0


def _add(draft: Draft, folder: Path, root: Path, group: str, *, exact: bool) -> None:
    for path in files_below(folder, "*.in") if folder.is_dir() else []:
        answer = path.with_suffix(".ans")
        name = f"{group}/{path.relative_to(folder).with_suffix('')}"
        if not answer.is_file():
            draft.note("skipped", name, "has no answer")
        elif path.with_suffix(".args").exists() or path.with_suffix(".files").exists():
            draft.note("skipped", name, "gives the program arguments or files")
        elif path.stat().st_size > _MAX_CASE or answer.stat().st_size > _MAX_CASE:
            draft.note("skipped", name, f"is larger than {_MAX_CASE // 1000} kB")
        else:
            test = {
                "group": group,
                "stdin": read_text(path, root),
                "stdout": read_text(answer, root),
            }
            draft.add({**test, "compare": "exact"} if exact else test, None, name)
