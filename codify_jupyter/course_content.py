"""What the instructors of a course write into it: problems and sets, and nothing of others'."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from codify_jupyter.authoring.checks import Turns
from codify_jupyter.authoring.verified import verified
from codify_jupyter.authoring.written import Written
from codify_jupyter.courses import must_teach
from codify_jupyter.errors import Conflict, Faulty, Invalid, NotFound, TooOften
from codify_jupyter.problems.findings import ProblemError
from codify_jupyter.problems.sets import set_from_values, set_values
from codify_jupyter.problems.student_view import public_tests_json, student_view
from codify_jupyter.publishing import unknown_set
from codify_jupyter.store import course_content, courses, problem_sets, problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from codify_runner import Runner
    from sqlalchemy.ext.asyncio import AsyncConnection

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.known_users import KnownUsers
    from codify_jupyter.limits import Limits
    from codify_jupyter.principal import Principal
    from codify_jupyter.problems.model import Problem, ProblemSet
    from codify_jupyter.publishing import Publishing

_OTHERS_SET = "A set called “{slug}” is not this course's to change. Choose another short name."
_OTHERS_PROBLEM = (
    "A problem called “{slug}” is there already, and is not this course's to change. Choose "
    "another slug, and another `id`, for yours."
)
_OTHER_ID = (
    "“{slug}” is there already with another `id`. Give this one the same `id` if it is the same "
    "problem, else another slug."
)
_OTHERS_ID = (
    "The `id` of this problem belongs to another one. Where it was made as a copy, give it an "
    "`id` of its own: change some of its digits."
)


class CourseContent:
    """Stores what instructors send. All methods raise for whom does not teach the course.

    That is Forbidden for its students, and NotFound for all others.
    """

    def __init__(
        self,
        database: Database,
        runner: Runner,
        catalogue: Catalogue,
        publishing: Publishing,
        known: KnownUsers,
        limits: Limits,
    ) -> None:
        self._database = database
        self._runner = runner
        self._catalogue = catalogue
        self._publishing = publishing
        self._known = known
        self._limits = limits
        self._sending: set[str] = set()

    async def send_problem(
        self, who: Principal, course: str, slug: str, name: str, files: Mapping[str, str]
    ) -> dict[str, Any]:
        """Store a problem as its newest version, if its own programs do what they must.

        Returns the contract's ``SentProblem``.

        Raises:
            Invalid, TooLarge: it is no problem that could be judged.
            Faulty: the check finds errors.
            Conflict: its slug or its id is another's.
            TooOften: the caller sends very often, or two at a time.
        """
        must_teach(who, course)
        written = Written.checked(name, files)
        await self._count(who)
        if who.name in self._sending:
            raise TooOften(
                "Another problem of yours is just being checked. Wait until that is done.",
                retry_after_s=2,
            )
        self._sending.add(who.name)
        try:
            problem = await verified(written, slug, Turns(self._runner, who.name))
        finally:
            self._sending.discard(who.name)
        async with self._database.begin() as connection:
            await problems.hold_off_writers(connection)
            await self._must_be_free(connection, course, problem)
            saved = await problems.save_problem(
                connection,
                problem,
                public_tests_json(problem),
                student_view(problem),
                course_id=await courses.ensure(connection, course),
            )
            number = await course_content.version_number(connection, saved.problem_id)
            places = await course_content.in_sets(connection, course, saved.problem_id)
        return {
            "slug": problem.slug,
            "title": problem.title,
            "version": number,
            "changed": saved.changed,
            "tests_digest": problem.digest,
            "sets": [
                {
                    "slug": one.set,
                    "title": one.title,
                    "state": one.state,
                    "version": one.version,
                    "frozen": one.state == "published",
                }
                for one in places
            ],
        }

    async def show_set(self, who: Principal, course: str, slug: str) -> dict[str, Any]:
        """A set of the course as it was written last, in the fields of a set's file.

        Raises:
            NotFound: the course has no such set.
        """
        must_teach(who, course)
        async with self._database.connect() as connection:
            return set_values(await self._written(connection, course, slug))

    async def write_set(
        self, who: Principal, course: str, slug: str, values: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Make or change a set of the course; a new one is withdrawn until it is published.

        ``values`` are the fields of a set's file. Returns the contract's ``TaughtSet``.

        Raises:
            Faulty: a field is not as it must be.
            NotFound: it names problems that the course may not use.
            Conflict: the set is another's.
        """
        must_teach(who, course)
        named = values.get("slug", slug)
        if named != slug:
            raise Invalid(
                f"The set's `slug` must be `{slug}`, as in the address.", reason="other_slug"
            )
        whole = {**values, "codify-set": values.get("codify-set", 1), "slug": slug}
        problem_set = _read_set(whole)
        async with self._database.begin() as connection:
            await problems.hold_off_writers(connection)
            await self._must_be_ours(connection, course, slug)
            await self._store_set(connection, course, problem_set)
        return await self._publishing.show(slug)

    async def add_problem(
        self, who: Principal, course: str, slug: str, problem: str
    ) -> dict[str, Any]:
        """Append a problem to a set of the course, unless it is there. Safe to repeat.

        Returns the contract's ``TaughtSet``.

        Raises:
            Faulty: the set would be too long.
            NotFound: the course has no such set, or may not use the problem.
            Conflict: the set is kept by the operator.
        """
        must_teach(who, course)
        async with self._database.begin() as connection:
            await problems.hold_off_writers(connection)
            written = await self._written(connection, course, slug)
            if problem not in written.items:
                await self._must_be_ours(connection, course, slug)
                values = set_values(written)
                last = values["zones"][-1] if written.zones else values
                last["items"].append(problem)
                await self._store_set(connection, course, _read_set(values))
        return await self._publishing.show(slug)

    async def _count(self, who: Principal) -> None:
        if self._limits.rate("runs") is not None:
            user_id = await self._known.id_of(who)
            async with self._database.connect() as connection:
                await self._limits.take(connection, user_id, "runs")

    async def _must_be_free(
        self, connection: AsyncConnection, course: str, problem: Problem
    ) -> None:
        """See that the problem is new, or the course's to change."""
        uuid = UUID(problem.id)
        for one in await course_content.find_problems(connection, course, uuid, problem.slug):
            if not one.may_change or one.uuid in self._catalogue.kept_problems:
                message = _OTHERS_PROBLEM if one.slug == problem.slug else _OTHERS_ID
                reason = "slug_taken" if one.slug == problem.slug else "id_taken"
                raise Conflict(message.format(slug=problem.slug), reason=reason)
            if one.uuid != uuid:
                raise Conflict(_OTHER_ID.format(slug=problem.slug), reason="slug_taken")
            if one.slug != problem.slug:
                raise Conflict(_OTHERS_ID, reason="id_taken")

    async def _must_be_ours(self, connection: AsyncConnection, course: str, slug: str) -> None:
        """See that a set is new, or the course's to change."""
        stored = await course_content.find_set(connection, slug)
        if stored is not None and stored.course != course:
            raise Conflict(_OTHERS_SET.format(slug=slug), reason="slug_taken")
        if slug in self._catalogue.kept_sets:
            raise Conflict(
                f"The set “{slug}” comes from a folder that this service reads at each start. Ask "
                "whoever runs it to change it there, or choose another short name.",
                reason="kept_by_operator",
            )

    async def _written(self, connection: AsyncConnection, course: str, slug: str) -> ProblemSet:
        stored = await course_content.find_set(connection, slug)
        found = await course_content.written_set(connection, slug)
        if stored is None or found is None or stored.course != course:
            raise unknown_set(slug)
        return found

    async def _store_set(
        self, connection: AsyncConnection, course: str, problem_set: ProblemSet
    ) -> None:
        usable = await course_content.usable(connection, course, problem_set.items)
        unusable = [slug for slug in problem_set.items if slug not in usable]
        if unusable:
            listed = ", ".join(f"“{slug}”" for slug in unusable[:10])
            raise NotFound(
                f"This course has no problem called {listed}, and none is open to it in a set for "
                "all. Send it to the course first, or take it out of the set.",
                reason="unknown_problem",
            )
        await problem_sets.save_set(
            connection,
            problem_set,
            course_id=await courses.ensure(connection, course),
            withdrawn=True,
        )


def _read_set(values: dict[str, Any]) -> ProblemSet:
    try:
        return set_from_values(values)
    except ProblemError as error:
        told = [{"code": one.code, "message": one.message} for one in error.findings[:50]]
        words = "; ".join(str(one["message"]) for one in told[:3])
        raise Faulty(f"The set was not stored: {words}.", told) from None
