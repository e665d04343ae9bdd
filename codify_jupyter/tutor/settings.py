"""How the tutor is set up: which language model, if any, and how long it may take."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Flavour = Literal["chat", "responses"]
OPENAI_URL = "https://api.openai.com/v1"


class TutorSettingsError(ValueError):
    """The settings cannot be used; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class TutorSettings:
    """No ``base_url``: no language model, the built-in tutor alone. Times are in seconds."""

    base_url: str | None = None
    """Of an OpenAI-compatible server, up to and including ``/v1``."""
    api_key: str = field(default="", repr=False)
    """Empty for servers that ask for none."""
    model: str = ""
    budget_s: float = 0.7
    """The built-in tutor steps in when the model has said nothing useful after this time."""
    total_s: float = 30.0
    """A model's whole answer, from asking to its last word."""
    stall_s: float = 10.0
    """The longest silence within an answer."""
    connect_s: float = 5.0
    max_tokens: int = 700
    max_characters: int = 6000
    """Of an answer; a model that goes on and on is cut off here, whatever it counts."""
    flavour: Flavour = "chat"
    """Which API the server has: chat completions, or OpenAI's Responses."""
    student_tokens_per_day: int = 60_000
    """Caps count tokens asked and answered since midnight (UTC); 0 stands for no cap."""
    course_tokens_per_day: int = 0
    tokens_per_day: int = 3_000_000
    price_in: float = 0.0
    """Of a million tokens asked, in any currency; with ``cost_per_day`` a cap on the cost."""
    price_out: float = 0.0
    cost_per_day: float = 0.0
    consent: Literal["remote", "always", "never"] = "remote"
    """When a student must agree first: for servers that are not on this machine, say."""
    keep_days: float = 30.0
    """For how long prompts and replies are kept."""

    def __post_init__(self) -> None:
        if self.base_url is None:
            return
        parts = urlsplit(self.base_url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise TutorSettingsError(
                f"CODIFY_LLM_BASE_URL is {self.base_url[:100]!r}: it should begin with http:// or "
                "https:// and name a server, e.g. http://localhost:11434/v1"
            )
        if not self.model:
            raise TutorSettingsError(
                "set CODIFY_LLM_MODEL to the name of the model to use, as the server at "
                "CODIFY_LLM_BASE_URL lists it"
            )
        if self.flavour not in ("chat", "responses"):
            raise TutorSettingsError("CODIFY_LLM_FLAVOUR should be `chat` or `responses`")
        if self.consent not in ("remote", "always", "never"):
            raise TutorSettingsError("CODIFY_LLM_CONSENT should be `remote`, `always` or `never`")
        if min(self.budget_s, self.total_s, self.stall_s, self.connect_s) <= 0:
            raise TutorSettingsError("the tutor's times must be greater than 0 seconds")

    @property
    def uses_model(self) -> bool:
        """Whether a language model is configured."""
        return self.base_url is not None

    @property
    def host(self) -> str | None:
        """The server's name, for the screen."""
        return urlsplit(self.base_url).hostname if self.base_url else None

    @property
    def needs_consent(self) -> bool:
        """Whether a student must agree before anything is sent."""
        here = self.host in ("localhost", "127.0.0.1", "::1")
        return self.consent == "always" or (self.consent == "remote" and not here)

    @property
    def agreement(self) -> str:
        """What a student agrees to; another model or host needs another consent."""
        return f"{self.model} at {self.host}"

    @property
    def token_limit_name(self) -> str:
        """Return the request's field for the token limit.

        OpenAI's own newer models refuse ``max_tokens``; other servers may know nothing else.
        """
        host = urlsplit(self.base_url or "").hostname or ""
        own = host.endswith((".openai.com", ".azure.com"))
        return "max_completion_tokens" if own else "max_tokens"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> TutorSettings:
        """Read ``CODIFY_LLM_BASE_URL``, ``CODIFY_LLM_API_KEY``, ``CODIFY_LLM_MODEL`` and times.

        ``OPENAI_API_KEY`` and its kin are not read on purpose: that a key for
        something else lies in the environment is no consent to send students'
        code away. A key without a base URL means OpenAI itself.

        Raises:
            TutorSettingsError: A value is missing or makes no sense.
        """
        values = os.environ if environment is None else environment
        base_url = values.get("CODIFY_LLM_BASE_URL", "").strip() or None
        key = values.get("CODIFY_LLM_API_KEY", "").strip()
        if base_url is None and key:
            base_url = OPENAI_URL
        return cls(
            base_url=base_url,
            api_key=key,
            model=values.get("CODIFY_LLM_MODEL", "").strip(),
            budget_s=_number(values, "CODIFY_LLM_BUDGET_S", 0.7),
            total_s=_number(values, "CODIFY_LLM_TOTAL_S", 30.0),
            stall_s=_number(values, "CODIFY_LLM_STALL_S", 10.0),
            flavour=_word(values, "CODIFY_LLM_FLAVOUR", "chat"),  # type: ignore[arg-type]
            student_tokens_per_day=int(_number(values, "CODIFY_LLM_STUDENT_TOKENS", 60_000)),
            course_tokens_per_day=int(_number(values, "CODIFY_LLM_COURSE_TOKENS", 0)),
            tokens_per_day=int(_number(values, "CODIFY_LLM_TOKENS", 3_000_000)),
            price_in=_number(values, "CODIFY_LLM_PRICE_IN", 0.0),
            price_out=_number(values, "CODIFY_LLM_PRICE_OUT", 0.0),
            cost_per_day=_number(values, "CODIFY_LLM_COST_PER_DAY", 0.0),
            consent=_word(values, "CODIFY_LLM_CONSENT", "remote"),  # type: ignore[arg-type]
            keep_days=_number(values, "CODIFY_LLM_KEEP_DAYS", 30.0),
        )


def _number(values: Mapping[str, str], name: str, default: float) -> float:
    text = values.get(name, "").strip()
    try:
        number = float(text) if text else default
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise TutorSettingsError(
            f"{name} is {text[:40]!r}: it should be a number, 0 or greater, e.g. 1.5"
        )
    return number


def _word(values: Mapping[str, str], name: str, default: str) -> str:
    return values.get(name, "").strip().lower() or default
