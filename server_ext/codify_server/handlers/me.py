"""Who the caller is and what this installation offers."""

from __future__ import annotations

from dataclasses import asdict

from codify_jupyter.settings import MAX_CODE_BYTES, MAX_QUESTION_CHARACTERS
from codify_server.access import requires
from codify_server.handlers.base import CodifyHandler
from codify_server.version import VERSION


class MeHandler(CodifyHandler):
    """`me`."""

    @requires("read")
    async def get(self) -> None:
        """The caller and the state of the parts; answers at once, also while they start."""
        self.core.start()
        who = self.principal
        parts = self.core.parts()
        self.finish(
            {
                "user": {"name": who.name, "display_name": who.display_name},
                "roles": sorted(who.roles),
                "mode": self.settings["codify_mode"],
                "authoring": who.may_author,
                "courses": [asdict(one) for one in sorted(who.enrolments or ())],
                **parts,
                "limits": {
                    "code_bytes": MAX_CODE_BYTES,
                    "question_characters": MAX_QUESTION_CHARACTERS,
                },
                "version": VERSION,
            }
        )
