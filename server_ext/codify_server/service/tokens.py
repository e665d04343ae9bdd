"""Access by token: the only credential that the service takes. Never a cookie, never a body."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from codify_jupyter.errors import Invalid
from codify_server.access import Action, NotSignedIn
from codify_server.service.groups import make_principal

if TYPE_CHECKING:
    from tornado import web

    from codify_jupyter.principal import Principal

_LONGEST_TOKEN = 1024


class Tokens(Protocol):
    """Who knows whose a token is."""

    async def owner(self, token: str) -> Principal:
        """Whose it is.

        Raises:
            NotSignedIn: nobody's. Forbidden: it does not open this service.
            Unavailable: it cannot be told just now.
        """
        ...


class TokenAccess:
    """Lets in who sends a token that somebody vouches for."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def check(self, handler: web.RequestHandler, action: Action) -> Principal:
        """The token's owner. What an owner may read or write, the core decides by the roles."""
        kind, _, token = handler.request.headers.get("Authorization", "").partition(" ")
        token = token.strip()
        if kind.lower() not in ("token", "bearer") or not 0 < len(token) <= _LONGEST_TOKEN:
            raise NotSignedIn("This needs a token, in the header Authorization: token ….")
        return await self._tokens.owner(token)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Known:
    digest: str
    principal: Principal


class StaticTokens:
    """Tokens of a small group, from a file that holds their digests and no token."""

    def __init__(self, known: list[_Known]) -> None:
        self._known = known

    @classmethod
    def read(cls, path: Path) -> StaticTokens:
        """Read a YAML file: name -> {sha256, groups?, display_name?}.

        Raises:
            Invalid: with the entry that is wrong.
        """
        try:
            entries: Any = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, YAMLError) as error:
            raise Invalid(f"{path}: the tokens cannot be read: {error}") from error
        if not isinstance(entries, dict) or not entries:
            raise Invalid(f"{path}: there must be at least one entry; `codify token` writes them")
        return cls([_read_entry(path, str(name), entry) for name, entry in entries.items()])

    async def owner(self, token: str) -> Principal:
        """Whose the token is; compared with all of them, so that time tells nothing."""
        sent, found = digest(token), None
        for one in self._known:
            if hmac.compare_digest(one.digest, sent):
                found = one.principal
        if found is None:
            raise NotSignedIn("This token is not known here. Ask for a new one.")
        return found


def _read_entry(path: Path, name: str, entry: Any) -> _Known:
    found = entry.get("sha256") if isinstance(entry, dict) else None
    if not isinstance(found, str) or len(found) != 64 or set(found) - set("0123456789abcdef"):
        raise Invalid(f"{path}: `{name}` needs `sha256`, 64 hexadecimal digits; see `codify token`")
    groups = entry.get("groups", [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise Invalid(f"{path}: the `groups` of `{name}` must be a list of names")
    shown = str(entry.get("display_name") or name)
    return _Known(found, make_principal(name, shown, groups, "token"))
