"""Cutting a stream of Markdown into pieces that can be judged on their own."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^[ \t]{0,3}(`{3,}|~{3,})", re.MULTILINE)
_END = re.compile(r"[.!?][\"'\u201d\u2019)*_]*(?=\s)|\n")
_LONGEST = 1500
"""Characters after which a piece is handed on even when it has not ended."""


class Sentences:
    """Feed it text as it comes; it gives back whole sentences, lines and fenced blocks.

    A piece keeps the blank space behind it, so that the pieces joined are the
    text. A fenced block is one piece, however many lines it has, and so is a
    run of indented or code-like lines: what belongs together must be judged together.
    """

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, text: str) -> list[str]:
        """Take in more text and return the pieces that are complete by now."""
        self._rest += text
        pieces: list[str] = []
        while True:
            end = self._next_end()
            if end is None:
                return pieces
            pieces.append(self._rest[:end])
            self._rest = self._rest[end:]

    def flush(self) -> str:
        """Return what is left at the end of the text, complete or not."""
        rest, self._rest = self._rest, ""
        return rest

    def _next_end(self) -> int | None:
        opening = _FENCE.match(self._rest)
        if opening is not None:
            return self._end_of_fence(opening)
        if len(self._rest) > _LONGEST:
            return _LONGEST
        for match in _END.finditer(self._rest):
            if match.group() != "\n" and _inside_code_span(self._rest[: match.start()]):
                continue
            return self._after_space(match.end())
        return None

    def _end_of_fence(self, opening: re.Match[str]) -> int | None:
        closing = re.compile(
            rf"^[ \t]{{0,3}}{re.escape(opening.group(1))}[`~]*[ \t]*\n", re.MULTILINE
        )
        found = closing.search(self._rest, opening.end())
        if found is not None:
            return self._after_space(found.end())
        return len(self._rest) if len(self._rest) > 4 * _LONGEST else None

    def _after_space(self, position: int) -> int | None:
        """Include blank space behind a piece, once something else is known to follow."""
        behind = re.compile(r"[ \t]*\n*").match(self._rest, position)
        assert behind is not None
        end = behind.end()
        if end == len(self._rest) and not self._rest[position - 1 : end].endswith("\n"):
            return None
        return end


def _inside_code_span(text: str) -> bool:
    line = text.rpartition("\n")[2]
    return line.count("`") % 2 == 1
