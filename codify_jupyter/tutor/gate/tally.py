"""How much of the solution has been said so far, over all pieces and turns."""

from __future__ import annotations

import ast
import difflib
from typing import Self

from codify_jupyter.tutor.gate.fingerprints import Shape, lasting_shapes, shapes, shapes_of

_SHARE = 0.3
"""Of the tokens of the solution's new statements: from here on a telling text gives it away."""
_TELLING_TOKENS = 7
_COUNT_SHARE = 0.34
"""Of the number of statements, however short they are."""
_ALIKE = 0.84
"""From this likeness on, a statement with its names taken away is the solution's."""
_SHORTEST_ALIKE = 12


class Tally:
    """Counts the solution's statements that the student has not written and a text has said.

    Twice: once all that differ from the student's by a name at least, and once
    only those whose very shape the student lacks. A solution in other names
    than the student's must not be thinned out by what the student has anyway,
    and what is new to the student in names alone must not be said whole.
    """

    def __init__(
        self, solution: str, code: str, starter: str = "", *, keep: frozenset[str] = frozenset()
    ) -> None:
        """Set up for a solution, and what of it the student has: their `code`, the `starter`.

        Names in `keep` are those that the task itself gives.
        """
        self._keep = keep
        known = [*shapes(code, keep), *lasting_shapes(starter, keep)]
        self._own = frozenset(shape.exact for shape in known)
        own_shapes = {shape.renamed for shape in known}
        wanted = {shape.exact: shape for shape in lasting_shapes(solution, keep)}
        self._goals = (
            [shape for exact, shape in wanted.items() if exact not in self._own],
            [shape for shape in wanted.values() if shape.renamed not in own_shapes],
        )
        self._said: tuple[set[str], set[str]] = (set(), set())
        self._heard: set[str] = set()

    @property
    def seen(self) -> int:
        """How many statements were said."""
        return sum(map(len, self._said))

    @property
    def gives_away(self) -> bool:
        """Whether that is too much."""
        return any(
            _too_much(goal, said) for goal, said in zip(self._goals, self._said, strict=True)
        )

    def copy(self) -> Self:
        """Return another one that counts on from here."""
        other = self.__class__.__new__(self.__class__)
        other._keep, other._own, other._goals = self._keep, self._own, self._goals
        other._said = (set(self._said[0]), set(self._said[1]))
        other._heard = set(self._heard)
        return other

    def owns(self, tree: ast.AST) -> bool:
        """Whether all statements of a piece stand in the student's program, name for name."""
        return all(shape.exact in self._own for shape in shapes_of(tree, self._keep))

    def wants(self, tree: ast.AST) -> bool:
        """Whether a piece is, name for name, a call that the solution makes and the student not."""
        wanted = {shape.exact for shape in self._goals[0] if "(" in shape.exact}
        return any(shape.exact in wanted for shape in shapes_of(tree, self._keep))

    def add(self, tree: ast.AST) -> None:
        """Count what a piece says."""
        for shape in shapes_of(tree, self._keep):
            if shape.exact in self._own or shape.exact in self._heard:
                continue
            self._heard.add(shape.exact)
            for goal, said in zip(self._goals, self._said, strict=True):
                found = _match(shape, [one for one in goal if one.exact not in said])
                if found is not None:
                    said.add(found.exact)


def _match(shape: Shape, left: list[Shape]) -> Shape | None:
    for one in left:
        if one.exact == shape.exact:
            return one
    for one in left:
        if one.renamed == shape.renamed:
            return one
    if len(shape.renamed) < _SHORTEST_ALIKE:
        return None
    near = difflib.get_close_matches(shape.renamed, [one.renamed for one in left], 1, _ALIKE)
    return next((one for one in left if near and one.renamed == near[0]), None)


def _too_much(goal: list[Shape], said: set[str]) -> bool:
    if not said:
        return False
    sizes = [shape.size for shape in goal if shape.exact in said]
    share = sum(sizes) / sum(shape.size for shape in goal)
    telling = any(size >= _TELLING_TOKENS for size in sizes)
    return (telling and share >= _SHARE) or len(sizes) >= _COUNT_SHARE * len(goal)
