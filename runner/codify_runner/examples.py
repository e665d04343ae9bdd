"""Generated calls with what the reference did, and keeping them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from codify_runner import trees
from codify_runner.literals import Call
from codify_runner.reports import clean
from codify_runner.verdict import Outcome
from codify_runner.wire import Tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Example:
    """One generated call and what the reference did."""

    call: Call
    returns: Tree = None
    raises: str | None = None

    @property
    def outcome(self) -> Outcome:
        """As a test's result shows it."""
        if self.raises is not None:
            return Outcome(raises=self.raises)
        return Outcome(returns=trees.text(self.returns))

    def message(self, *, with_locals: bool) -> dict[str, Any]:
        """What a child is asked."""
        return {
            "op": "call",
            "name": self.call.name,
            "args": list(self.call.args),
            "kwargs": dict(self.call.kwargs),
            "given": [],
            "after": [],
            "locals": with_locals,
        }

    @property
    def answer(self) -> dict[str, Any]:
        """What a child answers that returns the same as the reference."""
        return {"value": self.returns, "after": {}}


def call_text(call: Call) -> str:
    """The call as one would write it, bounded."""
    parts = [trees.text(argument) for argument in call.args]
    parts += [f"{name}={trees.text(value)}" for name, value in call.kwargs]
    return clean(f"{call.name}({', '.join(parts)})", trees.MAX_TEXT)


class ExampleCache:
    """What was made for the tests judged last; inputs and references do not change."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """What was made before; None if nothing is kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Hashable, made: T) -> T:
        """Keep ``made``, and give it back."""
        self._kept[key] = made
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return made
