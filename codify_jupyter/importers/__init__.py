"""Brings problems from other tools: each format has a reader, all are verified the same way.

Nothing of what is imported runs outside the sandbox.
"""

from __future__ import annotations

from codify_jupyter.importers.formats import FORMATS, read_drafts
from codify_jupyter.importers.report import ImportedProblem, ImportReport
from codify_jupyter.importers.verifying import import_problems

__all__ = ["FORMATS", "ImportReport", "ImportedProblem", "import_problems", "read_drafts"]
