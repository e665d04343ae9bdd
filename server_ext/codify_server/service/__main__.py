"""``python -m codify_server.service``: what `codify serve` becomes."""

from __future__ import annotations

import argparse
import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from codify_jupyter.errors import CodifyError
from codify_jupyter.settings import Settings
from codify_server.service.logs import set_up_logging
from codify_server.service.server import ServiceSettings, serve


def main() -> None:
    """Read the options, serve, and tell in one line what could not be done."""
    parser = argparse.ArgumentParser(prog="codify serve", add_help=False)
    parser.add_argument("--listen")
    parser.add_argument("--prefix")
    parser.add_argument("--tokens", type=Path)
    parser.add_argument("--log-level", default="info")
    options = parser.parse_args()
    set_up_logging(options.log_level)
    try:
        settings = ServiceSettings.make(
            listen=options.listen, prefix=options.prefix, tokens_file=options.tokens
        )
        asyncio.run(serve(replace(Settings.from_environment(), limited=True), settings))
    except CodifyError as error:
        sys.exit(f"codify serve: {error.message}")


main()
