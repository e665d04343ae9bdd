"""Cutting a stream of Markdown into pieces that can be judged on their own."""

from __future__ import annotations

import re

from codify_jupyter.tutor.gate.code_in_text import reads_as_code

_FENCE = re.compile(r"[ \t]{0,3}(`{3,}|~{3,})")
_END = re.compile(r"[.!?][\"'\u201d\u2019)*_]*(?=\s)")
_MAY_BE_CODE = re.compile(
    r"[ ]{4,}|\t|(?:def|for|while|if|elif|else|return|class|import|from|try|with|yield|raise)\b"
    r"|[\w.\[\]]+ *[-+*/]?= "
)
_SPACE = re.compile(r"\s*")
_LONGEST = 1500
"""Characters after which a piece is handed on even when it has not ended."""


class Sentences:
    """Feed it text as it comes; it gives back whole sentences, lines and blocks of code.

    The pieces joined are the text, and do not depend on how the text came in.
    A fenced block is one piece, however many lines it has, and so is a run of
    lines that read as code: what belongs together must be judged together.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> list[str]:
        """Take in more text and return the pieces that are complete by now."""
        self._rest += text
        pieces: list[str] = []
        while (end := self._next_end()) is not None:
            pieces.append(self._rest[:end])
            self._rest = self._rest[end:]
        return pieces

    def flush(self) -> str:
        """Return what is left at the end of the text, complete or not."""
        rest, self._rest = self._rest, ""
        return rest

    def _next_end(self) -> int | None:
        rest = self._rest
        fence = _FENCE.match(rest)
        if fence is not None:
            return self._end_of_fence(fence.group(1))
        line, newline, _ = rest.partition("\n")
        if _MAY_BE_CODE.match(line):
            end = self._end_of_code() if newline else None
        else:
            end = self._end_of_sentence(line, newline)
        return _LONGEST if end is None and len(rest) > _LONGEST else end

    def _end_of_fence(self, marks: str) -> int | None:
        closing = re.compile(rf"\n[ \t]{{0,3}}{re.escape(marks)}[`~]*[ \t]*(?=\n)")
        found = closing.search(self._rest)
        if found is not None:
            return self._with_space(found.end())
        return 4 * _LONGEST if len(self._rest) > 4 * _LONGEST else None

    def _end_of_code(self) -> int | None:
        """Return the end of the run of lines that read as code; of one line if none does."""
        lines = self._rest.split("\n")
        end = 0
        for number, line in enumerate(lines[:-1]):
            if line.strip() and number and not reads_as_code(line):
                return end
            end += len(line) + 1
        return None

    def _end_of_sentence(self, line: str, newline: str) -> int | None:
        for match in _END.finditer(line + newline):
            if line[: match.start()].count("`") % 2 == 0:
                return self._with_space(match.end())
        return self._with_space(len(line)) if newline else None

    def _with_space(self, position: int) -> int | None:
        """Include the blank space behind a piece, once something else is known to follow.

        The indentation of the next line is its own.
        """
        space = _SPACE.match(self._rest, position)
        assert space is not None
        if space.end() == len(self._rest):
            return None
        newline = space.group().rfind("\n")
        return space.end() if newline < 0 else position + newline + 1
