"""The one link of a problem set, for each place where students may open it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from codify_jupyter.errors import Invalid

log = logging.getLogger(__name__)

BINDER = "https://mybinder.org"
LOCAL = "http://localhost:8888"


@dataclass(frozen=True, slots=True)
class Places:
    """Where students may open a set. Addresses have no slash at the end."""

    hub: str | None = None
    """JupyterHub's public address, such as ``https://hub.example.org``."""
    server: str = LOCAL
    """A plain Jupyter server with Codify."""
    repository: str | None = None
    """Address of a git repository for nbgitpuller and Binder."""
    branch: str = "main"
    binder: str = BINDER

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Places:
        """Read ``CODIFY_HUB_URL``, ``CODIFY_SERVER_URL``, ``CODIFY_REPOSITORY`` and others.

        The others are ``CODIFY_BRANCH`` and ``CODIFY_BINDER_URL``. A service of JupyterHub's
        is told the Hub's public address by it.

        Raises:
            Invalid: one of them is no address.
        """
        known = environment.get("JUPYTERHUB_PUBLIC_HUB_URL", "")
        known = known.rstrip("/").removesuffix("/hub")
        return cls.checked(
            hub=environment.get("CODIFY_HUB_URL") or known or None,
            server=environment.get("CODIFY_SERVER_URL") or LOCAL,
            repository=environment.get("CODIFY_REPOSITORY") or None,
            branch=environment.get("CODIFY_BRANCH") or "main",
            binder=environment.get("CODIFY_BINDER_URL") or BINDER,
        )

    @classmethod
    def checked(
        cls,
        *,
        hub: str | None,
        server: str,
        repository: str | None,
        branch: str,
        binder: str,
    ) -> Places:
        """The same from addresses as people write them.

        Raises:
            Invalid: one of them is no address; the message names it.
        """
        return cls(
            hub=_address(hub) if hub else None,
            server=_address(server),
            repository=_address(repository) if repository else None,
            branch=branch,
            binder=_address(binder),
        )


def places_of_the_operator() -> Places:
    """From the environment; a fault there is logged, and must not keep a class from working."""
    try:
        return Places.from_environment()
    except Invalid as error:
        log.error("links lead to this machine only: %s", error)  # noqa: TRY400
        return Places()


def set_path(slug: str) -> str:
    """Where a Jupyter server opens a set, below its base URL."""
    return f"codify/open/sets/{slug}"


def set_links(slug: str, places: Places) -> dict[str, str]:
    """The links to a set by place: ``server``, and what else is known of.

    All lead to the same: JupyterLab with the first problem that is not solved yet.
    """
    path = set_path(slug)
    links = {"server": f"{places.server}/{path}"}
    if places.hub:
        links["hub"] = f"{places.hub}/hub/user-redirect/{path}"
    if places.repository:
        branch, urlpath = quote(places.branch, safe=""), quote(path, safe="")
        if places.hub:
            repository = quote(places.repository, safe="")
            links["nbgitpuller"] = (
                f"{places.hub}/hub/user-redirect/git-pull"
                f"?repo={repository}&branch={branch}&urlpath={urlpath}"
            )
        links["binder"] = (
            f"{places.binder}/v2/{_binder_name(places.repository)}/{branch}?urlpath={urlpath}"
        )
    return links


def _binder_name(repository: str) -> str:
    parts = urlsplit(repository)
    name = parts.path.strip("/").removesuffix(".git")
    if parts.netloc == "github.com" and name.count("/") == 1:
        return f"gh/{name}"
    if parts.netloc == "gitlab.com":
        return f"gl/{quote(name, safe='')}"
    return f"git/{quote(repository, safe='')}"


def _address(given: str) -> str:
    parts = urlsplit(given)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise Invalid(
            f"{given[:80]!r} is no address of a server: write https://, its name and its path.",
            reason="bad_address",
        )
    return given.rstrip("/")
