"""The OpenAPI file, to hold answers against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import codify_server
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

SPEC: dict[str, Any] = YAML(typ="safe", pure=True).load(
    (Path(codify_server.__file__).parent / "openapi.yaml").read_text()
)


def complaints(path: str, verb: str, data: Any, status: str = "200") -> list[str]:
    """What the contract has against a JSON answer of one of its addresses."""
    answer = SPEC["paths"][path][verb]["responses"][status]["content"]["application/json"]
    schema = {**answer["schema"], "components": SPEC["components"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]
