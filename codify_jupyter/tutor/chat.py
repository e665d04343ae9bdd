"""Answers to students' questions without a language model.

No free conversation is pretended: a question is matched to one of a few kinds,
answered from the latest attempt or the glossary, or led back to what the
built-in tutor can do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from codify_runner.verdict import TestResult, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor import glossary
from codify_jupyter.tutor.diagnosis import diagnose
from codify_jupyter.tutor.evidence import Evidence, gather
from codify_jupyter.tutor.hint import RUNGS
from codify_jupyter.tutor.ladder import rung, top_rung
from codify_jupyter.tutor.off_topic import is_off_topic
from codify_jupyter.tutor.prompt import History
from codify_jupyter.tutor.rules.accepted import congratulate
from codify_jupyter.tutor.rules.symptom import symptom
from codify_jupyter.tutor.wording import plural, quote

INTRODUCTION = "I am the built-in tutor: no language model, just rules about code and tests."


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    problem: Problem
    code: str
    verdict: Verdict | None
    history: History
    top: int = RUNGS[-1]

    @property
    def limit(self) -> int:
        """The highest rung that may be spoken of."""
        return min(self.top, top_rung(self.problem))

    @property
    def evidence(self) -> Evidence | None:
        """The latest attempt, when the code at hand was judged."""
        return gather(self.problem, self.code, self.verdict) if self.verdict is not None else None


def offline_answer(
    problem: Problem,
    code: str,
    verdict: Verdict | None,
    question: str,
    history: History = (),
    *,
    top: int = RUNGS[-1],
) -> str:
    """Return Markdown that answers `question` as well as rules can, up to rung `top`. No I/O."""
    asked = _Question(question.strip(), problem, code, verdict, history, top)
    text = next(filter(None, (kind(asked) for kind in _KINDS)), None)
    if text is None and is_off_topic(asked.text, problem.title, problem.prompt_md, code):
        return f"I can help only with this problem. {_OFFER}"
    text = text or _redirect(asked)
    known = any(INTRODUCTION in earlier for role, earlier in history if role == "assistant")
    return text if known else f"{text}\n\n*{INTRODUCTION}*"


_SOLUTION = re.compile(
    r"\b(solution|full code|whole code|correct code|complete code|answer key|"
    r"(?:write|give|show|tell|send|post|do|solve|fix|finish|complete|correct)\b.{0,25}\b"
    r"(?:it|code|answer|function|program|this|that|task|exercise|problem|homework)\b.{0,15}(?:for"
    r" me)?|"
    r"l[öo]sung|soluci[óo]n|r[ée]ponse|soluzione)",
    re.IGNORECASE,
)


def _thanks(asked: _Question) -> str | None:
    if re.fullmatch(
        r"(?:ok(?:ay)?[,.! ]*)?(?:thanks?|thank you|thx|danke|merci|gracias)[\w ,.!]*",
        asked.text,
        re.I,
    ):
        return "You are welcome. Change something, submit again, and see what is different."
    if re.fullmatch(
        r"(?:hi|hello|hey|hallo|good (?:morning|evening|day))[\w ,.!]*", asked.text, re.I
    ):
        return (
            f"Hello! {_state(asked)} Ask me about a test that fails, an error message, or a word."
        )
    return None


def _wants_solution(asked: _Question) -> str | None:
    if not _SOLUTION.search(asked.text) or re.search(r"\b(why|what does|mean)\b", asked.text, re.I):
        return None
    step = _hint(asked)
    more = "\n\nFor more, ask for the next hint: each one says a little more"
    more = "" if asked.limit == 1 else f"{more}."
    if asked.limit == RUNGS[-1]:
        more = f"{more.removesuffix('.')}, up to a worked example of something similar."
    return (
        "I keep the solution to myself: finding it is the part that makes you better at this. But"
        f" I will gladly go a step with you. {step}{more}"
    )


def _glossary(asked: _Question) -> str | None:
    if re.search(r"\b(?:test|fail|wrong|line \d|my code|my function)\b", asked.text, re.I):
        return None
    return glossary.explain(asked.text)


def _task(asked: _Question) -> str | None:
    pattern = (
        r"what (?:do|should|must|am) i (?:have |supposed |meant )?(?:to"
        r" )?(?:do|write|return|print)|"
        r"(?:understand|explain)\b.{0,20}\b(?:task|problem|exercise|question|statement)|what is"
        r" (?:the task|asked)"
    )
    if not re.search(pattern, asked.text, re.I):
        return None
    first = asked.problem.prompt_md.strip().split("\n\n")[0]
    example = _example(asked.problem)
    return (
        f"The task in its own words:\n\n> {first[:600].replace(chr(10), ' ')}\n\n{example}"
        "Say it once more in your own words: what is given, and what should come out?"
    )


def _example(problem: Problem) -> str:
    groups = {g.get("id"): g.get("visibility") for g in problem.tests_json.get("groups", [])}
    for test in problem.tests_json.get("tests", []):
        visible = test.get("visibility") or groups.get(test.get("group"))
        wanted = (test.get("expect") or {}).get("returns")
        if visible == "public" and test.get("call") and wanted is not None:
            return f"For example, {quote(test['call'])} should give {quote(wanted)}. "
    return ""


def _start(asked: _Question) -> str | None:
    if not re.search(
        r"how (?:do|should|can) i (?:start|begin)|where (?:do|should) i"
        r" (?:start|begin)|(?:get|getting) started",
        asked.text,
        re.I,
    ):
        return None
    return (
        f"{_example(asked.problem)}Do that one by hand, slowly, and watch yourself: what do you"
        " look at first, what do you keep in mind, when are you done? Write those steps as"
        " comments into your cell, then turn the first one into code and run the tests."
    )


def _a_test(asked: _Question) -> str | None:
    if asked.verdict is None:
        return None
    test = _named_test(asked.verdict, asked.text)
    if test is None:
        return None
    if test.visibility != "public" and test.status != "passed":
        return f"That test is one whose details stay hidden. {_hint(asked)}"
    if test.status == "passed":
        return f"The test {quote(test.name)} passes. Is it another one you mean?"
    only = gather(
        asked.problem,
        asked.code,
        Verdict(
            status=asked.verdict.status,
            score=asked.verdict.score,
            points=asked.verdict.points,
            possible=asked.verdict.possible,
            runtime_ms=asked.verdict.runtime_ms,
            tests=tuple(t for t in asked.verdict.tests if t.status == "passed" or t.id == test.id),
            fault=asked.verdict.fault,
        ),
    )
    return diagnose(only).what


def _named_test(verdict: Verdict, question: str) -> TestResult | None:
    number = re.search(r"\btest\s*(?:number|no\.?|#)?\s*(\d{1,3})\b", question, re.I)
    if number and 1 <= int(number.group(1)) <= len(verdict.tests):
        return verdict.tests[int(number.group(1)) - 1]
    flat = re.sub(r"\s", "", question.lower())
    for test in verdict.tests:
        shown = [test.name] if test.visibility != "hidden" else []
        if test.visibility == "public" and test.call:
            shown.append(test.call)
        if any(len(text) > 3 and re.sub(r"\s", "", text.lower()) in flat for text in shown):
            return test
    return None


def _where(asked: _Question) -> str | None:
    if not re.search(r"\b(?:which|what) line\b|\bwhere (?:is|does|exactly)\b", asked.text, re.I):
        return None
    if asked.verdict is None:
        return _untested(asked)
    if asked.limit < 3:
        return f"{_hint(asked)} Finding the line is left to you in this problem."
    return (
        f"{_hint(asked)} The line to look at comes with a later hint: ask for the next one, when"
        " you have had a look yourself."
    )


def _why(asked: _Question) -> str | None:
    pattern = (
        r"\b(?:why|what(?:'s| is)? wrong|doesn'?t work|not"
        r" work|fail|failing|error|stuck|help|hint|tip|"
        r"wrong|bug|mistake|correct|right|problem|warum|fehler|hilfe|pourquoi|ayuda|por qu[ée])\b"
    )
    if not re.search(pattern, asked.text, re.I):
        return None
    return _hint(asked) if asked.verdict is not None else _untested(asked)


_KINDS: tuple[Callable[[_Question], str | None], ...] = (
    _thanks,
    _task,
    _start,
    _a_test,
    _wants_solution,
    _where,
    _glossary,
    _why,
)


_OFFER = (
    "Ask me why a test fails, what an error or a word means, what the task wants, or how to begin."
)


def _redirect(asked: _Question) -> str:
    lead = _hint(asked) if asked.verdict is not None else _untested(asked)
    return (
        "That is a question I cannot answer by rules. What I can tell from your code:"
        f" {lead}\n\n{_OFFER}"
    )


def _hint(asked: _Question) -> str:
    """Return the first rung for the latest attempt, or the second if the first was read before."""
    evidence = asked.evidence
    if evidence is None:
        return _untested(asked)
    if evidence.verdict.status == "accepted":
        return congratulate(evidence).text
    diagnosis = diagnose(evidence)
    first = rung(diagnosis, asked.problem, 1).text
    read = any(first in text for role, text in asked.history if role == "assistant")
    return rung(diagnosis, asked.problem, 2).text if read and asked.limit > 1 else first


def _untested(asked: _Question) -> str:
    error = gather(asked.problem, asked.code, _NOTHING_RAN).program.error
    if error is not None:
        return diagnose(gather(asked.problem, asked.code, _NOTHING_RAN)).what
    return (
        "This code has not been tested yet. Run the tests (or submit), and I can tell you what"
        " happens with it. Which of the examples would you try first?"
    )


def _state(asked: _Question) -> str:
    if asked.verdict is None:
        return "Your code has not been tested yet."
    evidence = gather(asked.problem, asked.code, asked.verdict)
    if not evidence.failing:
        return "All tests pass."
    focus = evidence.focus
    told = (
        f" {symptom(evidence, focus)}"
        if focus is not None and focus.public and focus.status == "failed"
        else ""
    )
    return (
        f"At the moment {plural(len(evidence.failing), 'test')} of {len(asked.verdict.tests)} do"
        f" not pass.{told}"
    )


_NOTHING_RAN = Verdict(status="compile_error", score=0, points=0, possible=0, runtime_ms=0)
