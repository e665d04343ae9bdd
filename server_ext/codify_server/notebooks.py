"""The notebook a student works in: made once, with the starter, never overwritten."""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from nbformat import NotebookNode, v4
from tornado import web

from codify_jupyter.problem_cells import known_problem, solution_cell


class Notebooks:
    """Students' notebooks, kept by whatever contents manager the server uses."""

    def __init__(self, contents: Any, kernel_specs: Any, directory: str) -> None:
        self._contents = contents
        self._kernel_specs = kernel_specs
        self._directory = directory.strip("/")

    async def open(self, problem: dict[str, Any]) -> tuple[str, bool]:
        """The path of the problem's notebook, and whether it had to be made.

        ``problem`` is the student's view.
        """
        path = "/".join(part for part in (self._directory, f"{problem['slug']}.ipynb") if part)
        if await ensure_async(self._contents.file_exists(path)):
            return path, False
        await self._make_directory()
        model = {
            "type": "notebook",
            "format": "json",
            "content": await self._new_notebook(problem),
        }
        await ensure_async(self._contents.save(model, path))
        return path, True

    async def _make_directory(self) -> None:
        walked = ""
        for part in filter(None, self._directory.split("/")):
            walked = f"{walked}/{part}" if walked else part
            if not await ensure_async(self._contents.dir_exists(walked)):
                try:
                    await ensure_async(self._contents.save({"type": "directory"}, walked))
                except web.HTTPError:
                    # Another tab may have made it in the same moment.
                    if not await ensure_async(self._contents.dir_exists(walked)):
                        raise

    async def _new_notebook(self, problem: dict[str, Any]) -> NotebookNode:
        named = ", ".join(f"`{name}`" for name in problem.get("entry_names", []))
        named = named or "your program"
        heading = v4.new_markdown_cell(
            f"# {problem['title']}\n\n"
            f"Write {named} in the next cell. The problem, its tests and the tutor are beside "
            "this notebook; the cells below are yours to try things out."
        )
        return v4.new_notebook(
            cells=[heading, solution_cell(problem), v4.new_code_cell("")],
            metadata={
                "codify": {"problems": [known_problem(problem)]},
                # Without one, JupyterLab covers the page with a question.
                "kernelspec": await self._kernel(),
                "language_info": {"name": "python"},
            },
        )

    async def _kernel(self) -> dict[str, str]:
        specs: dict[str, Any] = await ensure_async(self._kernel_specs.get_all_specs())
        name = "python3" if "python3" in specs or not specs else sorted(specs)[0]
        for candidate, spec in sorted(specs.items()):
            if name not in specs and spec["spec"].get("language") == "python":
                name = candidate
        display = specs.get(name, {}).get("spec", {}).get("display_name", "Python 3")
        return {"name": name, "display_name": display, "language": "python"}
