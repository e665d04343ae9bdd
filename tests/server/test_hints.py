"""The hint ladder over HTTP."""

from __future__ import annotations

from codify_jupyter.problems import Problem

from .conftest import Api
from .test_contract import complaints

HINTS = "problems/running-mean/hints"


async def test_the_ladder_from_the_first_submission_to_the_next_rung(
    api: Api, running_mean: Problem
) -> None:
    before = (await api.get(HINTS)).json["ladder"]
    assert complaints("Ladder", before) == []
    assert (before["rung"], before["next"]) == (0, None)
    assert (await api.post(HINTS, {})).json["reason"] == "no_next_rung"

    await api.submit("running-mean", running_mean.wrong[0].code)
    locked = await api.post(HINTS, {})
    assert (locked.status, locked.json["reason"]) == (409, "rung_locked")

    await api.submit("running-mean", running_mean.wrong[1].code)
    events = (await api.stream(HINTS, {})).events
    names = [name for _, name, _ in events]
    assert names[0] == "reflection"
    assert names[-1] == "done"
    told = next(data for _, name, data in events if name == "hint")["message"]
    assert complaints("Message", told) == []
    assert (told["rung"], told["source"]) == (2, "builtin")
    after = (await api.get(HINTS)).json["ladder"]
    assert (after["rung"], after["next"]) == (2, 3)
    assert after["wait_s"] > 0
    skills = (await api.get("skills")).json["skills"]
    assert all(skill["hints_used"] == 3 for skill in skills)
    stored = (await api.get("problems/running-mean/messages")).json["messages"]
    assert [message["rung"] for message in stored] == [1, 1, 2]


async def test_what_would_be_sent_can_be_read_before(api: Api, running_mean: Problem) -> None:
    body = {"text": "Why is it wrong?", "code": running_mean.starter}
    preview = (await api.post("problems/running-mean/messages/preview", body)).json
    whole = "\n".join(message["content"] for message in preview["messages"])
    assert "Why is it wrong?" in whole
    assert running_mean.solution not in whole
    state = (await api.get("tutor")).json
    assert complaints("TutorState", state) == []
    assert (await api.ask("PUT", "tutor/consent", {"agreed": "yes"})).status == 400
