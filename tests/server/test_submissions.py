"""The way of a submission over HTTP."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import psycopg
import pytest

from codify_jupyter.pace import Pace
from codify_jupyter.problems import Problem

from .conftest import Api


async def test_a_wrong_solution_gets_its_verdict_and_a_hint(
    api: Api, running_mean: Problem
) -> None:
    answer = await api.submit("running-mean", running_mean.wrong[0].code)
    assert answer.status == 201
    assert answer.json["verdict"]["status"] != "accepted"
    assert answer.json["submission"]["status"] == answer.json["verdict"]["status"]
    assert answer.json["hint"]["source"] == "builtin"
    assert answer.json["hint"]["text"]


async def test_every_wrong_solution_is_caught_and_the_reference_accepted(
    api: Api, running_mean: Problem
) -> None:
    for wrong in running_mean.wrong:
        assert (await api.submit("running-mean", wrong.code)).json["verdict"][
            "status"
        ] != "accepted"
    right = (await api.submit("running-mean", running_mean.solution)).json
    assert right["verdict"]["status"] == "accepted"
    assert right["verdict"]["score"] == 1


async def test_the_verdict_never_says_what_a_hidden_test_asks(
    api: Api, running_mean: Problem
) -> None:
    verdict = (await api.submit("running-mean", running_mean.starter)).json["verdict"]
    hidden = [test for test in verdict["tests"] if test["visibility"] == "hidden"]
    assert hidden
    for test in hidden:
        assert not {"call", "given", "expected", "got", "stdout", "code"} & set(test)
        assert test["name"].startswith("Hidden test")


async def test_the_same_key_gives_the_same_submission(api: Api, running_mean: Problem) -> None:
    key = str(uuid.uuid4())
    first = await api.submit("running-mean", running_mean.solution, key)
    again = await api.submit("running-mean", running_mean.solution, key)
    assert (first.status, again.status) == (201, 200)
    assert again.json["submission"]["id"] == first.json["submission"]["id"]
    assert again.json["verdict"] == first.json["verdict"]
    listed = (await api.get("problems/running-mean/submissions")).json["submissions"]
    assert len(listed) == 1


async def test_a_key_used_for_other_code_is_refused(api: Api, running_mean: Problem) -> None:
    key = str(uuid.uuid4())
    await api.submit("running-mean", running_mean.solution, key)
    other = await api.submit("running-mean", running_mean.starter, key)
    assert other.status == 409
    assert other.json["reason"] == "key_reused"


async def test_two_tabs_that_send_the_same_key_at_once_make_one_submission(
    api: Api, running_mean: Problem
) -> None:
    key = str(uuid.uuid4())
    both = await asyncio.gather(
        *(api.submit("running-mean", running_mean.solution, key) for _ in range(2))
    )
    assert both[0].json["submission"]["id"] == both[1].json["submission"]["id"]
    skills = (await api.get("skills")).json["skills"]
    assert {skill["attempts"] for skill in skills} == {1}


async def test_a_second_submission_waits_for_the_first(api: Api, running_mean: Problem) -> None:
    endless = {"problem": "running-mean", "code": "while True: pass\n"}
    sent = await api.post(
        "submissions",
        endless | {"idempotency_key": str(uuid.uuid4())},
        headers={"Prefer": "respond-async"},
    )
    assert sent.status == 202
    address = f"submissions/{sent.json['submission']['id']}"
    assert sent.headers["Location"].endswith(f"/codify/api/{address}")
    refused = await api.submit("running-mean", running_mean.solution)
    assert (refused.status, refused.json["reason"]) == (409, "submission_open")
    assert refused.headers["Retry-After"] == "1"
    other = await api.submit("ferry-fare", "x = 1")
    assert other.status == 201
    await api.ask("DELETE", address)
    assert (await api.submit("running-mean", running_mean.solution)).status == 201


async def test_when_many_wait_the_answer_says_where_the_verdict_will_be(
    api: Api, running_mean: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "wait_s", 1000.0)
    sent = await api.submit("running-mean", running_mean.solution)
    assert sent.status == 202
    followed = await api.get(f"submissions/{sent.json['submission']['id']}/events")
    assert followed.events[-1][1] == "done"
    got = await api.get(f"submissions/{sent.json['submission']['id']}")
    assert got.json["verdict"]["status"] == "accepted"


async def test_the_stream_tells_test_by_test(api: Api, running_mean: Problem) -> None:
    body = {
        "problem": "running-mean",
        "code": running_mean.wrong[0].code,
        "idempotency_key": str(uuid.uuid4()),
    }
    answer = await api.stream("submissions", body)
    assert answer.headers["Content-Type"] == "text/event-stream"
    events = answer.events
    names = [name for _, name, _ in events]
    assert names[0] == "submission"
    assert names.count("test") == len(running_mean.tests_json["tests"])
    assert names.index("verdict") > names.index("test")
    assert names.index("hint") > names.index("verdict")
    assert "skills" in names
    assert names[-1] == "done"
    assert [number for number, _, _ in events] == list(range(1, len(events) + 1))


async def test_a_stream_can_be_taken_up_where_it_broke_off(api: Api, running_mean: Problem) -> None:
    made = (await api.submit("running-mean", running_mean.wrong[0].code)).json
    path = f"submissions/{made['submission']['id']}/events"
    whole = (await api.get(path)).events
    rest = (await api.get(path, headers={"Last-Event-ID": "3"})).events
    assert rest == whole[3:]
    assert [name for _, name, _ in whole][-1] == "done"


async def test_an_asynchronous_submission_can_be_followed(api: Api, running_mean: Problem) -> None:
    answer = await api.submit(
        "running-mean", running_mean.solution, headers={"Prefer": "respond-async"}
    )
    assert answer.status == 202
    path = answer.headers["Location"].partition("codify/api/")[2]
    events = (await api.get(f"{path}/events")).events
    verdicts = [data["verdict"] for _, name, data in events if name == "verdict"]
    assert [verdict["status"] for verdict in verdicts] == ["accepted"]
    assert (await api.get(path)).json["verdict"]["status"] == "accepted"


async def test_a_cancelled_submission_is_not_counted(api: Api) -> None:
    endless = "def running_mean(xs, k):\n    while True:\n        pass\n"
    answer = await api.submit("running-mean", endless, headers={"Prefer": "respond-async"})
    number = answer.json["submission"]["id"]
    assert (await api.ask("DELETE", f"submissions/{number}")).status == 204
    assert (await api.get(f"submissions/{number}")).json["submission"]["status"] == "cancelled"
    assert (await api.get("skills")).json["skills"] == []
    assert (await api.get("problems/running-mean")).json["attempts"] == 0


async def test_attempts_are_found_again_with_their_code(api: Api, running_mean: Problem) -> None:
    await api.submit("running-mean", running_mean.wrong[0].code)
    await api.submit("running-mean", running_mean.solution)
    listed = (await api.get("problems/running-mean/submissions")).json["submissions"]
    assert [one["status"] == "accepted" for one in listed] == [True, False]
    older = (await api.get(f"submissions/{listed[1]['id']}")).json
    assert older["submission"]["code"] == running_mean.wrong[0].code
    page = await api.get(
        "problems/running-mean/submissions", query={"before": str(listed[0]["id"]), "limit": "1"}
    )
    assert [one["id"] for one in page.json["submissions"]] == [listed[1]["id"]]


async def test_skills_count_a_solved_problem_once(api: Api, running_mean: Problem) -> None:
    for code in (running_mean.wrong[0].code, running_mean.solution, running_mean.solution):
        await api.submit("running-mean", code)
    skills = (await api.get("skills")).json["skills"]
    assert {skill["tag"] for skill in skills} == set(running_mean.tags)
    assert {(skill["attempts"], skill["solved"], skill["hints_used"]) for skill in skills} == {
        (3, 1, 1)
    }
    assert (await api.get("problems/running-mean")).json["state"] == "solved"


async def test_a_run_judges_the_public_tests_and_keeps_nothing(
    api: Api, running_mean: Problem
) -> None:
    body = {"problem": "running-mean", "code": running_mean.wrong[0].code}
    verdict = (await api.post("runs", body)).json["verdict"]
    assert {test["visibility"] for test in verdict["tests"]} == {"public"}
    assert (await api.get("problems/running-mean/submissions")).json["submissions"] == []
    streamed = (await api.stream("runs", body)).events
    names = [name for _, name, _ in streamed]
    assert names == ["test"] * len(verdict["tests"]) + ["verdict", "done"]


async def test_a_run_can_be_cancelled(api: Api) -> None:
    endless = "def running_mean(xs, k):\n    while True:\n        pass\n"
    run_id = str(uuid.uuid4())
    running = asyncio.ensure_future(
        api.post("runs", {"problem": "running-mean", "code": endless, "run_id": run_id})
    )
    while not running.done():
        assert (await api.ask("DELETE", f"runs/{run_id}")).status == 204
        await asyncio.wait({running}, timeout=0.02)
    answer = running.result()
    assert (answer.status, answer.json["reason"]) == (409, "cancelled")


async def test_who_was_erased_and_comes_back_begins_anew(
    api: Api, running_mean: Problem, empty_database_url: str
) -> None:
    await api.submit("running-mean", running_mean.wrong[0].code)
    address = empty_database_url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("TRUNCATE users CASCADE")
    answer = await api.submit("running-mean", running_mean.solution)
    assert answer.json["verdict"]["status"] == "accepted"
    rows = (await api.get("problems/running-mean/submissions")).json["submissions"]
    assert [row["status"] for row in rows] == ["accepted"]


async def test_opening_a_problem_readies_the_runner_for_it(
    api: Api, running_mean: Problem, jp_serverapp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the first submission does not wait for the import of hypothesis."""
    runner = (await jp_serverapp.web_app.settings["codify_application"].services()).runner
    prepare, ready = runner.prepare, asyncio.Event()

    async def prepare_and_tell(tests_json: dict[str, Any]) -> None:
        await prepare(tests_json)
        assert tests_json["digest"] == running_mean.digest
        ready.set()

    monkeypatch.setattr(runner, "prepare", prepare_and_tell)
    await api.get("problems/running-mean")
    await ready.wait()
