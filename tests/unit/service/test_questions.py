"""A human in the loop: passed on, found in the inbox, answered, and read at once."""

from __future__ import annotations

from typing import Any

import psycopg

from codify_jupyter.problems import Problem
from codify_jupyter.store import research

from .conftest import CLOSED, OPEN, Service
from .contract import complaints
from .streams import listening

QUESTIONS = f"problems/{CLOSED}/questions"
INBOX = "courses/optics/questions"


async def pass_on(service: Service, name: str = "student", text: str = "Why **not**?") -> Any:
    answer = await service.ask(name, "POST", QUESTIONS, {"text": text, "code": "y = 2"})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def be_taught(service: Service) -> None:
    """The instructor has been here: a course that nobody teaches has nobody to ask."""
    await service.ask("instructor", "GET", "problems")


async def test_from_the_question_to_the_answer(service: Service, closed_problem: Problem) -> None:
    await be_taught(service)
    wrong = closed_problem.wrong[0].code
    await service.submit("student", CLOSED, wrong)
    before = (await service.ask("student", "GET", QUESTIONS)).json()
    assert before == {"to": {"course": "optics", "title": "optics"}, "questions": []}

    async with (
        listening(service, "instructor", "courses/optics/class/events") as grid,
        listening(service, "student", "questions/events") as answers,
        listening(service, "classmate", "questions/events") as others,
    ):
        assert (await grid.next())[0] == "resync"
        assert await answers.next() == ("questions", {"open": []})
        assert await others.next() == ("questions", {"open": []})
        asked = await pass_on(service)
        assert complaints("/problems/{slug}/questions", "post", asked, "201") == []
        number = asked["question"]["id"]
        assert await answers.next() == ("questions", {"open": [number]})
        events = dict([await grid.next(), await grid.next()])
        assert events["questions"] == {"open": 1, "answered": 0}
        assert events["cells"]["cells"][0]["open_questions"] == 1

        inbox = (await service.ask("instructor", "GET", INBOX)).json()
        assert complaints("/courses/{slug}/questions", "get", inbox) == []
        assert (inbox["open"], inbox["answered"]) == (1, 0)
        [listed] = inbox["questions"]
        assert (listed["user"], listed["text"]) == ("student", "Why **not**?")
        whole = (await service.ask("instructor", "GET", f"{INBOX}/{number}")).json()
        assert complaints("/courses/{slug}/questions/{id}", "get", whole) == []
        assert whole["submission"]["code"] == wrong
        assert whole["question"]["code"] == "y = 2"
        assert whole["verdict"]["status"] == listed["status"] == whole["submission"]["status"]
        assert [one["text"] for one in whole["thread"]] == ["Why **not**?"]
        assert whole["messages"][0]["source"] == "builtin"  # the hint that came with the verdict

        reply = {"text": "Look at the *last* fare.", "seen": 0}
        sent = await service.ask("instructor", "POST", f"{INBOX}/{number}/answers", reply)
        assert (
            complaints("/courses/{slug}/questions/{id}/answers", "post", sent.json(), "201") == []
        )
        name, told = await answers.next()
        assert (name, told["problem"]) == ("answer", CLOSED)
        said = told["message"]
        assert said["text"] == "Look at the *last* fare."
        assert (said["role"], said["source"], said["author"]) == (
            "assistant",
            "instructor",
            "instructor",
        )
        assert await answers.next() == ("questions", {"open": []})
        events = dict([await grid.next(), await grid.next()])
        assert events["questions"] == {"open": 0, "answered": 1}

        # The classmate's own answer is the first thing the classmate hears of.
        mine = (await pass_on(service, "classmate"))["question"]["id"]
        assert await others.next() == ("questions", {"open": [mine]})

    after = (await service.ask("student", "GET", QUESTIONS)).json()
    assert complaints("/problems/{slug}/questions", "get", after) == []
    assert after["questions"][0]["answered_at"]
    chat = (await service.ask("student", "GET", f"problems/{CLOSED}/messages")).json()["messages"]
    assert chat[-1] == said
    assert chat[-2]["question_id"] == chat[-1]["question_id"] == number
    done = (await service.ask("instructor", "GET", f"{INBOX}?state=answered")).json()
    assert [one["id"] for one in done["questions"]] == [number]


async def test_neither_the_tutor_nor_research_is_told_of_it(service: Service) -> None:
    await be_taught(service)
    await service.ask("student", "POST", f"problems/{CLOSED}/messages", {"text": "To the tutor"})
    number = (await pass_on(service, text="Between us"))["question"]["id"]
    await service.ask(
        "instructor", "POST", f"{INBOX}/{number}/answers", {"text": "Between us, too", "seen": 0}
    )
    seen = await service.ask(
        "student", "POST", f"problems/{CLOSED}/messages/preview", {"text": "And now?"}
    )
    assert "To the tutor" in seen.text
    assert "Between us" not in seen.text
    services = await service.core.services()
    async with services.database.begin() as connection:
        exported = [one.role async for one in research.messages_of(connection, ["student"])]
    assert exported == ["user", "assistant"]


async def test_two_instructors_do_not_answer_past_each_other(service: Service) -> None:
    await be_taught(service)
    number = (await pass_on(service))["question"]["id"]
    place = f"{INBOX}/{number}/answers"
    assert (
        await service.ask("instructor", "POST", place, {"text": "One.", "seen": 0})
    ).status_code == 201
    late = await service.ask("instructor", "POST", place, {"text": "Two.", "seen": 0})
    assert (late.status_code, late.json()["reason"]) == (409, "answered_meanwhile")
    knowing = await service.ask("instructor", "POST", place, {"text": "And:", "seen": 1})
    assert knowing.status_code == 201
    counts = (await service.ask("instructor", "GET", INBOX)).json()
    assert (counts["open"], counts["answered"]) == (0, 1)


async def test_where_nobody_can_be_asked(service: Service, sql: psycopg.Connection[Any]) -> None:
    # Nobody teaches the course yet; later somebody does, but the open problem is not of it.
    for problem in (CLOSED, OPEN):
        shown = (await service.ask("student", "GET", f"problems/{problem}/questions")).json()
        assert shown["to"] is None
        refused = await service.ask(
            "student", "POST", f"problems/{problem}/questions", {"text": "Why?"}
        )
        assert (refused.status_code, refused.json()["reason"]) == (409, "no_instructor")
        await be_taught(service)
    assert sql.execute("SELECT count(*) FROM messages").fetchone() == (0,)


async def test_what_is_no_question_and_no_answer(service: Service) -> None:
    await be_taught(service)
    for text, reason in (("  \n", "empty_question"), ("x" * 4001, "question_too_long")):
        refused = await service.ask("student", "POST", QUESTIONS, {"text": text})
        assert (refused.status_code, refused.json()["reason"]) == (422, reason)
    number = (await pass_on(service))["question"]["id"]
    place = f"{INBOX}/{number}/answers"
    for body, status in (
        ({"text": " "}, 422),
        ({"text": "x" * 10_001}, 422),
        ({"text": "x", "seen": -1}, 400),
        ({"text": "x", "seen": True}, 400),
        ({"text": "x", "author": "somebody"}, 400),
        ({}, 400),
    ):
        assert (await service.ask("instructor", "POST", place, body)).status_code == status
    assert (await service.ask("instructor", "GET", f"{INBOX}?state=none")).status_code == 400


async def test_one_does_not_ask_without_end(service: Service, sql: psycopg.Connection[Any]) -> None:
    await be_taught(service)
    for _ in range(5):
        await pass_on(service)
    refused = await service.ask("student", "POST", QUESTIONS, {"text": "Hello?"})
    assert (refused.status_code, refused.json()["reason"]) == (409, "too_many_open")
    sql.execute("UPDATE questions SET answered_at = now()")
    sql.execute("UPDATE rate_limits SET tokens = 0, updated_at = now()")
    refused = await service.ask("student", "POST", QUESTIONS, {"text": "Hello?"})
    assert (refused.status_code, refused.json()["reason"]) == (429, "too_often")


async def test_an_erased_student_takes_the_question_along_and_an_instructor_only_the_name(
    service: Service, sql: psycopg.Connection[Any]
) -> None:
    await be_taught(service)
    number = (await pass_on(service))["question"]["id"]
    await service.ask("instructor", "POST", f"{INBOX}/{number}/answers", {"text": "So."})
    sql.execute("DELETE FROM users WHERE name = 'instructor'")
    chat = (await service.ask("student", "GET", f"problems/{CLOSED}/messages")).json()["messages"]
    assert (chat[-1]["text"], chat[-1]["author"]) == ("So.", None)
    sql.execute("DELETE FROM users WHERE name = 'student'")
    for table in ("questions", "messages"):
        assert sql.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
