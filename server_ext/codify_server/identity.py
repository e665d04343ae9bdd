"""From a Jupyter identity to the core's principal."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any

from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider

from codify_jupyter.principal import Principal


def principal_maker(provider: Any) -> Callable[[Any], Principal]:
    """How this server's users are named in the database.

    The stock providers know one person, who holds the token, and invent a new
    anonymous name for every browser: there the account's own name is the
    stable one. Any other provider (JupyterHub's, say) names its users itself.
    """
    if type(provider) in (IdentityProvider, PasswordIdentityProvider):
        owner = _account_name()
        return lambda user: Principal(
            name=owner, display_name=owner, roles=frozenset({"student"}), provider="local"
        )
    return lambda user: Principal(
        name=str(user.username),
        display_name=str(user.display_name or user.name or user.username)[:200],
        provider=type(provider).__name__,
    )


def _account_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's uid without an entry in the password file
        return "local"
