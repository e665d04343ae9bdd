"""The tutor as the server sees it: hints at once, a model's words after them, and chat."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Literal, Self

from codify_runner import Runner, RunnerError, Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.call import ModelCall
from codify_jupyter.tutor.chat import offline_answer
from codify_jupyter.tutor.diagnosis import diagnose
from codify_jupyter.tutor.edits import EditSearch
from codify_jupyter.tutor.evidence import Evidence, gather
from codify_jupyter.tutor.gate import LeakGate, Sentences
from codify_jupyter.tutor.hint import RUNGS, Diagnosis, Hint
from codify_jupyter.tutor.ladder import rung, without_rules
from codify_jupyter.tutor.llm import LLM, LLMError, Turn, Usage
from codify_jupyter.tutor.pointing import at_edit, traceable, with_table
from codify_jupyter.tutor.prompt import History, chat_turns, hint_turns
from codify_jupyter.tutor.rules.accepted import congratulate
from codify_jupyter.tutor.settings import TutorSettings

log = logging.getLogger(__name__)

Source = Literal["builtin", "llm"]
BUILTIN_LABEL = "Built-in tutor"
_TRACED_STEPS = 400


class Reply(str):
    """A piece of an answer, to be appended to the pieces before it, that knows who wrote it."""

    source: Source

    def __new__(cls, text: str, source: Source) -> Self:
        """Make a piece; `source` says whether a language model wrote it."""
        reply = super().__new__(cls, text)
        reply.source = source
        return reply


def offline_hint(problem: Problem, code: str, verdict: Verdict, *, level: int = 1) -> Hint:
    """Return one rung of the built-in tutor's ladder. No I/O; raises nothing for any code.

    Args:
        problem: The whole problem. Nothing of its secrets reaches the text.
        code: What was judged.
        verdict: The whole verdict of exactly that code.
        level: 1 what happened, 2 the concept, 3 the line, 4 a worked analogous
            example. Brought into the range the author allows.

    Returns:
        The hint; of level 0 with rule ``accepted`` for an accepted submission.
    """
    evidence = gather(problem, code, verdict)
    if verdict.status == "accepted":
        return congratulate(evidence)
    return rung(diagnose(evidence), problem, level)


class Tutor:
    """One per process. Usable without a model, and no slower with one that hangs."""

    def __init__(self, settings: TutorSettings | None = None, runner: Runner | None = None) -> None:
        """Set the tutor up; nothing is imported or connected yet.

        Args:
            settings: Which model, if any; none by default.
            runner: Runs the code in a model's words against the tests, in the
                sandbox; without it the leak gate only reads.
        """
        self.settings = settings or TutorSettings()
        self._runner = runner
        self._edits = EditSearch(runner)
        self._llm = LLM(self.settings) if self.settings.uses_model else None

    @property
    def provider(self) -> Source:
        """Who answers questions."""
        return "builtin" if self._llm is None else "llm"

    @property
    def label(self) -> str:
        """What the screen calls it: the model's name, or that it is the built-in one."""
        return BUILTIN_LABEL if self._llm is None else self.settings.model

    @property
    def patience_s(self) -> float:
        """How long a reply that is not streamed may wait for a model's words after the hint."""
        return 0.0 if self._llm is None else self.settings.budget_s

    async def warm(self) -> None:
        """Import and build the model's client in a thread, so that the first question need not."""
        if self._llm is not None:
            await self._llm.warm()

    async def close(self) -> None:
        """Stop searching, and close the model's connections."""
        await self._edits.close()
        if self._llm is not None:
            await self._llm.close()

    def hint(self, problem: Problem, code: str, verdict: Verdict, level: int = 1) -> Hint:
        """Return the offline hint; see ``offline_hint``. A fault of a rule loses no verdict."""
        try:
            return offline_hint(problem, code, verdict, level=level)
        except Exception:
            log.exception("no rule of the tutor could deal with a submission to %s", problem.slug)
            return without_rules(problem, verdict, level)

    async def rung(self, problem: Problem, code: str, verdict: Verdict, level: int) -> Hint:
        """Return the offline hint of a rung, the third one with what the sandbox can find out.

        On the second rung the search for a single passing change begins in the
        background, so that the third seldom has to wait for it: a second at most.
        """
        try:
            return await self._rung(problem, code, verdict, level)
        except Exception:
            log.exception("no rule of the tutor could deal with a submission to %s", problem.slug)
            return without_rules(problem, verdict, level)

    async def _rung(self, problem: Problem, code: str, verdict: Verdict, level: int) -> Hint:
        evidence = gather(problem, code, verdict)
        if verdict.status == "accepted":
            return congratulate(evidence)
        diagnosis = diagnose(evidence)
        if level == 2:
            self._edits.begin(problem, code, verdict, diagnosis.line)
        elif level >= 3:
            diagnosis = await self._pointed(evidence, diagnosis)
        return rung(diagnosis, problem, level)

    async def _pointed(self, evidence: Evidence, diagnosis: Diagnosis) -> Diagnosis:
        problem, code = evidence.problem, evidence.program.code
        search = self._edits.begin(problem, code, evidence.verdict, diagnosis.line)
        # Shielded: whoever asks next wants the result, too.
        edit = await asyncio.shield(search) if search is not None else None
        if edit is not None:
            return at_edit(evidence, diagnosis, edit)
        test = traceable(evidence)
        if test is None or self._runner is None or (diagnosis.specific and diagnosis.line):
            return diagnosis
        try:
            trace = await self._runner.trace(code, problem.tests_json, test, steps=_TRACED_STEPS)
        except RunnerError:
            return diagnosis
        return with_table(evidence, diagnosis, trace)

    async def elaborate(
        self,
        problem: Problem,
        code: str,
        verdict: Verdict,
        hint: Hint,
        skills: Mapping[str, float] | None = None,
        history: History = (),
        *,
        call: ModelCall | None = None,
        said: Sequence[str] = (),
        top: int = RUNGS[-1],
    ) -> AsyncGenerator[str, None]:
        """Yield a model's words after the offline hint, each piece past the leak gate.

        Yields nothing without a model. Closing the iterator stops the model.

        Args:
            problem: The whole problem.
            code: What was judged.
            verdict: The whole verdict of exactly that code.
            hint: The offline hint that the student has read.
            skills: Share solved by tag, 0 to 1.
            history: Earlier messages, oldest first.
            call: Filled with what was sent and what came back.
            said: All that the model has told this student about the problem.
            top: The highest rung that instructors allow.

        Raises:
            LLMError: The model failed, perhaps after some pieces. The offline
                hint stands; ``message`` is fit for the student.
        """
        if self._llm is None:
            return
        call = call or ModelCall()
        call.turns = self.elaboration(problem, code, verdict, hint, skills, history, top=top)
        gate = partial(
            self._gate, problem, code, verdict, [*said, *_told(history)], max(hint.level, 1)
        )
        async with aclosing(self._said(self._llm, call, gate)) as pieces:
            async for piece in pieces:
                yield piece

    def elaboration(
        self,
        problem: Problem,
        code: str,
        verdict: Verdict,
        hint: Hint,
        skills: Mapping[str, float] | None = None,
        history: History = (),
        *,
        top: int = RUNGS[-1],
    ) -> list[Turn]:
        """Return exactly what ``elaborate`` sends to the model."""
        edit = self._edits.known(problem, code) if hint.level >= 3 else None
        return hint_turns(
            problem, code, verdict, hint, skills=skills, history=history, edit=edit, top=top
        )

    async def answer(
        self,
        problem: Problem,
        code: str,
        verdict: Verdict | None,
        question: str,
        history: History = (),
        skills: Mapping[str, float] | None = None,
        *,
        call: ModelCall | None = None,
        said: Sequence[str] = (),
        use_model: bool = True,
        top: int = RUNGS[-1],
        waited_s: float = 0.0,
        turns: list[Turn] | None = None,
    ) -> AsyncGenerator[Reply, None]:
        """Yield the answer to a question, the first useful piece within the budget.

        Where the model says nothing in that time, the built-in tutor answers
        and the model's words follow if they still come. Faults of the model
        become a sentence for the student; this raises no LLMError.

        Args:
            problem: The whole problem.
            code: The student's code as it is now.
            verdict: The verdict of exactly that code, None if it was not judged.
            question: What the student asks.
            history: Earlier messages, oldest first: (``user`` | ``assistant``, text).
            skills: Share solved by tag, 0 to 1.
            call: Filled with what was sent and what came back.
            said: All that the model has told this student about the problem.
            use_model: False for the built-in tutor's answer in any case.
            top: The highest rung that instructors allow.
            waited_s: How much of the budget was gone before, as where a whole class asks at once.
            turns: What ``preview`` returned, for whoever has asked it before.
        """

        def offline() -> str:
            return offline_answer(problem, code, verdict, question, history, top=top)

        if self._llm is None or not use_model:
            yield Reply(offline(), "builtin")
            return
        call = call or ModelCall()
        call.turns = turns or self.preview(
            problem, code, verdict, question, history, skills, top=top
        )
        gate = partial(self._gate, problem, code, verdict, [*said, *_told(history)], 3)
        pieces: asyncio.Queue[str | LLMError | None] = asyncio.Queue()
        asking = asyncio.create_task(self._ask(self._llm, call, gate, pieces))
        try:
            try:
                async with asyncio.timeout(max(0.0, self.settings.budget_s - waited_s)):
                    first = await pieces.get()
            except TimeoutError:
                yield Reply(f"{offline()}\n\n", "builtin")
                first = await pieces.get()
                if isinstance(first, str):
                    yield Reply(f"**{self.label}**: ", "llm")
                elif first is not None:
                    yield Reply(_note(first), "builtin")
                    return
            if not isinstance(first, str):
                note = _note(first) if first is not None else ""
                yield Reply(f"{offline()}\n\n{note}", "builtin")
                return
            piece: str | LLMError | None = first
            while isinstance(piece, str):
                yield Reply(piece, "llm")
                piece = await pieces.get()
            if piece is not None:
                yield Reply(f"\n\n{_note(piece)}", "builtin")
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    def preview(
        self,
        problem: Problem,
        code: str,
        verdict: Verdict | None,
        question: str,
        history: History = (),
        skills: Mapping[str, float] | None = None,
        *,
        top: int = RUNGS[-1],
    ) -> list[Turn]:
        """Return exactly what ``answer`` sends to the model."""
        return chat_turns(problem, code, verdict, question, skills=skills, history=history, top=top)

    def _gate(
        self, problem: Problem, code: str, verdict: Verdict | None, said: Sequence[str], level: int
    ) -> LeakGate:
        tests = verdict.tests if verdict is not None else ()
        return LeakGate(
            problem,
            code,
            level=level,
            runner=self._runner,
            said=list(dict.fromkeys(said)),
            failing=[test.id for test in tests if test.status not in ("passed", "skipped")],
        )

    async def _ask(
        self,
        llm: LLM,
        call: ModelCall,
        gate: Callable[[], LeakGate],
        pieces: asyncio.Queue[str | LLMError | None],
    ) -> None:
        try:
            async with aclosing(self._said(llm, call, gate)) as said:
                async for piece in said:
                    pieces.put_nowait(piece)
        except LLMError as error:
            log.info("the model gave no whole answer: %s", error)
            pieces.put_nowait(error)
        except Exception:
            # Whoever waits for the next piece must not wait for ever.
            log.exception("what the model said could not be taken in")
            pieces.put_nowait(LLMError("malformed"))
        else:
            pieces.put_nowait(None)

    @staticmethod
    async def _said(
        llm: LLM, call: ModelCall, make_gate: Callable[[], LeakGate]
    ) -> AsyncGenerator[str, None]:
        """Yield what a model says, sentence by sentence, past the gate; note it in the call."""
        sentences = Sentences()
        usage = Usage()
        # Made when there is something to judge: the model thinks meanwhile, others are answered.
        gate: LeakGate | None = None
        try:
            stream = llm.stream(call.turns, user=call.pseudonym, usage=usage)
            async with aclosing(stream) as texts:
                async for text in texts:
                    # A server quicker than we are always has something ready: without a break
                    # its first sentence would be read after its last one, and nobody else served.
                    await asyncio.sleep(0)
                    gate = gate or make_gate()
                    call.reply += text
                    for sentence in sentences.feed(text):
                        shown = (await gate.judge(sentence)).text
                        if shown:
                            yield shown
            rest = sentences.flush()
            shown = (await gate.judge(rest)).text if gate and rest.strip() else ""
            call.outcome = "complete"
            if shown:
                yield shown
        except LLMError as error:
            call.outcome = error.reason
            raise
        finally:
            call.held_back = len(gate.hits) if gate else 0
            call.prompt_tokens, call.completion_tokens = usage.prompt, usage.completion


def _told(history: History) -> list[str]:
    return [text for role, text in history if role == "assistant"]


def _note(error: LLMError) -> str:
    return f"*{error.message}*"
