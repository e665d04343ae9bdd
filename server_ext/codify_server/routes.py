"""Which handler answers which address."""

from __future__ import annotations

from codify_server.handlers.authoring import ChecksHandler, NewProblemHandler
from codify_server.handlers.base import CodifyHandler
from codify_server.handlers.class_view import (
    AtRiskHandler,
    AttemptHandler,
    AttemptsHandler,
    ClassEventsHandler,
    GridHandler,
    ItemsHandler,
    ReportHandler,
)
from codify_server.handlers.course_content import (
    CourseProblemHandler,
    CourseSetHandler,
    SetProblemHandler,
)
from codify_server.handlers.courses import StudentsHandler
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
from codify_server.handlers.questions import (
    AnswerEventsHandler,
    AnswersHandler,
    InboxHandler,
    OwnQuestionsHandler,
    QuestionHandler,
)
from codify_server.handlers.submissions import (
    ProblemSubmissionsHandler,
    RunHandler,
    RunsHandler,
    SubmissionEventsHandler,
    SubmissionHandler,
    SubmissionsHandler,
)
from codify_server.handlers.teaching import (
    CourseSetsHandler,
    GradebookHandler,
    GradesHandler,
    NewResultsHandler,
    PublicationHandler,
    RejudgementHandler,
    ResearchHandler,
    RosterHandler,
    SetNotebookHandler,
    SetPolicyHandler,
)

SLUG = r"([a-z0-9][a-z0-9-]{0,79})"
_ID = r"([1-9][0-9]{0,17})"
_UUID = r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"

ROUTES: list[tuple[str, type[CodifyHandler]]] = [
    (r"me", MeHandler),
    (r"problem-sets", ProblemSetsHandler),
    (r"problems", ProblemsHandler),
    (rf"problems/{SLUG}", ProblemHandler),
    (rf"problems/{SLUG}/submissions", ProblemSubmissionsHandler),
    (rf"problems/{SLUG}/messages", MessagesHandler),
    (rf"problems/{SLUG}/messages/preview", PreviewHandler),
    (rf"problems/{SLUG}/hints", HintsHandler),
    (rf"problems/{SLUG}/questions", OwnQuestionsHandler),
    (r"questions/events", AnswerEventsHandler),
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
    (rf"courses/{SLUG}/students", StudentsHandler),
    (rf"courses/{SLUG}/roster", RosterHandler),
    (rf"courses/{SLUG}/research", ResearchHandler),
    (rf"courses/{SLUG}/sets", CourseSetsHandler),
    (rf"courses/{SLUG}/sets/{SLUG}", CourseSetHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/problems/{SLUG}", SetProblemHandler),
    (rf"courses/{SLUG}/problems/{SLUG}", CourseProblemHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/publication", PublicationHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/notebook", SetNotebookHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/policy", SetPolicyHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/grades", GradesHandler),
    (rf"courses/{SLUG}/sets/{SLUG}/gradebook", GradebookHandler),
    (rf"courses/{SLUG}/problems/{SLUG}/rejudgement", RejudgementHandler),
    (rf"courses/{SLUG}/problems/{SLUG}/rejudgement/results", NewResultsHandler),
    (rf"courses/{SLUG}/students/{_ID}/problems/{SLUG}/attempts", AttemptsHandler),
    (rf"courses/{SLUG}/students/{_ID}/problems/{SLUG}/attempts/{_ID}", AttemptHandler),
    (rf"courses/{SLUG}/class", GridHandler),
    (rf"courses/{SLUG}/class/events", ClassEventsHandler),
    (rf"courses/{SLUG}/class/items", ItemsHandler),
    (rf"courses/{SLUG}/class/at-risk", AtRiskHandler),
    (rf"courses/{SLUG}/problems/{SLUG}/report", ReportHandler),
    (rf"courses/{SLUG}/questions", InboxHandler),
    (rf"courses/{SLUG}/questions/{_ID}", QuestionHandler),
    (rf"courses/{SLUG}/questions/{_ID}/answers", AnswersHandler),
    (r"authoring/checks", ChecksHandler),
    (r"authoring/problems", NewProblemHandler),
]
"""Paths under `codify/api/`; groups are the handlers' arguments."""

NOTEBOOK_ROUTES: list[tuple[str, type[CodifyHandler]]] = [
    (rf"problems/{SLUG}/notebook", NotebookHandler),
]
"""The same, where there is a Jupyter server with its contents."""
