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

    def __init__(self, most_bytes: int = 64 << 20) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def get(self, key: Hashable) -> Any:
        """What was made before; None if nothing is kept."""
        if key not in self._kept:
            return None
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def put(self, key: Hashable, made: T, size: int) -> T:
        """Keep ``made``, of about ``size`` bytes, and give it back."""
        _, before = self._kept.pop(key, (None, 0))
        self._kept[key] = made, size
        self._bytes += size - before
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, (_, freed) = self._kept.popitem(last=False)
            self._bytes -= freed
        return made
