"""`python -m tests.load [NAME…]`: run the scenarios, print their figures; exit 1 if any fails."""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from codify_jupyter.bench.figures import percentile

from .classroom import PROBLEM, Classroom, classroom
from .students import Class, Report, faults, pool, sign

CLASS_SECONDS = float(os.environ.get("CODIFY_LOAD_SECONDS", "20"))
RECOVERY_S = 30.0
WORKER_RECOVERY_S = 15.0


def say(name: str, ok: bool, text: str) -> bool:
    """One line of the table."""
    print(f"{'met   ' if ok else 'MISSED'}  {name:<34} {text}", flush=True)
    return ok


def times(values: list[float]) -> str:
    """p50, p95 and the worst, in ms."""
    if not values:
        return "none"
    p50, p95 = statistics.median(values), percentile(values, 95)
    return f"p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, max {max(values) * 1000:.0f} ms"


def class_of(students: int) -> bool:
    """Everybody submits every 5 s on average."""

    async def go(room: Classroom) -> Report:
        async with pool(students) as client:
            group = Class(room, client)
            await group.submit(0, "right")
            await asyncio.gather(*(group.work(n, CLASS_SECONDS, 5.0) for n in range(students)))
            return group.report

    with classroom(students) as room:
        room.start_service()
        before = room.cpu_s()
        report = asyncio.run(go(room))
        lost, _ = faults(room, report, within_s=RECOVERY_S)
        cpu = (room.cpu_s() - before) / max(1, len(report.accepted))
    judged = report.judged[1:]
    p95 = percentile(judged, 95) if judged else float("inf")
    ok = not lost and not report.refused and (p95 <= 0.5 or students > 300)
    text = f"{len(report.accepted)} submissions, {times(judged)}, {len(lost)} lost or wrong"
    text += f", {cpu * 1000:.0f} ms CPU each"
    return say(f"class of {students}, every 5 s", ok, text)


def deadline_rush(students: int = 300) -> bool:
    """All at the same instant."""

    async def go(room: Classroom) -> Report:
        async with pool(students) as client:
            group = Class(room, client)
            await asyncio.gather(*(warm(group, n) for n in range(students)))
            await asyncio.gather(*(group.submit(n, "right", wait=False) for n in range(students)))
            return group.report

    async def warm(group: Class, student: int) -> None:
        address = f"{group.room.url}/api/problems/{PROBLEM.slug}"
        async with group.client.get(address, headers=sign(student)) as answer:
            await answer.read()

    with classroom(students) as room:
        room.start_service()
        before = room.cpu_s()
        report = asyncio.run(go(room))
        cpu = (room.cpu_s() - before) / students
        lost, took = faults(room, report, within_s=60)
    ok = not lost and len(report.accepted) == students and max(report.acknowledged) <= 1.0
    acknowledged = times(report.acknowledged)
    text = f"acknowledged {acknowledged}; all judged {took:.1f} s later; {len(lost)} lost"
    text += f", {cpu * 1000:.0f} ms CPU each until then"
    return say(f"{students} at the same instant", ok, text)


def idle_streams(count: int = 1000) -> bool:
    """Streams of submissions that nobody judges stay open, and cost the others little."""

    async def go(room: Classroom) -> tuple[int, float]:
        async with pool(count) as client:
            group = Class(room, client)
            await asyncio.gather(*(group.submit(n, "right", wait=False) for n in range(count)))
            ids = dict(
                room.sql(
                    "SELECT users.name, submissions.id FROM submissions"
                    " JOIN users ON users.id = user_id"
                )
            )

            async def hold(student: int, opened: asyncio.Semaphore) -> None:
                address = f"{room.url}/api/submissions/{ids[f'student-{student:04d}']}/events"
                async with client.get(address, headers=sign(student)) as answer:
                    async for _ in answer.content.iter_any():
                        opened.release()

            opened = asyncio.Semaphore(0)
            holding = [asyncio.create_task(hold(n, opened)) for n in range(count)]
            for _ in range(count):
                await asyncio.wait_for(opened.acquire(), 60)
            await asyncio.sleep(5)
            held = sum(not task.done() for task in holding)
            async with pool(1) as other:
                begun = time.monotonic()
                async with other.get(f"{room.url}/readyz") as ready:
                    await ready.read()
                answered = time.monotonic() - begun
            for task in holding:
                task.cancel()
            await asyncio.gather(*holding, return_exceptions=True)
            return held, answered

    with classroom(count, judging="workers") as room:
        room.start_service()
        held, answered = asyncio.run(go(room))
    ok = held == count and answered < 1
    return say(
        f"{count} idle streams", ok, f"{held} held, readyz beside them {answered * 1000:.0f} ms"
    )


def two_workers(submissions: int = 200) -> bool:
    """The same work by one worker process and by two."""

    async def fill(room: Classroom) -> Report:
        async with pool(50) as client:
            group = Class(room, client)
            await asyncio.gather(
                *(group.submit(n, "heavy", wait=False) for n in range(submissions))
            )
            return group.report

    def rate(workers: int) -> float:
        with classroom(submissions, judging="workers") as room:
            room.start_service()
            # Held still while the queue is filled, so that both begin with all the work there.
            started = [room.start_worker() for _ in range(workers)]
            for worker in started:
                worker.send_signal(signal.SIGSTOP)
            report = asyncio.run(fill(room))
            begun = time.monotonic()
            for worker in started:
                worker.send_signal(signal.SIGCONT)
            lost, _ = faults(room, report, within_s=120)
            if lost:
                raise RuntimeError(f"{len(lost)} lost or wrong")
            return submissions / (time.monotonic() - begun)

    one, two = rate(1), rate(2)
    text = f"one {one:.1f}/s, two {two:.1f}/s: {two / one:.2f} times"
    return say("two workers against one", two / one >= 1.6, text)


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


SCENARIOS: dict[str, Callable[[], bool]] = {
    "class-30": lambda: class_of(30),
    "class-300": lambda: class_of(300),
    "class-1000": lambda: class_of(1000),
    "rush": deadline_rush,
    "streams": idle_streams,
    "two-workers": two_workers,
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
