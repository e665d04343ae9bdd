"""Holding back what would give the solution away."""

from __future__ import annotations

from codify_jupyter.tutor.gate.leak_gate import REPLACEMENT, Judgement, LeakGate
from codify_jupyter.tutor.gate.sentences import Sentences

__all__ = ["REPLACEMENT", "Judgement", "LeakGate", "Sentences"]
