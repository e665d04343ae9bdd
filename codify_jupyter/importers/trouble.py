"""What stops an import as a whole."""

from __future__ import annotations

from codify_jupyter.errors import CodifyError


class ImportTrouble(CodifyError):
    """The source cannot be read as the format; the message says what to do."""
