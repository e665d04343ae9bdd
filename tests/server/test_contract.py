"""The OpenAPI file and the handlers say the same."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import codify_server
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from ruamel.yaml import YAML

from codify_jupyter.problems import Problem

from .conftest import Api
from .test_access import ALL_ROUTES, own_verbs

SPEC: dict[str, Any] = YAML(typ="safe", pure=True).load(
    (Path(codify_server.__file__).parent / "openapi.yaml").read_text()
)


def complaints(name: str, data: Any) -> list[str]:
    """What the contract's schema ``name`` has against some data."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": SPEC["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


def test_the_file_is_valid_openapi() -> None:
    validate(SPEC)


def test_routes_and_file_name_the_same_addresses_and_verbs() -> None:
    described = {
        (re.sub(r"{\w+}", "{}", path.lstrip("/")), verb)
        for path, item in SPEC["paths"].items()
        for verb in item
        if verb in ("get", "post", "put", "delete", "patch")
    }
    served = {
        (re.sub(r"\((?:[^()]|\([^()]*\))*\)", "{}", pattern), verb)
        for pattern, handler in ALL_ROUTES
        for verb in own_verbs(handler)
    }
    assert served == described


@pytest.mark.parametrize(
    ("path", "key", "schema"),
    [
        ("me", None, "Me"),
        ("problems/running-mean", None, "Problem"),
    ],
)
async def test_single_answers_are_as_described(
    api: Api, path: str, key: str | None, schema: str
) -> None:
    assert complaints(schema, (await api.get(path)).json) == []


async def test_all_answers_of_a_session_are_as_described(api: Api, running_mean: Problem) -> None:
    run = await api.post("runs", {"problem": "running-mean", "code": running_mean.starter})
    assert complaints("Verdict", run.json["verdict"]) == []
    for code in ("def", running_mean.starter, running_mean.wrong[0].code, running_mean.solution):
        result = await api.submit("running-mean", code)
        assert complaints("SubmissionResult", result.json) == []
    chat = await api.post("problems/running-mean/messages", {"text": "What is a window?"})
    for path, key, schema in (
        ("problem-sets", "sets", "ProblemSet"),
        ("problems", "problems", "ProblemSummary"),
        ("problems/running-mean/submissions", "submissions", "Submission"),
        ("problems/running-mean/messages", "messages", "Message"),
        ("skills", "skills", "Skill"),
    ):
        rows = (await api.get(path)).json[key]
        assert rows or path == "problem-sets"
        for row in rows:
            assert complaints(schema, row) == []
    for message in chat.json["messages"]:
        assert complaints("Message", message) == []
    suggestion = (await api.get("next")).json
    assert complaints("ProblemSummary", suggestion["problem"]) == []
    assert complaints("Error", (await api.get("problems/none")).json) == []


async def test_the_events_carry_what_is_described(api: Api, running_mean: Problem) -> None:
    body = {
        "problem": "running-mean",
        "code": running_mean.wrong[0].code,
        "idempotency_key": str(uuid.uuid4()),
    }
    schemas = {
        "submission": ("submission", "Submission"),
        "verdict": ("verdict", "Verdict"),
        "hint": ("message", "Message"),
    }
    for _, name, data in (await api.stream("submissions", body)).events:
        if name == "test":
            assert complaints("TestResult", data) == []
        elif name == "skills":
            assert all(complaints("Skill", skill) == [] for skill in data["skills"])
        elif name in schemas:
            key, schema = schemas[name]
            assert complaints(schema, data[key]) == []
