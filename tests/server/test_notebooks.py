"""The notebook a student gets."""

from __future__ import annotations

from pathlib import Path

import nbformat

from codify_jupyter.problems import Problem

from .conftest import Api


async def test_it_is_made_with_the_starter_and_a_kernel(
    api: Api, jp_root_dir: Path, running_mean: Problem
) -> None:
    answer = await api.post("problems/running-mean/notebook")
    assert (answer.status, answer.json["created"]) == (201, True)
    notebook = nbformat.read(jp_root_dir / answer.json["path"], as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name
    solution = notebook.cells[1].source
    assert solution.splitlines()[0] == "#| codify: running-mean"
    assert running_mean.starter.strip() in solution
    assert running_mean.solution.strip() not in str(notebook)


async def test_it_is_never_overwritten(api: Api, jp_root_dir: Path) -> None:
    path = (await api.post("problems/running-mean/notebook")).json["path"]
    file = jp_root_dir / path
    notebook = nbformat.read(file, as_version=4)
    notebook.cells[1].source = "my = 'work'"
    nbformat.write(notebook, file)
    again = await api.post("problems/running-mean/notebook")
    assert (again.status, again.json) == (200, {"path": path, "created": False})
    assert nbformat.read(file, as_version=4).cells[1].source == "my = 'work'"
