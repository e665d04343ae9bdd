"""What is known about one submission, and no more of it than its author may be told.

``gather`` is the only place of the tutor that sees hidden tests whole. What it
hands on of a test that is not public is: that it failed, its name where the
author shows it, the author's ``on_fail``, the kind of relation between the two
answers, and a fault without its message. Rules cannot leak what they never see.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from codify_runner import literals, wire
from codify_runner.errors import RunnerError
from codify_runner.verdict import Fault, Frame, Outcome, TestResult, TestStatus, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.comparison import with_comparison
from codify_jupyter.tutor.entry import Entry
from codify_jupyter.tutor.program import Program
from codify_jupyter.tutor.relation import (
    NotALiteralError,
    Opaque,
    Relation,
    Value,
    read_literal,
    relate,
    relate_items,
    same,
)
from codify_jupyter.tutor.text_relation import relate_output
from codify_jupyter.tutor.wording import quote

NAMELESS = "a hidden test"


@dataclass(frozen=True, slots=True)
class Observation:
    """One failing test, as far as a student may be told of it."""

    test: str
    """The test's id; never shown."""
    subject: str
    """Markdown that names the test in a sentence: a call, an input, or "a hidden test"."""
    public: bool
    kind: str
    status: TestStatus
    relations: tuple[Relation, ...] = ()
    """How what happened relates to what was wanted; first the most telling."""
    fault: Fault | None = None
    call: str | None = None
    expected: Outcome | None = None
    got: Outcome | None = None
    stdout: str = ""
    code: str | None = None
    advice: str = ""
    """The author's or an assertion's own words; of tests that are not public only ``on_fail``."""

    def relation(self, *kinds: str) -> Relation | None:
        """Return the first relation of one of these kinds."""
        return next((relation for relation in self.relations if relation.kind in kinds), None)


@dataclass(frozen=True)
class Evidence:
    """Everything the rules work with."""

    problem: Problem
    program: Program
    verdict: Verdict
    """Whole: for counting only. Texts are made from ``failing``."""
    failing: tuple[Observation, ...]
    """Public ones first, each kind with the shortest call first."""
    passing_public: tuple[TestResult, ...]

    @cached_property
    def entry(self) -> Entry:
        """What the problem asks the student to define."""
        return Entry.of(self.problem.entry)

    @property
    def focus(self) -> Observation | None:
        """The failing test to speak of: the smallest public one where there is one."""
        return self.failing[0] if self.failing else None

    @property
    def public(self) -> tuple[Observation, ...]:
        """The failing tests that may be quoted."""
        return tuple(seen for seen in self.failing if seen.public)

    @property
    def passed(self) -> int:
        """How many of all tests passed."""
        return sum(test.status == "passed" for test in self.verdict.tests)

    def agree(self, *kinds: str) -> bool:
        """Tell whether more than half of the failing tests show one of these relations."""
        judged = [seen for seen in self.failing if seen.status == "failed" and seen.relations]
        hits = sum(seen.relation(*kinds) is not None for seen in judged)
        return 2 * hits > len(judged)


def gather(problem: Problem, code: str, verdict: Verdict) -> Evidence:
    """Collect the evidence of one verdict. A cheap, pure function."""
    ran = verdict.status not in ("compile_error", "internal_error")
    program = Program(code, compiles=ran)
    on_fail = {
        str(test.get("id")): str(test.get("on_fail") or "")
        for test in problem.tests_json.get("tests", [])
    }
    failing = [
        _observe(program, problem, with_comparison(test), on_fail.get(test.id, ""))
        for test in verdict.tests
        if test.status not in ("passed", "skipped")
    ]
    failing.sort(key=_size)
    passing = tuple(
        test for test in verdict.tests if test.status == "passed" and test.visibility == "public"
    )
    return Evidence(problem, program, verdict, tuple(failing), passing)


def _size(seen: Observation) -> tuple[bool, bool, bool, int]:
    # A static check says little about what happened: it speaks last.
    shown = len(seen.call or seen.subject) + len((seen.expected and seen.expected.stdout) or "")
    return (not seen.public, seen.kind == "static", seen.subject == NAMELESS, shown)


def _observe(program: Program, problem: Problem, test: TestResult, on_fail: str) -> Observation:
    relations = tuple(_relations(test, problem))
    if test.visibility != "public":
        return Observation(
            test=test.id,
            subject=_unseen(test),
            public=False,
            kind=test.kind,
            status=test.status,
            relations=relations,
            fault=_without_values(program, test.fault),
            advice=on_fail,
        )
    return Observation(
        test=test.id,
        subject=_seen(test),
        public=True,
        kind=test.kind,
        status=test.status,
        relations=relations,
        fault=test.fault,
        call=test.call,
        expected=test.expected,
        got=test.got,
        stdout=test.stdout,
        code=test.code,
        advice=on_fail or test.message,
    )


def _seen(test: TestResult) -> str:
    if test.call:
        given = f" (with {quote(test.given, 60)})" if test.given else ""
        return quote(test.call, 100) + given
    if test.stdin is not None:
        return f"the input {quote(test.stdin, 60)}" if test.stdin.strip() else "no input at all"
    return f"the test *{_plain(test.name)}*"


def _unseen(test: TestResult) -> str:
    # A name may repeat the call (it is the default name): then it stays unsaid.
    speaking = not re.search(r"[(\[{=\d'\"]", test.name) and (
        not test.call or test.call not in test.name
    )
    if test.visibility == "name-only" and speaking:
        return f"the test *{_plain(test.name)}*"
    return NAMELESS


def _plain(name: str) -> str:
    return re.sub(r"[^\w\s.,:;+\-()/%?!']", "", name).strip()[:80] or "without a name"


_TYPE_ONLY = re.compile(
    r"unsupported operand type\(s\) for \S+ '\w+' and '\w+'"
    r"|can only concatenate \w+ \(not \"\w+\"\) to \w+"
    r"|argument of type '\w+' is not (?:iterable|a container or iterable)"
    r"|'\w+' object is not (?:iterable|subscriptable|callable|reversible)"
    r"|'\w+' object cannot be interpreted as an integer"
    r"|'\w+' object does not support item (?:assignment|deletion)"
    r"|'\S+' not supported between instances of '\w+' and '\w+'"
    r"|unhashable type: '\w+'"
    r"|\w+ indices must be integers(?: or slices)?, not '?\w+'?"
    r"|object of type '\w+' has no len\(\)"
    r"|bad operand type for \w+\(?\)?: '\w+'"
    r"|(?:int|float)\(\) argument must be a string, a bytes-like object or a real number, not '\w+'"
    r"|sequence item \d+: expected str instance, \w+ found"
)
_BUILTIN_TYPES = frozenset(
    name for name, value in vars(builtins).items() if isinstance(value, type)
) | {"NoneType", "function", "method", "generator", "builtin_function_or_method", "and", "object"}


def _without_values(program: Program, fault: Fault | None) -> Fault | None:
    """Keep of a hidden test's fault what stands in the student's own code anyway.

    A student chooses messages and even class names freely (``raise ValueError(secret)``),
    so only builtin exceptions, names out of the code and known wordings pass.
    """
    if fault is None:
        return None
    known = isinstance(getattr(builtins, fault.type, None), type)
    kind = fault.type if known or fault.type in program.identifiers else "Exception"
    return Fault(
        type=kind,
        message=_harmless(program, fault),
        line=fault.line,
        frames=tuple(
            Frame(frame.line, frame.function, program.source(frame.line))
            for frame in fault.frames
            if frame.function in program.identifiers
        ),
    )


def _harmless(program: Program, fault: Fault) -> str:
    quoted = re.findall(r"'([^']*)'", fault.message)
    if fault.type in ("NameError", "UnboundLocalError", "AttributeError"):
        allowed = program.identifiers | _BUILTIN_TYPES
        shape = re.fullmatch(
            r"name '\w+' is not defined"
            r"|cannot access local variable '\w+' where it is not associated with a value"
            r"|'\w+' object has no attribute '\w+'",
            fault.message.split(". Did you mean")[0],
        )
        return shape.group() if shape and all(word in allowed for word in quoted) else ""
    if fault.type == "TypeError":
        shape = _TYPE_ONLY.fullmatch(fault.message)
        words = set(re.findall(r"\w+", fault.message)) - set(re.findall(r"\w+", _TYPE_ONLY.pattern))
        words = {word for word in words if not word.isdigit()}
        return fault.message if shape and words <= _BUILTIN_TYPES else ""
    fixed = (
        "list index out of range",
        "string index out of range",
        "tuple index out of range",
        "pop from empty list",
        "division by zero",
        "integer modulo by zero",
        "maximum recursion depth exceeded",
    )
    return next((text for text in fixed if fault.message.startswith(text)), "")


def _relations(test: TestResult, problem: Problem) -> Iterator[Relation]:
    if test.status != "failed" or test.expected is None:
        return
    expected, got = test.expected, test.got or Outcome()
    if expected.raises:
        if got.raises is None:
            yield Relation("not_raised", expected_type=expected.raises)
        elif got.raises != expected.raises:
            yield Relation("other_exception", got.raises, expected.raises)
        else:
            yield Relation("other_message", got.raises, expected.raises)
        return
    if expected.returns is not None and got.returns is not None:
        yield from _value_relations(test, problem, got.returns, expected.returns)
    if expected.after is not None:
        yield from _mutations(got.after or {}, expected.after)
    if expected.stdout is not None:
        relation = relate_output(got.stdout or "", expected.stdout)
        if relation:
            yield relation


def _value_relations(
    test: TestResult, problem: Problem, got_text: str, expected_text: str
) -> Iterator[Relation]:
    if got_text == expected_text:
        return
    try:
        got, expected = read_literal(got_text), read_literal(expected_text)
    except NotALiteralError:
        # A bounded repr may be cut; its first character still tells the kind.
        if got_text.strip() == "None":
            yield Relation("none", "NoneType")
        return
    if _counts_as_equal(problem, test, got, expected):
        return
    relation = relate(got, expected)
    given = arguments(test) or []
    looked_up = _looked_up(given, got, expected)
    if looked_up:
        yield Relation(looked_up, relation.got_type, relation.expected_type)
    if relation.kind in ("different", "some_items", "kind") and not isinstance(got, Opaque):
        echo = _echoes(given, got)
        if echo:
            yield Relation(echo, relation.got_type, relation.expected_type)
    yield relation
    inner = relate_items(got, expected)
    if inner is not None:
        yield inner


def _counts_as_equal(problem: Problem, test: TestResult, got: Value, expected: Value) -> bool:
    """Tell whether values are equal under the test's comparison; the fault is elsewhere then."""
    if same(got, expected):
        return True
    kind = next(
        (
            str((entry.get("compare") or {}).get("kind"))
            for entry in problem.tests_json.get("tests", [])
            if entry.get("id") == test.id
        ),
        "exact",
    )
    numbers = (int, float)
    if kind == "approx" and isinstance(got, numbers) and isinstance(expected, numbers):
        return abs(got - expected) <= 1e-9 * max(1.0, abs(expected))
    return kind == "unordered" and sorted(map(repr, _items(got))) == sorted(
        map(repr, _items(expected))
    )


def _items(value: Value) -> list[Value]:
    return list(value) if isinstance(value, (list, tuple, set, frozenset, str)) else [value]


def arguments(test: TestResult | Observation) -> list[Value] | None:
    """Return the positional arguments of a test's call where all of them are literals."""
    if not test.call:
        return None
    try:
        call = literals.call(test.call, "")
        return None if call.kwargs else [wire.decode(argument) for argument in call.args]
    except (ValueError, TypeError, RunnerError):
        return None


def _echoes(given: Sequence[Value], got: Value) -> str:
    # A number that comes back unchanged is chance too often, where several go in.
    if not given or isinstance(got, bool) or (isinstance(got, (int, float)) and len(given) > 1):
        return ""
    if any(same(got, argument) for argument in given):
        return "argument_given_back"
    return ""


def _looked_up(given: Sequence[Value], got: Value, expected: Value) -> str:
    """Tell whether a position was given for the item there, or the other way round."""
    for items in given:
        if not isinstance(items, (list, tuple)) or len(items) == 0:
            continue
        if _stands_at(items, got, expected):
            return "position_for_value"
        if _stands_at(items, expected, got):
            return "value_for_position"
    return ""


def _stands_at(items: Sequence[Value], place: Value, item: Value) -> bool:
    return type(place) is int and 0 <= place < len(items) and same(items[place], item)


def _mutations(got: dict[str, str], expected: dict[str, str]) -> Iterator[Relation]:
    for name, wanted in expected.items():
        if got.get(name) != wanted:
            yield Relation("argument_changed")
            return
