"""Sets as their instructors handle them: published, withdrawn, linked to, handed out as a file."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from codify_jupyter.courses import must_teach
from codify_jupyter.errors import NotFound
from codify_jupyter.set_links import Places, set_links, set_path
from codify_jupyter.set_policy import effective_policy, policy_words, shown_policy, utc_now
from codify_jupyter.store import course_content, problem_sets, publications

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nbformat import NotebookNode

    from codify_jupyter.catalogue import Catalogue
    from codify_jupyter.database import Database
    from codify_jupyter.principal import Principal
    from codify_jupyter.store.problem_sets import ListedSet, SetHead


def unknown_set(slug: str) -> NotFound:
    """The error for a set that is not there, or not the caller's."""
    return NotFound(f"There is no problem set called “{slug[:80]}”.", reason="unknown_set")


class Publishing:
    """Publishes sets. Whose they are is for the caller to see, as ``Teaching`` does."""

    def __init__(self, database: Database, catalogue: Catalogue, places: Places) -> None:
        self._database = database
        self._catalogue = catalogue
        self._places = places

    async def publish(self, slug: str, *, keep_versions: bool = False) -> dict[str, Any]:
        """Let what was loaded last count, with its problems frozen as they are now.

        With ``keep_versions`` those that were frozen before stay as they were, as when
        only a date changes.

        Raises:
            NotFound: no such set, or problems of it are gone.
        """
        async with self._database.begin() as connection:
            done = await publications.publish(connection, slug, keep_versions=keep_versions)
        if done is None:
            raise unknown_set(slug)
        return {**await self.show(slug), "moved": done.moved}

    async def withdraw(self, slug: str) -> None:
        """Show the set to nobody but its instructors until it is published again.

        Raises:
            NotFound: no such set.
        """
        async with self._database.begin() as connection:
            if not await publications.withdraw(connection, slug):
                raise unknown_set(slug)

    async def show(self, slug: str) -> dict[str, Any]:
        """A set with its links, as its instructors see it; the contract's ``TaughtSet``.

        Raises:
            NotFound: no such set.
        """
        (shown,) = await self._as_json([await self.find(slug)])
        return shown

    async def of_course(self, course: str) -> list[dict[str, Any]]:
        """The sets of a course."""
        return await self._as_json([one for one in await self._all() if one.course == course])

    async def find(self, slug: str) -> ListedSet:
        """A set with all its items.

        Raises:
            NotFound: no such set.
        """
        found = next((one for one in await self._all() if one.slug == slug), None)
        if found is None:
            raise unknown_set(slug)
        return found

    async def notebook(self, slug: str, student: str = "") -> NotebookNode:
        """The set as a notebook: all of it, or what a student gets.

        Raises:
            NotFound: no such set.
        """
        # Only who wants a file pays for the import of nbformat.
        from codify_jupyter.set_notebook import Part, set_notebook

        found = await self.find(slug)
        labels: Sequence[str] = ()
        if student:
            async with self._database.connect() as connection:
                mine = await problem_sets.list_sets(connection, student, None, withdrawn=True)
            found = next(one for one in mine if one.slug == slug)
            labels = found.labels
        views = [(await self._catalogue.version(one.version_id)).view for one in found.items]
        placed = list(zip(found.places, views, strict=True))
        titles = [zone["title"] for zone in found.zones] or [""]
        return set_notebook(
            found.title,
            found.description,
            policy_words(effective_policy(found.policy, student, labels), utc_now()),
            [
                Part(title, [view for place, view in placed if place == number])
                for number, title in enumerate(titles)
            ],
        )

    async def _all(self) -> list[ListedSet]:
        async with self._database.connect() as connection:
            return await problem_sets.list_sets(
                connection, "", None, all_items=True, withdrawn=True
            )

    async def _as_json(self, found: Sequence[ListedSet]) -> list[dict[str, Any]]:
        async with self._database.connect() as connection:
            versions = await course_content.item_versions(connection, [one.id for one in found])
        return [
            {
                "slug": one.slug,
                "title": one.title,
                "course": one.course,
                "state": one.state,
                "published_at": one.published_at.isoformat() if one.published_at else None,
                "changed": one.has_draft,
                "words": policy_words(effective_policy(one.policy), utc_now()),
                "problems": [
                    {
                        "slug": item.slug,
                        "title": item.title,
                        "points": item.points,
                        **asdict(versions[one.id][item.slug]),
                    }
                    for item in one.items
                    if item.slug in versions[one.id]  # else it was taken out just now
                ],
                "path": set_path(one.slug),
                "links": set_links(one.slug, self._places),
            }
            for one in found
        ]


def policy_for(found: SetHead, student: str, labels: Sequence[str]) -> dict[str, Any]:
    """What a set allows a student, now, also in words."""
    return shown_policy(found.policy, utc_now(), student, labels)


class Teaching:
    """The same for the instructors of a course, and for its own sets only."""

    def __init__(self, publishing: Publishing) -> None:
        self._publishing = publishing

    async def sets(self, who: Principal, course: str) -> list[dict[str, Any]]:
        """The course's sets.

        Raises:
            Forbidden, NotFound: the caller does not teach it.
        """
        must_teach(who, course)
        return await self._publishing.of_course(course)

    async def find(self, who: Principal, course: str, slug: str) -> ListedSet:
        """A set of the course.

        Raises:
            Forbidden, NotFound: the caller does not teach the course, or it has no such set.
        """
        must_teach(who, course)
        found = await self._publishing.find(slug)
        if found.course != course:
            raise unknown_set(slug)
        return found

    async def publish(
        self, who: Principal, course: str, slug: str, *, keep_versions: bool
    ) -> dict[str, Any]:
        """Publish a set of the course; see ``Publishing.publish``."""
        await self.find(who, course, slug)
        return await self._publishing.publish(slug, keep_versions=keep_versions)

    async def withdraw(self, who: Principal, course: str, slug: str) -> None:
        """Withdraw a set of the course; see ``Publishing.withdraw``."""
        await self.find(who, course, slug)
        await self._publishing.withdraw(slug)

    async def notebook(
        self, who: Principal, course: str, slug: str, student: str = ""
    ) -> NotebookNode:
        """A set of the course as a notebook; see ``Publishing.notebook``."""
        await self.find(who, course, slug)
        return await self._publishing.notebook(slug, student)

    async def policy(
        self, who: Principal, course: str, slug: str, student: str, labels: Sequence[str]
    ) -> dict[str, Any]:
        """What a set of the course allows a student, or those with some labels."""
        return policy_for(await self.find(who, course, slug), student, labels)
