"""Names that stay the same within one export, and lead nowhere without its key."""

from __future__ import annotations

import hashlib
import hmac
import secrets


class Pseudonyms:
    """By keyed HMAC: who has no key cannot try out names, and two exports cannot be joined."""

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key or secrets.token_bytes(32)

    def __call__(self, name: str) -> str:
        """The pseudonym of a user."""
        found = hmac.new(self.key, f"codify-subject\0{name}".encode(), hashlib.sha256)
        return f"S{found.hexdigest()[:20]}"
