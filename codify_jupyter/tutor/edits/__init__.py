"""Rule 7: is there one small change after which all tests pass, and where is it?

Only the line and the kind of a change ever leave this room; changed programs
are for the sandbox alone.
"""

from __future__ import annotations

from codify_jupyter.tutor.edits.change import Edit, EditKind, Variant
from codify_jupyter.tutor.edits.search import EditSearch, passing_edits
from codify_jupyter.tutor.edits.variants import variants

__all__ = ["Edit", "EditKind", "EditSearch", "Variant", "passing_edits", "variants"]
