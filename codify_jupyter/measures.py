"""What the operator's monitoring gets to see: counts and times, never a person."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60)

SUBMISSION_SECONDS = Histogram(
    "codify_submission_seconds",
    "From a submission's arrival to its stored verdict",
    buckets=_SECONDS,
)
JUDGING_SECONDS = Histogram(
    "codify_judging_seconds", "In the runner, the wait for a slot included", buckets=_SECONDS
)
JUDGED = Counter("codify_judged_total", "Stored verdicts", ["status"])
OPEN = Gauge("codify_open_submissions", "Submissions without a verdict, of all processes")
OLDEST_OPEN_SECONDS = Gauge("codify_oldest_open_seconds", "Age of the oldest of them")
SLOTS = Gauge("codify_runner_slots", "Submissions that this process can judge at a time")
POOL_WAIT_SECONDS = Histogram(
    "codify_pool_wait_seconds", "Wait for a database connection", buckets=_SECONDS
)
MODEL_TEXTS = Counter("codify_model_texts_total", "Texts asked of the language model", ["outcome"])
MODEL_CHARACTERS = Counter("codify_model_characters_total", "Characters that the model wrote")
STREAMS = Gauge("codify_open_streams", "Event streams that are being sent")
REFUSED = Counter("codify_refused_total", "Requests over a limit", ["kind"])
