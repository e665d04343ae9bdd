"""Links that a person opens, as opposed to the API's addresses."""

from __future__ import annotations

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web


class OpenProblemHandler(JupyterHandler):
    """`codify/open/{slug}`: JupyterLab with a problem opened.

    A path of its own, since a server's default URL and a hub's links get a
    query appended and so can carry none themselves.
    """

    @web.authenticated
    def get(self, slug: str) -> None:
        """Lead on to JupyterLab, which opens the problem or says that there is none."""
        self.redirect(f"{url_path_join(self.base_url, 'lab')}?codify={slug}")
