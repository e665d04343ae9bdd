"""Links that a person opens, as opposed to the API's addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from codify_jupyter.errors import CodifyError


class OpenProblemHandler(JupyterHandler):
    """`codify/open/{slug}`: JupyterLab with a problem opened.

    A path of its own, since a server's default URL and a hub's links get a
    query appended and so can carry none themselves.
    """

    @web.authenticated
    def get(self, slug: str) -> None:
        """Lead on to JupyterLab, which opens the problem or says that there is none."""
        self.redirect(f"{url_path_join(self.base_url, 'lab')}?codify={slug}")


class OpenSetHandler(JupyterHandler):
    """`codify/open/sets/{slug}`: JupyterLab where the student goes on in a set."""

    @web.authenticated
    async def get(self, slug: str) -> None:
        """Lead on to the first problem of the set that is not solved yet."""
        who = await self.settings["codify_access"].check(self, "read")
        try:
            sets = await self.settings["codify_sets"](who)
        except CodifyError as error:
            raise web.HTTPError(503, error.message, reason="Codify is not there") from None
        problem = first_to_do(sets, slug)
        self.redirect(f"{url_path_join(self.base_url, 'lab')}?codify={problem}")


def first_to_do(sets: Sequence[dict[str, Any]], slug: str) -> str:
    """The slug of the problem to go on with: the first one not solved, else the first.

    Raises:
        web.HTTPError: there is no such set for the caller, or it is not open yet.
    """
    found = next((one for one in sets if one["slug"] == slug), None)
    if found is None:
        raise web.HTTPError(
            403,  # the page of Jupyter's own for 404 has no room for words
            "There is no such problem set for you. If the link came from your course, tell "
            "your instructor.",
            reason="No such problem set",
        )
    if not found["items"]:
        words = " ".join(found["policy"].get("words", ())) or "There are no problems in it yet."
        raise web.HTTPError(403, words, reason="Not open yet")
    todo = [one for one in found["items"] if one["state"] != "solved"]
    return str((todo or found["items"])[0]["slug"])
