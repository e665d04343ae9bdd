"""The notebook form of problems: read from cells, written as cells.

What a cell is for stands in its text, never in metadata: it survives jupytext,
copying and pasting, and editors that wipe what they do not know.
"""

from __future__ import annotations

from codify_jupyter.problems.notebook.places import Places
from codify_jupyter.problems.notebook.reading import (
    NOTEBOOK_SUFFIXES,
    holds_problems,
    read_notebook,
    read_notebook_parts,
)

__all__ = ["NOTEBOOK_SUFFIXES", "Places", "holds_problems", "read_notebook", "read_notebook_parts"]
