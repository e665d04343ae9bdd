"""`python -m tests.load [NAME…]`: run the scenarios, print their figures; exit 1 if any fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from .classroom import Classroom
from .figures import say
from .hurting import (
    WORKER_RECOVERY_S,
    drop_listeners,
    fault,
    full_disk,
    jump_the_clock,
    kill_service,
    kill_worker,
)
from .speed import class_of, deadline_rush, idle_streams, tutor_rush, two_workers

SCENARIOS: dict[str, Callable[[], bool]] = {
    "class-30": lambda: class_of(30),
    "class-300": lambda: class_of(300),
    "class-1000": lambda: class_of(1000),
    "rush": deadline_rush,
    "streams": idle_streams,
    "two-workers": two_workers,
    "tutor-rush": tutor_rush,
    "kill-worker": lambda: fault(
        "worker killed", kill_worker, judging="workers", within_s=WORKER_RECOVERY_S
    ),
    "kill-service": lambda: fault("service killed", kill_service),
    "kill-postmaster": lambda: fault("postmaster killed", Classroom.kill_postmaster),
    "kill-postmaster-workers": lambda: fault(
        "postmaster killed, workers", Classroom.kill_postmaster, judging="workers"
    ),
    "drop-listeners": lambda: fault("listeners dropped", drop_listeners, judging="workers"),
    "clock": lambda: fault("clock jumps a day", jump_the_clock, judging="workers"),
    "disk": full_disk,
}


def main() -> None:
    """Run those that are named, or all."""
    names = sys.argv[1:] or list(SCENARIOS)
    results = []
    for name in names:
        try:
            results.append(SCENARIOS[name]())
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            results.append(say(name, False, f"did not run: {error}"[:300]))
    sys.exit(not all(results))


main()
