"""The record of one question to a language model."""

from __future__ import annotations

from dataclasses import dataclass, field

from codify_jupyter.tutor.llm import Turn


@dataclass(slots=True)
class ModelCall:
    """Filled in while a model answers; whoever asked stores it."""

    pseudonym: str = ""
    """Sent along as the request's user; neither a name nor an id of ours."""
    turns: list[Turn] = field(default_factory=list)
    """What was sent; empty when nothing was."""
    reply: str = ""
    """What came back, before the leak gate."""
    outcome: str = "stopped"
    """``complete``, ``stopped``, or the reason of the LLMError."""
    held_back: int = 0
    """Pieces that the leak gate did not let through."""
    prompt_tokens: int = 0
    """As the server counts them; 0 when it does not say."""
    completion_tokens: int = 0
