"""A problem as it stands in an author's editor: names and texts, wherever the files may lie."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from codify_jupyter.errors import Invalid, TooLarge
from codify_jupyter.problems.wrong_solutions import MAX_WRONG

NOTEBOOK_SUFFIX = ".ipynb"
MAX_CHARACTERS = 1_500_000
"""Of all files together; each kind of file has a limit of its own when it is read."""
_PARTS = frozenset({"problem.md", "starter.py", "solution.py", "tests.yaml", "checks.py"})
_WRONG = re.compile(r"wrong/[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.py")
_SPARE = 20
"""So many wrong solutions beyond those that are read; the reader says that they are too many."""


@dataclass(frozen=True, slots=True)
class Written:
    """A notebook, or the files of a problem's folder."""

    name: str
    """Of the folder or the notebook, without what it lies in."""
    files: Mapping[str, str]
    """Texts by name: those of the folder form, or the one notebook."""

    @property
    def is_notebook(self) -> bool:
        """Whether it is the notebook form."""
        return self.name.endswith(NOTEBOOK_SUFFIX)

    @classmethod
    def checked(cls, name: str, files: Mapping[str, str]) -> Written:
        """What a client sent, if it is such a thing.

        Raises:
            Invalid: a name is none of those that a problem has, or leads elsewhere.
            TooLarge: all together are too long.
        """
        if not name or len(name.encode()) > 200 or re.search(r"[/\\\0-\x1f]|^\.\.?$", name):
            raise Invalid(
                "`name` must be the name of a folder or a notebook, without a path.",
                reason="bad_name",
            )
        notebook = name.endswith(NOTEBOOK_SUFFIX)
        for one in files:
            if not (one == name if notebook else one in _PARTS or _WRONG.fullmatch(one)):
                raise Invalid(
                    f"`{one[:80]}` is no file of a problem. A notebook is sent alone, under its "
                    f"own name; a folder has {', '.join(sorted(_PARTS))} and wrong/NAME.py.",
                    reason="bad_file",
                )
        if not files or len(files) > len(_PARTS) + MAX_WRONG + _SPARE:
            raise Invalid("There is no problem in it, or too many files.", reason="bad_file")
        if sum(map(len, files.values())) > MAX_CHARACTERS:
            raise TooLarge(
                "The problem's files are too long together. Shorten them.",
                reason="problem_too_large",
            )
        return cls(name, dict(files))

    @classmethod
    def read(cls, path: Path) -> Written:
        """A problem's folder or notebook on this machine, as a client sends it.

        Raises:
            Invalid, TooLarge: as ``checked``; or it is another form of a notebook.
            OSError, UnicodeDecodeError: a file cannot be read.
        """
        if path.is_dir():
            found = [path / name for name in sorted(_PARTS)]
            found += sorted((path / "wrong").glob("*.py"))
            texts = {
                one.relative_to(path).as_posix(): one.read_text("utf-8")
                for one in found
                if one.is_file()
            }
            return cls.checked(path.resolve().name, texts)
        if path.suffix != NOTEBOOK_SUFFIX:
            raise Invalid(
                f"{path.name} is no folder and no {NOTEBOOK_SUFFIX} file; convert it first: "
                "codify convert.",
                reason="bad_name",
            )
        return cls.checked(path.name, {path.name: path.read_text("utf-8")})

    @contextmanager
    def laid_out(self) -> Iterator[Path]:
        """The folder or notebook as a path that is there for as long as the context."""
        with tempfile.TemporaryDirectory(prefix="codify-authoring-") as temporary:
            root = Path(temporary)
            path = root / self.name
            for name, text in self.files.items():
                file = path if self.is_notebook else path / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode("utf-8", "surrogatepass"))
            yield path
