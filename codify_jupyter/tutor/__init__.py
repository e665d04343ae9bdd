"""The tutor: evidence, rules, ladder, language model, leak gate.

``offline_hint`` needs no server, no database, no network and a few
milliseconds; it is the whole tutor where no model is configured, and the first
words of the tutor where one is.
"""

from __future__ import annotations

from codify_jupyter.tutor.call import ModelCall
from codify_jupyter.tutor.hint import Diagnosis, Hint
from codify_jupyter.tutor.llm import LLMError
from codify_jupyter.tutor.settings import TutorSettings, TutorSettingsError
from codify_jupyter.tutor.tutor import Reply, Tutor, offline_hint

__all__ = [
    "Diagnosis",
    "Hint",
    "LLMError",
    "ModelCall",
    "Reply",
    "Tutor",
    "TutorSettings",
    "TutorSettingsError",
    "offline_hint",
]
