"""What may go wrong while a class works, and what is left of the class's work then."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from .classroom import Classroom, classroom
from .figures import say
from .students import Class, Report, faults, pool

RECOVERY_S = 30.0
WORKER_RECOVERY_S = 15.0


def fault(
    name: str,
    hurt: Callable[[Classroom], None],
    *,
    judging: str = "here",
    within_s: float = RECOVERY_S,
    home: Path | None = None,
) -> bool:
    """Thirty students work while something breaks; nothing may be lost, wrong or counted twice."""
    students, seconds = 30, 8.0

    async def go(room: Classroom) -> tuple[Report, float]:
        async with pool(students) as client:
            group = Class(room, client)
            working = [
                asyncio.create_task(group.submit(n, "slow", wait=False)) for n in range(4)
            ] + [asyncio.create_task(group.work(n, seconds, 2.0)) for n in range(4, students)]
            await asyncio.sleep(3)
            broken = time.monotonic()
            await asyncio.to_thread(hurt, room)
            await asyncio.gather(*working)
            return group.report, broken

    with classroom(students, judging=judging, home=home) as room:
        room.start_service()
        if judging == "workers":
            room.start_worker()
            room.start_worker()
        report, broken = asyncio.run(go(room))
        lost, took = faults(room, report, within_s=within_s)
        recovered = time.monotonic() - broken
    ok = not lost and not report.refused and took < within_s
    text = (
        f"{len(report.accepted)} taken, {report.retries} tried again, last verdict "
        f"{recovered:.0f} s after the fault ({took:.1f} s after the last student), "
        f"{len(lost)} lost, wrong or counted twice {sorted(set(lost))[:3] or ''}"
    )
    return say(name, ok, text)


def kill_worker(room: Classroom) -> None:
    room.workers[0].kill()


def kill_service(room: Classroom) -> None:
    assert room.service is not None
    room.service.kill()
    room.service.wait()
    room.start_service()


def drop_listeners(room: Classroom) -> None:
    room.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name IN ('codify-listener', 'codify-queue')"
    )


def jump_the_clock(room: Classroom) -> None:
    """As it looks to us when the database's clock is set: all that is stored is a day off."""
    for column, table in (
        ("updated_at", "rate_limits"),
        ("last_heartbeat", "procrastinate_workers"),
        ("created_at", "submissions"),
    ):
        room.sql(f"UPDATE {table} SET {column} = {column} - interval '1 day'")
    room.sql("UPDATE rate_limits SET updated_at = updated_at + interval '2 days'")


def fill_the_disk(room: Classroom) -> None:
    """Nothing more fits beside the database for three seconds."""
    filler = room.state / "filler"
    subprocess.run(
        ["dd", "if=/dev/zero", f"of={filler}", "bs=1M"], check=False, capture_output=True
    )
    time.sleep(3)
    filler.unlink()


def full_disk() -> bool:
    """The database lies on a small tmpfs of its own, which needs root."""
    if os.geteuid() != 0:
        return say("disk full", True, "left out: mounting a small tmpfs needs root")
    mount = Path("/tmp/codify-load-disk")
    mount.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=755", "tmpfs", mount], check=True)
    try:
        return fault("disk full for 3 s", fill_the_disk, home=mount)
    finally:
        subprocess.run(["umount", "-l", mount], check=True)
