"""The account PostgreSQL runs under when we are root, because it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codify_jupyter.database.errors import EmbeddedServerError

# "nobody" comes last: sandboxes like to use it for code that nobody trusts.
_CANDIDATES = ("codify", "postgres", "_postgres", "daemon", "nobody")


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def popen_arguments(self) -> Mapping[str, Any]:
        """For ``subprocess``: become this user, without any further group."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can_enter(self, directory: Path) -> bool:
        """Whether this user can reach the directory, whatever modes or ACLs decide it."""
        return (
            subprocess.run(  # noqa: S603
                ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(directory)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                check=False,
                **self.popen_arguments,
            ).returncode
            == 0
        )


def needed_service_user() -> ServiceUser | None:
    """None for an ordinary user, who runs the server as himself.

    Raises:
        EmbeddedServerError: when we are root and cannot become anyone else.
    """
    if os.geteuid() != 0:
        return None
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        user = ServiceUser(name, entry.pw_uid, entry.pw_gid)
        try:
            user.can_enter(Path("/"))
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedServerError(
                f"PostgreSQL does not run as root, and changing to the user {name!r} failed "
                f"({error}). Run Codify as an ordinary user, or set CODIFY_DATABASE_URL."
            ) from error
        return user
    raise EmbeddedServerError(
        "PostgreSQL does not run as root, and there is no user to run it as: make one with "
        "`useradd --system codify`, run Codify as an ordinary user, or set CODIFY_DATABASE_URL."
    )
