"""Rule 5: patterns in the code that explain a wrong answer, told only when one is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import pairwise

from codify_jupyter.tutor.evidence import Evidence, Observation
from codify_jupyter.tutor.hint import Diagnosis
from codify_jupyter.tutor.program import (
    MUTATORS,
    FunctionNode,
    always_leaves,
    names_bound,
    names_read,
    own_nodes,
)
from codify_jupyter.tutor.rules.symptom import passes_examples, symptom
from codify_jupyter.tutor.wording import quote

_NEW_TEXT = frozenset(
    {
        "upper",
        "lower",
        "strip",
        "replace",
        "title",
        "capitalize",
        "lstrip",
        "rstrip",
        "split",
        "join",
    }
)


def diagnose(evidence: Evidence) -> Diagnosis | None:
    """Find a pattern that is all but surely the cause of the first failing test."""
    return _first_of(evidence, _SURE)


def diagnose_likely(evidence: Evidence) -> Diagnosis | None:
    """Find a pattern that is probably the cause; asked after the relation rules."""
    return _first_of(evidence, _LIKELY)


Check = Callable[[Evidence, Observation], Diagnosis | None]


def _first_of(evidence: Evidence, checks: tuple[Check, ...]) -> Diagnosis | None:
    seen = next((s for s in evidence.public or evidence.failing if s.status == "failed"), None)
    if seen is None or evidence.program.tree is None:
        return None
    return next(filter(None, (check(evidence, seen) for check in checks)), None)


def _opening(evidence: Evidence, seen: Observation) -> str:
    return f"{passes_examples(evidence)}{symptom(seen)}"


def _return_in_loop(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for function in evidence.program.functions.values():
        for loop in own_nodes(function):
            if not isinstance(loop, (ast.For, ast.While)) or not always_leaves(loop.body):
                continue
            inside = [n for n in ast.walk(loop) if isinstance(n, ast.Return)]
            if not inside:
                continue
            line = inside[-1].lineno
            return Diagnosis(
                rule="structure.return_in_loop",
                what=(
                    f"{_opening(evidence, seen)} It looks as if your function answers after the"
                    " first item already: how many rounds does its loop do?"
                ),
                concept=(
                    "`return` ends the whole function at once, also in the middle of a loop. An"
                    " answer that depends on all items can only be given after the last one."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. Every way"
                    f" through the loop that starts on line {loop.lineno} ends in a `return`. When"
                    " do you really know the answer?"
                ),
                example="return_in_loop",
                line=line,
            )
    return None


def _changed_while_walking(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for loop in evidence.program.nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.iter, ast.Name):
            continue
        for statement in loop.body:
            for node in ast.walk(statement):
                match node:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                        name == loop.iter.id and method in ("remove", "pop", "insert", "clear")
                    ):
                        return _walking(evidence, seen, loop, node.lineno)
                    case ast.Delete(targets=[ast.Subscript(value=ast.Name(id=name))]) if (
                        name == loop.iter.id
                    ):
                        return _walking(evidence, seen, loop, node.lineno)
    return None


def _walking(evidence: Evidence, seen: Observation, loop: ast.For, line: int) -> Diagnosis:
    name = quote(ast.unparse(loop.iter), 40)
    return Diagnosis(
        rule="structure.changed_while_walking",
        what=(
            f"{_opening(evidence, seen)} Your loop walks through {name} and changes that same list "
            "on the way: what happens to the items behind the one that goes?"
        ),
        concept=(
            "A loop over a list counts positions. When an item is taken out, the ones behind it"
            " move up, and the next one is skipped."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. Which positions do the"
            " remaining items have after it?"
        ),
        example="change_while_walking",
        line=line,
    )


def _started_again(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a variable that is set to a start value in the loop that builds it up."""
    for loop in evidence.program.nodes:
        if not isinstance(loop, (ast.For, ast.While)):
            continue
        for statement in loop.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if _start_value(value):
                    later = [s for s in loop.body if s is not statement]
                    grows = any(_builds_up(other, name) for other in later)
                    used_inside = any(
                        isinstance(other, (ast.For, ast.While)) and name in names_bound(other)
                        for other in later
                    ) or any(_collected(other, name) for other in later)
                    if grows and not used_inside and _read_after(evidence, loop, name):
                        return Diagnosis(
                            rule="structure.started_again",
                            what=(
                                f"{_opening(evidence, seen)} Does {quote(name, 40)} still know in"
                                " the second round of your loop what it learned in the first?"
                            ),
                            concept=(
                                "What is inside a loop happens in every round. A start value"
                                " belongs before the loop, so that it is set only once."
                            ),
                            where=(
                                f"Look at line {statement.lineno}:"
                                f" {quote(evidence.program.source(statement.lineno))}. How often"
                                " does it run?"
                            ),
                            example="accumulator",
                            line=statement.lineno,
                        )
    return None


def _start_value(node: ast.expr) -> bool:
    if isinstance(node, (ast.List, ast.Dict, ast.Set)):
        return not ast.unparse(node).strip("[]{}() ")
    return isinstance(node, ast.Constant) and node.value in (0, 1, "", None, False)


def _builds_up(statement: ast.stmt, name: str) -> bool:
    for node in ast.walk(statement):
        match node:
            case ast.AugAssign(target=ast.Name(id=target)) if target == name:
                return True
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if (
                target == name and name in names_read(value)
            ):
                return True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)) if (
                owner == name and method in MUTATORS
            ):
                return True
    return False


def _collected(statement: ast.stmt, name: str) -> bool:
    """Tell whether the loop itself hands the value on, so that starting again is right."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and any(name in names_read(a) for a in node.args):
            return True
        if isinstance(node, (ast.Compare, ast.Return, ast.Yield)) and name in names_read(node):
            return True
    return False


def _read_after(evidence: Evidence, loop: ast.stmt, name: str) -> bool:
    end = loop.end_lineno or loop.lineno
    return any(
        isinstance(node, ast.Name)
        and node.id == name
        and isinstance(node.ctx, ast.Load)
        and node.lineno > end
        for node in evidence.program.nodes
    )


def _or_with_a_value(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for node in evidence.program.nodes:
        if not isinstance(node, ast.BoolOp) or not isinstance(node.values[0], ast.Compare):
            continue
        bare = [
            value
            for value in node.values[1:]
            if isinstance(value, ast.Constant) and not isinstance(value.value, bool)
        ]
        if not bare:
            continue
        word = "or" if isinstance(node.op, ast.Or) else "and"
        effect = (
            "always true"
            if isinstance(node.op, ast.Or) and bare[0].value
            else "not what it reads like"
        )
        return Diagnosis(
            rule="structure.or_with_a_value",
            what=(
                f"{_opening(evidence, seen)} One of your conditions is {effect}: "
                f"is each side of its `{word}` a full question?"
            ),
            concept=(
                f"`{word}` joins two complete conditions. A number or text alone counts as true "
                "(only 0 and empty things count as false)."
            ),
            where=(
                f"Look at line {node.lineno}: {quote(evidence.program.source(node.lineno))}. Read"
                f" each side of the `{word}` as a sentence of its own. Is it true or false?"
            ),
            example="or_conditions",
            line=node.lineno,
        )
    return None


def _result_dropped(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for node in evidence.program.nodes:
        if not isinstance(node, ast.Expr):
            continue
        match node.value:
            case ast.Call(func=ast.Attribute(attr=method)) if method in _NEW_TEXT:
                return _dropped(evidence, seen, node.lineno, f".{method}()")
            case ast.Call(
                func=ast.Name(id="sorted" | "reversed" | "round" | "abs" | "str" | "int" as name)
            ):
                return _dropped(evidence, seen, node.lineno, f"{name}()")
            case ast.Compare():
                return Diagnosis(
                    rule="structure.comparison_dropped",
                    what=(
                        f"{_opening(evidence, seen)} One line compares two things and then forgets"
                        " the answer. Was it meant to store something?"
                    ),
                    concept=(
                        "`==` asks a question, `=` stores a value. A question alone on a line"
                        " changes nothing."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. Does it ask or does it"
                        " store?"
                    ),
                    example="equality",
                    line=node.lineno,
                )
            case ast.Attribute(attr=method) if method in MUTATORS | _NEW_TEXT:
                return Diagnosis(
                    rule="structure.method_not_called",
                    what=(
                        f"{_opening(evidence, seen)} One of your methods is named but never runs: "
                        "what makes a method run?"
                    ),
                    concept=(
                        "A method runs only with round brackets behind its name, even when it takes"
                        " nothing."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What is missing at its"
                        " end?"
                    ),
                    example="calling",
                    line=node.lineno,
                )
    return None


def _dropped(evidence: Evidence, seen: Observation, line: int, call: str) -> Diagnosis:
    return Diagnosis(
        rule="structure.result_dropped",
        what=(
            f"{_opening(evidence, seen)} What {quote(call)} works out is used nowhere: where does"
            " its result go?"
        ),
        concept=(
            "Texts and numbers never change. Such a call gives back a new value, which is lost"
            " unless it is stored or given back."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. What is different after"
            " it ran?"
        ),
        example="strings_stay",
        line=line,
    )


def _mutator_assigned(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for node in evidence.program.nodes:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Attribute(value=ast.Name(), attr=method)),
            ) if method in MUTATORS:
                return Diagnosis(
                    rule="structure.mutator_assigned",
                    what=(
                        f"{_opening(evidence, seen)} {quote(name, 40)} holds `None` after one of"
                        f" your lines. What does {quote(f'.{method}()')} give back?"
                    ),
                    concept=(
                        "Methods that change a list in place give back `None`; the change is in the"
                        " list itself."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. What is stored by it?"
                    ),
                    example="mutator",
                    line=node.lineno,
                )
    return None


def _sign_swapped(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for number, text in enumerate(evidence.program.lines, start=1):
        bare = re.sub(r"'[^']*'|\"[^\"]*\"|#.*", "", text)
        if re.search(r"\w\s*=[+-]\s*\w", bare) and re.match(r"\s*\w+\s*=[+-]", bare):
            if re.search(r"=-", bare):
                continue  # `x =-1` is odd but may be meant
            return Diagnosis(
                rule="structure.plus_after_equals",
                what=f"{_opening(evidence, seen)} One line is meant to add to a variable. Does it?",
                concept=(
                    "`+=` adds to what is stored. With the signs the other way round, the variable"
                    " simply gets the new value."
                ),
                where=(
                    f"Look at line {number}: {quote(evidence.program.source(number))}. In which"
                    " order do the two signs stand?"
                ),
                example="accumulator",
                line=number,
            )
    return None


def _is_with_literal(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    for node in evidence.program.nodes:
        if not isinstance(node, ast.Compare):
            continue
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if (
                isinstance(operator, (ast.Is, ast.IsNot))
                and isinstance(right, ast.Constant)
                and isinstance(right.value, (int, str, float))
                and not isinstance(right.value, bool)
            ):
                return Diagnosis(
                    rule="structure.is_literal",
                    what=(
                        f"{_opening(evidence, seen)} You compare values with `is`. Which question"
                        " does `is` ask?"
                    ),
                    concept=(
                        "`is` asks whether two names stand for the very same object, `==` whether"
                        " two values are equal."
                    ),
                    where=(
                        f"Look at line {node.lineno}:"
                        f" {quote(evidence.program.source(node.lineno))}. Which of the two"
                        " questions do you mean?"
                    ),
                    example="equality",
                    line=node.lineno,
                )
    return None


def _unreachable_branch(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a later branch that an earlier, wider condition always takes first."""
    for node in evidence.program.nodes:
        if not isinstance(node, ast.If):
            continue
        tests: list[ast.expr] = []
        current: ast.stmt = node
        while isinstance(current, ast.If):
            if any(_implies(current.test, earlier) for earlier in tests):
                line = current.test.lineno
                return Diagnosis(
                    rule="structure.branch_never_taken",
                    what=(
                        f"{_opening(evidence, seen)} One branch of your conditions can never be"
                        " taken. Which question is asked first, and which cases does it take away"
                        " from the later ones?"
                    ),
                    concept=(
                        "In a chain of `if` and `elif` the first true condition wins. The narrow"
                        " case has to be asked before the wide one."
                    ),
                    where=(
                        f"Look at line {line}: {quote(evidence.program.source(line))}. Can it be"
                        " true when all conditions above it were false?"
                    ),
                    example="narrow_first",
                    line=line,
                )
            tests.append(current.test)
            follow = current.orelse
            current = follow[0] if len(follow) == 1 else ast.Pass()
    return None


def _implies(narrow: ast.expr, wide: ast.expr) -> bool:
    """Tell whether `narrow` can only be true when `wide` is (bounds, divisors, conjunctions)."""
    if ast.dump(narrow) == ast.dump(wide):
        return True
    if isinstance(narrow, ast.BoolOp) and isinstance(narrow.op, ast.And):
        return any(_implies(part, wide) for part in narrow.values)
    if isinstance(wide, ast.BoolOp) and isinstance(wide.op, ast.Or):
        return any(_implies(narrow, part) for part in wide.values)
    return _bound_implies(narrow, wide) or _divisor_implies(narrow, wide)


def _bound_implies(narrow: ast.expr, wide: ast.expr) -> bool:
    match narrow, wide:
        case (
            ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=a)]),
            ast.Compare(left=other, ops=[wide_op], comparators=[ast.Constant(value=b)]),
        ) if (
            ast.dump(left) == ast.dump(other)
            and isinstance(a, (int, float))
            and isinstance(b, (int, float))
        ):
            up, down = (ast.Gt, ast.GtE), (ast.Lt, ast.LtE)
            if isinstance(op, up) and isinstance(wide_op, up):
                return a > b or (
                    a == b and not (isinstance(op, ast.GtE) and isinstance(wide_op, ast.Gt))
                )
            if isinstance(op, down) and isinstance(wide_op, down):
                return a < b or (
                    a == b and not (isinstance(op, ast.LtE) and isinstance(wide_op, ast.Lt))
                )
    return False


def _divisor_implies(narrow: ast.expr, wide: ast.expr) -> bool:
    first, second = _divisible(narrow), _divisible(wide)
    return (
        first is not None
        and second is not None
        and first[0] == second[0]
        and first[1] % second[1] == 0
    )


def _divisible(node: ast.expr) -> tuple[str, int] | None:
    match node:
        case ast.Compare(
            left=ast.BinOp(left=subject, op=ast.Mod(), right=ast.Constant(value=int(divisor))),
            ops=[ast.Eq()],
            comparators=[ast.Constant(value=0)],
        ) if divisor:
            return ast.dump(subject), divisor
    return None


def _separate_ifs_overwrite(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find neighbouring ifs that each set the same variable while their conditions overlap."""
    for owner in evidence.program.nodes:
        body = getattr(owner, "body", None)
        if not isinstance(body, list):
            continue
        for first, second in pairwise(body):
            match first, second:
                case (
                    ast.If(
                        test=one, body=[ast.Assign(targets=[ast.Name(id=a)], value=v)], orelse=[]
                    ),
                    ast.If(test=two, body=[ast.Assign(targets=[ast.Name(id=b)])]),
                ) if (
                    a == b
                    and _implies(one, two)
                    and a not in names_read(two)
                    and a not in names_read(v)
                ):
                    return Diagnosis(
                        rule="structure.later_if_overwrites",
                        what=(
                            f"{_opening(evidence, seen)} More than one of your conditions can be"
                            " true for the same input. Which of them has the last word on"
                            f" {quote(a, 40)}?"
                        ),
                        concept=(
                            "Separate `if`s are all asked, one after the other. In a chain with"
                            " `elif`, only the first true one acts."
                        ),
                        where=(
                            f"Look at line {second.lineno}:"
                            f" {quote(evidence.program.source(second.lineno))}. For which inputs is"
                            f" it true although line {first.lineno} already decided?"
                        ),
                        example="narrow_first",
                        line=second.lineno,
                    )
    return None


def _unused_parameter(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    names = evidence.entry.names
    for name in names:
        function = evidence.program.functions.get(name)
        if function is None:
            continue
        overwritten = _overwritten_parameter(function)
        if overwritten is not None:
            parameter, line = overwritten
            return Diagnosis(
                rule="structure.parameter_overwritten",
                what=(
                    f"{_opening(evidence, seen)} Your function gets {quote(parameter, 40)} from its"
                    " caller and then puts something else in its place. What should it work with?"
                ),
                concept=(
                    "A parameter already holds what the caller handed over. Giving it a value of"
                    " your own throws that away."
                ),
                where=(
                    f"Look at line {line}: {quote(evidence.program.source(line))}. What was in "
                    f"{quote(parameter, 40)} before it?"
                ),
                example="parameters",
                line=line,
            )
        body_names = set().union(*(names_read(statement) for statement in function.body))
        unused = [
            argument.arg
            for argument in [*function.args.posonlyargs, *function.args.args]
            if argument.arg not in body_names and argument.arg not in ("self", "cls", "_")
        ]
        if unused:
            return Diagnosis(
                rule="structure.unused_parameter",
                what=(
                    f"{_opening(evidence, seen)} Your function never looks at"
                    f" {quote(unused[0], 40)}. What does the task say it is for?"
                ),
                concept=(
                    "What a function is given and does not use cannot have any influence on its"
                    " answer."
                ),
                where=(
                    f"Look at line {function.lineno}:"
                    f" {quote(evidence.program.source(function.lineno))}. Where in the body should"
                    f" {quote(unused[0], 40)} play a part?"
                ),
                example="parameters",
                line=function.lineno,
            )
    return None


def _overwritten_parameter(function: FunctionNode) -> tuple[str, int] | None:
    given = {argument.arg for argument in function.args.args}
    for statement in function.body:
        match statement:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if (
                name in given and not names_read(value) & given
            ):
                return name, statement.lineno
            case _:
                return None
    return None


def _examples_only(evidence: Evidence, seen: Observation) -> Diagnosis | None:
    """Find a chain of comparisons with the very inputs of the public tests."""
    literals = {
        ast.unparse(comparator)
        for node in evidence.program.nodes
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq)
        for comparator in node.comparators
        if isinstance(comparator, (ast.List, ast.Tuple, ast.Constant))
        and not (isinstance(comparator, ast.Constant) and comparator.value in (0, 1, "", None))
    }
    calls = [test.call for test in evidence.passing_public if test.call]
    given = {
        ast.unparse(argument)
        for call in calls
        for node in [_parsed_call(call)]
        if node is not None
        for argument in node.args
    }
    if len(calls) < 2 or len(literals & given) < min(2, len(given)) or len(given) < 2:
        return None
    line = next(
        (
            node.lineno
            for node in evidence.program.nodes
            if isinstance(node, ast.Compare)
            and any(ast.unparse(c) in given for c in node.comparators)
        ),
        None,
    )
    return Diagnosis(
        rule="structure.examples_only",
        what=(
            f"{passes_examples(evidence)}Other inputs are tested as well, and your code asks for"
            " the examples one by one. What is the rule behind them?"
        ),
        concept=(
            "Examples show what a rule does; the program should follow the rule, whatever the"
            " input."
        ),
        where=(
            f"Look at line {line}: {quote(evidence.program.source(line))}. What have the inputs in"
            " common that get the same answer?"
        ),
        example="getting_started",
        line=line,
    )


def _parsed_call(text: str) -> ast.Call | None:
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    return node if isinstance(node, ast.Call) else None


_SURE: tuple[Check, ...] = (
    _mutator_assigned,
    _result_dropped,
    _return_in_loop,
    _changed_while_walking,
    _started_again,
    _or_with_a_value,
    _sign_swapped,
    _unreachable_branch,
    _separate_ifs_overwrite,
)
_LIKELY: tuple[Check, ...] = (_is_with_literal, _examples_only, _unused_parameter)
