"""``python -m codify_runner CODE.py TESTS.json``: judge one file, print the verdict as JSON.

Exit status: 0 accepted, 1 not accepted, 2 wrong usage or not judged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from pathlib import Path

from codify_runner import Runner, RunnerError, Verdict


async def _judge(code: str, tests: dict[str, object], *, public: bool) -> Verdict:
    async with Runner(spares=1) as runner:
        return await runner.judge(code, tests, visibility="public" if public else "all")


def main() -> int:
    """Read the command line and judge."""
    parser = argparse.ArgumentParser(prog="python -m codify_runner", description=__doc__)
    parser.add_argument("code", type=Path, help="the submission, a Python file")
    parser.add_argument("tests", type=Path, help="a codify.tests/1 document")
    parser.add_argument("--public", action="store_true", help="run the public tests only")
    arguments = parser.parse_args()
    try:
        code = arguments.code.read_text(encoding="utf-8")
        tests = json.loads(arguments.tests.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 2
    if not isinstance(tests, dict):
        print(f"{arguments.tests} holds no JSON object", file=sys.stderr)
        return 2
    try:
        verdict = asyncio.run(_judge(code, tests, public=arguments.public))
    except RunnerError as error:
        print(f"not judged: {error}", file=sys.stderr)
        return 2
    print(json.dumps(asdict(verdict), indent=2))
    return 0 if verdict.status == "accepted" else 1


if __name__ == "__main__":
    sys.exit(main())
