"""The tutor: evidence, rules, ladder, language model, leak gate.

``offline_hint`` needs no server, no database, no network and a few
milliseconds; it is the whole tutor where no model is configured, and the first
words of the tutor where one is.
"""

from __future__ import annotations

from codify_runner.verdict import Verdict

from codify_jupyter.problems.model import Problem
from codify_jupyter.tutor.diagnosis import diagnose
from codify_jupyter.tutor.evidence import gather
from codify_jupyter.tutor.hint import Hint
from codify_jupyter.tutor.ladder import rung
from codify_jupyter.tutor.rules.accepted import congratulate

__all__ = ["Hint", "offline_hint"]


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
