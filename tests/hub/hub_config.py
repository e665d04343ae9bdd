"""The example of the operators' guide on this machine alone, with people made up for the test."""

import os
import sys
from pathlib import Path

from jupyterhub.spawner import SimpleLocalProcessSpawner

c = get_config()  # noqa: F821  JupyterHub gives it

STATE = Path(os.environ["HUB_TEST_STATE"])
PORTS = [int(port) for port in os.environ["HUB_TEST_PORTS"].split(",")]
NOBODY = 65534

example = Path(__file__).parents[2] / "docs" / "examples" / "jupyterhub_config.py"
text = example.read_text().replace(":8000", f":{PORTS[0]}").replace(":8099", f":{PORTS[3]}")
exec(compile(text, example, "exec"))


class StudentSpawner(SimpleLocalProcessSpawner):
    """Students' servers as another account than the Hub's, where the Hub may do that."""

    def make_preexec_fn(self, name):
        home = Path(self.home_dir)

        def enter() -> None:
            home.mkdir(parents=True, exist_ok=True)
            if os.environ["HUB_TEST_ACCOUNTS"] == "1":
                os.chown(home, NOBODY, NOBODY)
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.chdir(home)

        return enter


c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{PORTS[1]}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORTS[2]}"
c.ConfigurableHTTPProxy.command = [os.environ["HUB_TEST_PROXY"]]
c.JupyterHub.db_url = f"sqlite:///{STATE}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{STATE}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{STATE}/proxy.pid"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = os.environ["HUB_TEST_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = StudentSpawner
c.SimpleLocalProcessSpawner.home_dir_template = f"{STATE}/homes/{{username}}"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/lab"
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
c.Spawner.env_keep = ["PATH", "LANG", "LC_ALL", "PYTHONPATH", "JUPYTER_PATH", "VIRTUAL_ENV"]
# Stands for the operator, who hands tokens out and takes them back.
c.JupyterHub.services.append(
    {"name": "operator", "api_token": os.environ["HUB_TEST_OPERATOR"], "admin": True}
)
c.JupyterHub.load_roles.append(
    {
        "name": "operator",
        "scopes": [
            "admin:users",
            "tokens",
            "admin:servers",
            "access:servers",
            "access:services!service=codify",
        ],
        "services": ["operator"],
    }
)
