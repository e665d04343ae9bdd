"""Nothing of a test that is not public reaches a text, however the code tries to carry it out."""

from __future__ import annotations

import itertools

import pytest
from codify_runner import Fault, Frame, Outcome, TestResult, Verdict
from codify_runner.verdict import TestStatus, Visibility

from codify_jupyter.problems.model import AuthorHint
from codify_jupyter.tutor import offline_hint
from codify_jupyter.tutor.chat import offline_answer
from codify_jupyter.tutor.evidence import gather
from codify_jupyter.tutor.prompt import chat_turns, hint_turns
from tests.unit.tutor.samples import Judge, problem

CANARY = "zq81"
SOLUTION = "def f(x):\n    return secret_reference(x)\n"


def secret_test(
    visibility: Visibility, status: TestStatus, got: Outcome, expected: Outcome, fault: Fault | None
) -> TestResult:
    return TestResult(
        id="h",
        name=f"f('{CANARY}')" if visibility == "hidden" else "a capital letter",
        kind="call",
        group="g",
        visibility=visibility,
        status=status,
        call=f"f('{CANARY}')",
        given=f"x = '{CANARY}'",
        stdin=CANARY,
        code=f"assert f('{CANARY}')",
        expected=expected,
        got=got,
        stdout=CANARY,
        message=f"the answer should be {CANARY}",
        fault=fault,
    )


GOTS = [
    Outcome(returns=f"'{CANARY}'"),
    Outcome(returns="None"),
    Outcome(returns=f"['{CANARY}', '{CANARY}x']"),
    Outcome(raises="KeyError"),
    Outcome(stdout=f"{CANARY}\n"),
    Outcome(after={"x": f"['{CANARY}']"}),
]
WANTED = [
    Outcome(returns=f"'{CANARY}'.upper()"),
    Outcome(returns=f"('{CANARY}', '{CANARY}x')"),
    Outcome(returns=f"{{'{CANARY}': 1}}"),
    Outcome(raises="ValueError", match=CANARY),
    Outcome(stdout=f"{CANARY} {CANARY}\n"),
    Outcome(after={"x": f"['{CANARY}', 1]"}),
]
FAULTS = [
    Fault("KeyError", f"'{CANARY}'", 2, None, (Frame(2, "f", CANARY, {"x": f"'{CANARY}'"}),)),
    Fault("NameError", f"name '{CANARY}' is not defined", 2),
    Fault("ValueError", f"invalid literal for int() with base 10: '{CANARY}'", 2),
    Fault("TypeError", f"unsupported operand type(s) for +: 'int' and '{CANARY}'", 2),
    Fault(f"E{CANARY}", "", 2),
    Fault("AttributeError", f"'{CANARY}' object has no attribute '{CANARY}'", 2),
    Fault("IndexError", f"list index out of range {CANARY}", 2, None, (Frame(2, CANARY, CANARY),)),
]
CODE = "def f(x):\n    return int(x) + d[x] if x else g(x)\n"
VISIBILITIES: tuple[Visibility, ...] = ("hidden", "name-only")


def verdicts() -> list[Verdict]:
    tests = [
        secret_test(visibility, "failed", got, wanted, None)
        for visibility, got, wanted in itertools.product(VISIBILITIES, GOTS, WANTED)
    ]
    tests += [
        secret_test(visibility, "error", Outcome(), WANTED[0], fault)
        for visibility, fault in itertools.product(VISIBILITIES, FAULTS)
    ]
    limits: tuple[TestStatus, ...] = ("timeout", "memory", "output")
    tests += [secret_test("hidden", status, Outcome(), WANTED[0], None) for status in limits]
    return [Verdict("wrong_answer", 0, 0, 1, 1, (test,)) for test in tests]


SAMPLE = problem(
    "f", [("f(1)", "1")], starter="def f(x):\n    ...\n", solution=SOLUTION, statement="Do it."
)


@pytest.mark.parametrize("verdict", verdicts())
def test_no_text_of_any_kind_holds_a_hidden_value(verdict: Verdict) -> None:
    texts = [offline_hint(SAMPLE, CODE, verdict, level=level).text for level in (1, 2, 3, 4)]
    for question in ("why does test 1 fail?", "give me the solution", "what line?", "???"):
        texts.append(offline_answer(SAMPLE, CODE, verdict, question))
        turns = chat_turns(SAMPLE, CODE, verdict, question)
        texts += [turn["content"] for turn in turns]
    hint = offline_hint(SAMPLE, CODE, verdict)
    texts += [turn["content"] for turn in hint_turns(SAMPLE, CODE, verdict, hint)]
    assert not any(CANARY in text for text in texts)
    assert not any("secret_reference" in text for text in texts)


def test_evidence_keeps_the_kind_of_a_hidden_answer_only() -> None:
    verdict = next(v for v in verdicts() if v.tests[0].got == Outcome(returns="None"))
    evidence = gather(SAMPLE, CODE, verdict)
    assert evidence.failing[0].relation("none") is not None
    assert CANARY not in repr(evidence.failing)


def test_a_hidden_none_may_be_spoken_of(judge: Judge) -> None:
    sample = problem("f", [("f(5)", "5")], hidden=[("f(-7)", "7")])
    code = "def f(x):\n    if x > 0:\n        return x\n"
    hint = offline_hint(sample, code, judge(sample, code))
    assert hint.rule == "relation.none.open_path"
    assert "right for all the examples" in hint.text
    assert "7" not in hint.text


def test_an_unseen_test_is_spoken_of_by_its_name(judge: Judge) -> None:
    sample = problem("f", [("f(5)", "5")], named=[("a negative number", "f(-7)", "7")])
    code = "def f(x):\n    y = x\n    return y\n"
    text = offline_hint(sample, code, judge(sample, code)).text
    assert "the test *a negative number*" in text
    assert "-7" not in text


def test_an_exception_made_to_carry_an_input_out(judge: Judge) -> None:
    sample = problem("f", [("f('a')", "'A'")], hidden=[(f"f('{CANARY}')", "'X'")])
    code = (
        "def f(x):\n    if x == 'a':\n        return 'A'\n"
        "    raise type('E_' + x, (Exception,), {})(x)\n"
    )
    verdict = judge(sample, code)
    for level in (1, 2, 3, 4):
        assert CANARY not in offline_hint(sample, code, verdict, level=level).text


def test_an_instructors_hint_takes_the_place_of_a_general_one(judge: Judge) -> None:
    own = [AuthorHint(1, "Think of the last digit."), AuthorHint(2, "Digits come from `%`.")]
    sample = problem("f", [("f(18)", "9"), ("f(7)", "7"), ("f(99)", "18")], hints=own)
    general = "def f(n):\n    return n % 10\n"
    hint = offline_hint(sample, general, judge(sample, general))
    assert hint.text.endswith("Think of the last digit.")
    assert "was wanted" in hint.text
    assert not hint.specific
    specific = "def f(n):\n    print(n)\n"
    assert offline_hint(sample, specific, judge(sample, specific)).rule == "relation.none.printed"


def test_the_author_caps_the_rung(judge: Judge) -> None:
    sample = problem("f", [("f(1)", "1")], tutor={"max_level": 2})
    code = "def f(x):\n    print(x)\n"
    assert offline_hint(sample, code, judge(sample, code), level=4).level == 2


def test_an_accepted_submission_gets_praise_and_a_thought(judge: Judge) -> None:
    sample = problem("f", [("f(1)", "True")])
    code = "def f(x):\n    if x == 1:\n        return True\n    else:\n        return False\n"
    hint = offline_hint(sample, code, judge(sample, code), level=3)
    assert (hint.level, hint.rule) == (0, "accepted")
    assert "line 2" in hint.text


def test_student_text_in_a_hint_is_harmless_markdown(judge: Judge) -> None:
    sample = problem("f", [("f(1)", "'x'")])
    code = "def f(x):\n    return '`</p><script>alert(1)</script>\\n# big\\n```'\n"
    text = offline_hint(sample, code, judge(sample, code)).text
    outside = text.split("`` ")[0] + text.split(" ``")[-1]
    assert "<script>" not in outside
    assert "\n" not in text
