"""What the instructors of a course take away: class list, grades, data for research."""

from __future__ import annotations

import asyncio
import io
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from codify_jupyter.courses import must_teach
from codify_jupyter.errors import Invalid
from codify_jupyter.grades.export import fill_canvas, moodle_csv, nbgrader_csv
from codify_jupyter.grades.roster import read_roster, roster_csv
from codify_jupyter.publishing import unknown_set
from codify_jupyter.research.progsnap2 import write_progsnap2
from codify_jupyter.research.pseudonyms import Pseudonyms
from codify_jupyter.store import grades, research

if TYPE_CHECKING:
    from collections.abc import Collection

    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.grades import GradedSet, StudentGrade


class CourseRecords:
    """Reads and writes what concerns the students of one course, for its instructors.

    All of its methods raise Forbidden or NotFound for a caller who does not teach the course.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def roster(self, who: Principal, course: str) -> str:
        """The class list as CSV, as ``enter_roster`` takes it."""
        must_teach(who, course)
        async with self._database.connect() as connection:
            return roster_csv(await grades.roster(connection, course))

    async def enter_roster(self, who: Principal, course: str, text: str) -> int:
        """Enter the people of a class list; returns how many. Nobody is removed.

        Names and addresses that are known already stay.

        Raises:
            Invalid: with the line at fault.
        """
        must_teach(who, course)
        people = read_roster(text)
        async with self._database.begin() as connection:
            await grades.enrol_roster(connection, course, people, who.provider, overwrite=False)
        return len(people)

    async def grades(self, who: Principal, course: str, slug: str) -> dict[str, Any]:
        """The grades of a set of the course; the contract's ``Grades``."""
        graded, found = await self._graded(who, course, slug)
        return {
            "set": graded.slug,
            "points": graded.points,
            "grades": [
                {
                    "student": one.name,
                    "display_name": one.display_name,
                    "section": one.section,
                    "points": one.points,
                    "raw_points": one.raw_points,
                    "possible": one.possible,
                    "solved": one.solved,
                    "attempts": one.attempts,
                }
                for one in found
            ],
        }

    async def grades_csv(
        self, who: Principal, course: str, slug: str, form: Literal["nbgrader", "moodle"]
    ) -> str:
        """The same as CSV."""
        graded, found = await self._graded(who, course, slug)
        return (nbgrader_csv if form == "nbgrader" else moodle_csv)(graded, found)

    async def fill_gradebook(
        self, who: Principal, course: str, slug: str, gradebook: str, column: str
    ) -> dict[str, Any]:
        """The points filled into the gradebook that Canvas exported.

        Raises:
            Invalid: it is no gradebook, or has no such column.
        """
        graded, found = await self._graded(who, course, slug)
        filled = fill_canvas(gradebook, graded, found, column)
        return {
            "gradebook": filled.text,
            "filled": filled.filled,
            "unknown_to_canvas": list(filled.unknown_to_canvas),
            "without_grade": list(filled.without_grade),
        }

    async def research(self, who: Principal, course: str, consented: Collection[str]) -> bytes:
        """A ProgSnap2 data set as a zip file, under pseudonyms whose key is thrown away.

        Only what students of the course who consented did in its sets is in it.

        Raises:
            Invalid: nobody is named.
        """
        must_teach(who, course)
        names = sorted({name.strip() for name in consented} - {""})
        if not names:
            raise Invalid("Nobody has consented: name them in `consent`.", reason="no_consent")
        # In a transaction, which the cursors need; what they read is then of one moment.
        async with self._database.begin() as connection:
            done = [one async for one in research.submissions_of(connection, names, course)]
            said = [one async for one in research.messages_of(connection, names, course)]

        def pack() -> bytes:
            with tempfile.TemporaryDirectory(prefix="codify-research-") as name:
                folder = Path(name) / "data"
                write_progsnap2(folder, done, said, Pseudonyms(), version("codify-jupyter"))
                stream = io.BytesIO()
                with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
                    for path in sorted(folder.rglob("*.csv")):
                        archive.write(path, path.relative_to(folder))
                return stream.getvalue()

        return await asyncio.to_thread(pack)

    async def _graded(
        self, who: Principal, course: str, slug: str
    ) -> tuple[GradedSet, list[StudentGrade]]:
        must_teach(who, course)
        async with self._database.connect() as connection:
            graded = await grades.find_set(connection, slug)
            if graded is None or graded.course != course:
                raise unknown_set(slug)
            return graded, await grades.grades(connection, graded)
