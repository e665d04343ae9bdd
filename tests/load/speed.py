"""How fast many are served."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time

import aiohttp

from codify_jupyter.bench.figures import percentile
from tests.fake_llm import FakeLLM

from .classroom import PROBLEM, Classroom, classroom
from .figures import say, times
from .students import Class, Report, faults, pool, sign

CLASS_SECONDS = float(os.environ.get("CODIFY_LOAD_SECONDS", "20"))
LOST_AFTER_S = 30.0


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
        lost, _ = faults(room, report, within_s=LOST_AFTER_S)
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


def tutor_rush(students: int = 100) -> bool:
    """All ask at the same instant, and the language model takes three seconds to begin."""
    question = {"text": "Where should I look?"}

    async def go(room: Classroom) -> tuple[list[float], int]:
        async with FakeLLM(gate=asyncio.Event()) as model, pool(students) as client:
            assert model.gate is not None
            room.environment |= {
                "CODIFY_LLM_BASE_URL": model.base_url,
                "CODIFY_LLM_API_KEY": "none",
                "CODIFY_LLM_MODEL": "slow",
            }
            await asyncio.to_thread(room.start_service)
            await asyncio.gather(*(agree(room, client, n) for n in range(students)))
            asyncio.get_running_loop().call_later(3, model.gate.set)
            told = await asyncio.gather(*(ask(room, client, n) for n in range(students)))
            return [first for first, _ in told], sum(model.words in text for _, text in told)

    async def agree(room: Classroom, client: aiohttp.ClientSession, student: int) -> None:
        address = f"{room.url}/api/tutor/consent"
        async with client.put(address, json={"agreed": True}, headers=sign(student)) as answer:
            answer.raise_for_status()

    async def ask(
        room: Classroom, client: aiohttp.ClientSession, student: int
    ) -> tuple[float, str]:
        """Seconds until the first words of an answer, and all of its text."""
        begun, first, told = time.monotonic(), float("inf"), ""
        address = f"{room.url}/api/problems/{PROBLEM.slug}/messages"
        headers = {**sign(student), "Accept": "text/event-stream"}
        async with client.post(address, json=question, headers=headers) as answer:
            async for line in answer.content:
                if line.startswith(b"data: "):
                    delta = json.loads(line[6:]).get("delta", "")
                    told += delta
                    if delta.strip():
                        first = min(first, time.monotonic() - begun)
        return first, told

    with classroom(students) as room:
        first, heard = asyncio.run(go(room))
    ok = percentile(first, 95) <= 1 and heard == students
    text = f"first words {times(first)}; {heard} heard the model out"
    return say(f"{students} ask a slow model at once", ok, text)
