"""The extension as Jupyter sees it: its settings, its routes, its life."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.extension.application import ExtensionApp
from jupyter_server.utils import url_path_join
from traitlets import Bool, Enum, Float, Integer, List, Unicode

if TYPE_CHECKING:
    from codify_jupyter.application import Application
    from codify_jupyter.principal import Principal
    from codify_server.handlers.base import CodifyHandler


_LLM_VARIABLES = {
    "base_url": "CODIFY_LLM_BASE_URL",
    "api_key": "CODIFY_LLM_API_KEY",
    "model": "CODIFY_LLM_MODEL",
    "flavour": "CODIFY_LLM_FLAVOUR",
    "budget_s": "CODIFY_LLM_BUDGET_S",
    "student_tokens_per_day": "CODIFY_LLM_STUDENT_TOKENS",
    "course_tokens_per_day": "CODIFY_LLM_COURSE_TOKENS",
    "tokens_per_day": "CODIFY_LLM_TOKENS",
    "consent": "CODIFY_LLM_CONSENT",
    "keep_days": "CODIFY_LLM_KEEP_DAYS",
}


class CodifyExtension(ExtensionApp):
    """Codify in a Jupyter server. Each trait overrides its environment variable."""

    name = "codify_server"
    extension_url = "/codify/api/me"
    load_other_extensions = True

    database_url = Unicode(
        None,
        allow_none=True,
        config=True,
        help="PostgreSQL URL; empty for the embedded server. Environment: CODIFY_DATABASE_URL.",
    )
    home = Unicode(
        None,
        allow_none=True,
        config=True,
        help="Folder of the embedded database. Environment: CODIFY_HOME.",
    )
    problem_paths = List(
        Unicode(),
        config=True,
        help="Folders with further problems and sets. Environment: CODIFY_PROBLEMS.",
    )
    service_url = Unicode(
        None,
        allow_none=True,
        config=True,
        help="Address of the classroom's service (`codify serve`): then this server only passes "
        "requests on to it, with the student's own token. Environment: CODIFY_SERVICE_URL.",
    )
    shipped_problems = Bool(True, config=True, help="Offer the problems that come with Codify.")
    llm_base_url = Unicode(
        None,
        allow_none=True,
        config=True,
        help="OpenAI-compatible server of the tutor, up to /v1. Environment: CODIFY_LLM_BASE_URL.",
    )
    llm_api_key = Unicode(
        None,
        allow_none=True,
        config=True,
        help="Its key; better in the environment, as CODIFY_LLM_API_KEY.",
    )
    llm_model = Unicode(
        None, allow_none=True, config=True, help="Its model. Environment: CODIFY_LLM_MODEL."
    )
    llm_flavour = Enum(
        ("chat", "responses"),
        None,
        allow_none=True,
        config=True,
        help="Chat completions or OpenAI's Responses API. Environment: CODIFY_LLM_FLAVOUR.",
    )
    llm_budget_s = Float(
        None,
        allow_none=True,
        config=True,
        help="Seconds until the built-in tutor steps in. Environment: CODIFY_LLM_BUDGET_S.",
    )
    llm_student_tokens_per_day = Integer(
        None,
        allow_none=True,
        config=True,
        help="Cap per student; 0 for none. Environment: CODIFY_LLM_STUDENT_TOKENS.",
    )
    llm_course_tokens_per_day = Integer(
        None,
        allow_none=True,
        config=True,
        help="Cap per course; 0 for none. Environment: CODIFY_LLM_COURSE_TOKENS.",
    )
    llm_tokens_per_day = Integer(
        None,
        allow_none=True,
        config=True,
        help="Cap for all together; 0 for none. Environment: CODIFY_LLM_TOKENS.",
    )
    llm_consent = Enum(
        ("remote", "always", "never"),
        None,
        allow_none=True,
        config=True,
        help="When students must agree first. Environment: CODIFY_LLM_CONSENT.",
    )
    llm_keep_days = Float(
        None,
        allow_none=True,
        config=True,
        help="Days prompts and replies are kept. Environment: CODIFY_LLM_KEEP_DAYS.",
    )
    notebook_dir = Unicode(
        "codify",
        config=True,
        help="Folder, below the server's root, for students' notebooks.",
    )

    def initialize_settings(self) -> None:
        """Make the application object, or the service's client; nothing is started yet."""
        from codify_server.forwarding import find_service
        from codify_server.in_jupyter import JupyterAccess

        assert self.serverapp is not None, "set before an extension is initialised"
        self.settings.update(
            codify_access=JupyterAccess(self.serverapp.identity_provider),
            codify_api=url_path_join(self.serverapp.base_url, "codify/api/"),
            codify_notebook_dir=self.notebook_dir,
        )
        service_url = find_service(
            {**os.environ, **({"CODIFY_SERVICE_URL": self.service_url} if self.service_url else {})}
        )
        if service_url is not None:
            self._forward_to(service_url)
        else:
            self._serve_here()

    def _forward_to(self, service_url: str) -> None:
        from codify_server.forwarding import ServiceClient, problem_sets, problem_view

        service = ServiceClient(service_url)
        self.settings.update(
            codify_mode="forwarding",
            codify_service=service,
            codify_problem_view=partial(problem_view, service),
            codify_sets=partial(problem_sets, service),
        )
        self.log.info("Codify passes requests on to %s", service_url)

    def _serve_here(self) -> None:
        from codify_jupyter.application import Application
        from codify_jupyter.settings import Settings

        settings = Settings.from_environment()
        if self.database_url:
            settings = replace(settings, database_url=self.database_url)
        if self.home:
            settings = replace(settings, home=Path(self.home).expanduser())
        if self.problem_paths:
            paths = tuple(Path(path).expanduser() for path in self.problem_paths)
            settings = replace(settings, problem_paths=paths)
        if not self.shipped_problems:
            settings = replace(settings, shipped_problems=False)
        llm = {
            name: str(value)
            for name in _LLM_VARIABLES
            if (value := getattr(self, f"llm_{name}")) is not None
        }
        if llm:
            variables = {_LLM_VARIABLES[name]: value for name, value in llm.items()}
            settings = replace(settings, tutor_environment={**os.environ, **variables})
        application = Application(settings)

        async def problem_view(who: Principal, slug: str) -> dict[str, Any]:
            services = await application.services()
            return (await services.catalogue.get(slug, who)).view

        async def sets(who: Principal) -> list[dict[str, Any]]:
            services = await application.services()
            return await services.progress.list_sets(who)

        self.settings.update(
            codify_sets=sets,
            codify_application=application,
            codify_mode="local",
            codify_problem_view=problem_view,
        )

    def initialize_handlers(self) -> None:
        """Hang the routes in. They carry the base URL themselves."""
        from codify_server.handlers.base import UnknownPath
        from codify_server.in_jupyter import PAGES, in_jupyter
        from codify_server.routes import NOTEBOOK_ROUTES, ROUTES

        routes: list[tuple[str, type[CodifyHandler]]] = [*NOTEBOOK_ROUTES]
        if self.application is None:
            from codify_server.forwarding import ForwardHandler

            routes.append((r"(.*)", ForwardHandler))
        else:
            routes += [*ROUTES, (r".*", UnknownPath)]
        self.handlers.extend(
            (rf"/codify/api/{path}/?", in_jupyter(handler)) for path, handler in routes
        )
        self.handlers.extend((rf"/codify/{path}/?", handler) for path, handler in PAGES)

    @property
    def application(self) -> Application | None:
        """The core; None where requests are passed on."""
        return self.settings.get("codify_application")

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Begin to bring the core up in the background, once the server's loop runs."""
        if self.application is not None:
            self.application.start()

    async def stop_extension(self) -> None:
        """Stop the core with the server."""
        if self.application is not None:
            await self.application.close()
        else:
            await self.settings["codify_service"].close()
