"""The core's life: it comes up in the background, says why it cannot, and goes down clean."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from codify_jupyter import application as application_module
from codify_jupyter.application import Application
from codify_jupyter.catalogue import SHIPPED
from codify_jupyter.errors import Unavailable
from codify_jupyter.principal import Principal
from codify_jupyter.problems import read_problem
from codify_jupyter.settings import Settings

SLUG = "read-settings"
PROBLEM = read_problem(SHIPPED / "problems" / SLUG)
STUDENT = Principal("lena", "Lena")


def settings(url: str, *paths: Path) -> Settings:
    chosen = paths or (SHIPPED / "problems" / SLUG,)
    return Settings(database_url=url, shipped_problems=False, problem_paths=chosen)


async def test_it_says_what_runs_without_being_waited_for(empty_database_url: str) -> None:
    core = Application(settings(empty_database_url))
    assert core.parts()["database"]["state"] == "starting"
    core.start()
    await core.services()
    parts = core.parts()
    assert parts["database"]["state"] == parts["runner"]["state"] == "ready"
    assert parts["tutor"]["provider"] == "builtin"
    await core.close()
    with pytest.raises(Unavailable):
        await core.services()


async def test_a_start_that_failed_is_tried_again(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = Application(settings("postgresql://nobody@127.0.0.1:1/none"))
    with pytest.raises(Unavailable):
        await core.services()
    assert core.state == "failed"
    monkeypatch.setattr(application_module, "RETRY_AFTER_FAILURE_S", 0.0)
    monkeypatch.setattr(core, "_settings", settings(empty_database_url))
    assert await core.services()
    await core.close()


async def test_a_folder_that_cannot_be_read_is_logged_and_left_out(
    empty_database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "problem.md").write_text("---\nslug: [\n---\n")
    core = Application(settings(empty_database_url, broken, SHIPPED / "problems" / SLUG))
    services = await core.services()
    assert [one["slug"] for one in await services.progress.list_problems(STUDENT)] == [SLUG]
    assert "problem.md" in caplog.text
    await core.close()


async def test_what_a_dead_process_left_unjudged_is_judged_at_the_next_start(
    empty_database_url: str,
) -> None:
    first = Application(settings(empty_database_url))
    services = await first.services()
    loop_forever = "while True: pass\n"
    work = await services.submissions.submit(STUDENT, SLUG, loop_forever, uuid.uuid4())
    await first.close()  # as a process does that is told to end
    second = Application(settings(empty_database_url))
    services = await second.services()
    again = await services.submissions.follow(STUDENT, work.row.id)
    result = await again.result()
    assert result["submission"]["status"] == "time_limit_exceeded"
    await second.close()


async def test_the_next_problem_is_the_begun_one_then_another_in_words(
    empty_database_url: str,
) -> None:
    core = Application(settings(empty_database_url, SHIPPED))
    services = await core.services()
    begin = await services.progress.suggest_next(STUDENT)
    assert begin["problem"]["state"] == "new"
    assert begin["reason"]
    wrong = PROBLEM.wrong[0].code
    work = await services.submissions.submit(STUDENT, SLUG, wrong, uuid.uuid4())
    await work.result()
    tried = await services.progress.suggest_next(STUDENT)
    assert tried["problem"]["slug"] == SLUG
    work = await services.submissions.submit(STUDENT, SLUG, PROBLEM.solution, uuid.uuid4())
    await work.result()
    assert (await services.progress.suggest_next(STUDENT))["problem"]["slug"] != SLUG
    await core.close()
