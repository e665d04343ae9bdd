"""Which handler answers which address."""

from __future__ import annotations

from jupyter_server.base.handlers import JupyterHandler

from codify_server.handlers.base import CodifyHandler
from codify_server.handlers.links import OpenProblemHandler
from codify_server.handlers.me import MeHandler
from codify_server.handlers.messages import (
    ConsentHandler,
    HintsHandler,
    MessagesHandler,
    MessageStreamHandler,
    PreviewHandler,
    RatingHandler,
    TutorHandler,
)
from codify_server.handlers.problems import (
    NextHandler,
    NotebookHandler,
    ProblemHandler,
    ProblemSetsHandler,
    ProblemsHandler,
    SkillsHandler,
)
from codify_server.handlers.submissions import (
    ProblemSubmissionsHandler,
    RunHandler,
    RunsHandler,
    SubmissionEventsHandler,
    SubmissionHandler,
    SubmissionsHandler,
)

_SLUG = r"([a-z0-9][a-z0-9-]{0,79})"
_ID = r"([1-9][0-9]{0,17})"
_UUID = r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"

ROUTES: list[tuple[str, type[CodifyHandler]]] = [
    (r"me", MeHandler),
    (r"problem-sets", ProblemSetsHandler),
    (r"problems", ProblemsHandler),
    (rf"problems/{_SLUG}", ProblemHandler),
    (rf"problems/{_SLUG}/notebook", NotebookHandler),
    (rf"problems/{_SLUG}/submissions", ProblemSubmissionsHandler),
    (rf"problems/{_SLUG}/messages", MessagesHandler),
    (rf"problems/{_SLUG}/messages/preview", PreviewHandler),
    (rf"problems/{_SLUG}/hints", HintsHandler),
    (r"tutor", TutorHandler),
    (r"tutor/consent", ConsentHandler),
    (r"runs", RunsHandler),
    (rf"runs/{_UUID}", RunHandler),
    (r"submissions", SubmissionsHandler),
    (rf"submissions/{_ID}", SubmissionHandler),
    (rf"submissions/{_ID}/events", SubmissionEventsHandler),
    (rf"messages/{_ID}/rating", RatingHandler),
    (rf"messages/{_ID}/stream", MessageStreamHandler),
    (r"skills", SkillsHandler),
    (r"next", NextHandler),
]
"""Paths under `codify/api/`; groups are the handlers' arguments."""

PAGES: list[tuple[str, type[JupyterHandler]]] = [(rf"open/{_SLUG}", OpenProblemHandler)]
"""Paths under `codify/` that a person opens."""
