"""JupyterHub with Codify as a service: a working example, which the tests run as it stands.

Needs `pip install jupyterhub codify-jupyter[classroom]` and configurable-http-proxy, and in
the Hub's own environment CODIFY_DATABASE_URL (a PostgreSQL of yours). Put each student into
the group `codify-COURSE`, each instructor into `codify-instructor-COURSE`.
"""

import os
import sys

c = get_config()  # noqa: F821  JupyterHub gives it

SERVICE = "http://127.0.0.1:8099"
HUB = "http://127.0.0.1:8000"  # what the students' servers can reach: the proxy

c.JupyterHub.bind_url = HUB

# The Hub starts the service, starts it again when it ends, and gives it its token.
# What is secret stands here and nowhere else.
c.JupyterHub.services = [
    {
        "name": "codify",
        "url": SERVICE,
        "command": [sys.executable, "-m", "codify_jupyter", "serve"],
        "environment": {
            name: value
            for name, value in os.environ.items()
            if name.startswith("CODIFY_") and name != "CODIFY_SERVICE_URL"
        },
        "oauth_no_confirm": True,
    }
]

# Both halves are needed: everybody may use the service, and the token that a student's
# server holds carries that right beside JupyterHub's two, and no other.
c.JupyterHub.load_roles = [
    {"name": "user", "scopes": ["self", "access:services!service=codify"]},
]
c.Spawner.server_token_scopes = [
    "users:activity!user",
    "access:servers!server",
    "access:services!service=codify",
]
c.Spawner.environment = {"CODIFY_SERVICE_URL": f"{HUB}/services/codify"}

c.JupyterHub.load_groups = {
    "codify-optics": {"users": ["ada", "bob"]},
    "codify-instructor-optics": {"users": ["grace"]},
}
