"""Settings of the web process, from the environment; every fault names its variable."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from dashboard.access.tokens import Tokens, read_tokens
from data.running import Running, SettingsError, running

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that are reachable from this machine only."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one web process serves one deployment."""

    running: Running
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1
    allowed_hosts: frozenset[str] = LOOPBACK
    """Names under which the pages may be asked for; anything else is refused (DNS rebinding)."""
    tokens: Tokens = field(default_factory=Tokens)
    """Of agencies' programs that push reports."""

    @property
    def address(self) -> str:
        """Address of the first page."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"


def load_settings(environment: Mapping[str, str] = os.environ, mode: str | None = None) -> Settings:
    """Read HOST, PORT, WEB_CONCURRENCY, ALLOWED_HOSTS, MEZHA_TOKEN_* and what `data.running` reads.

    ALLOWED_HOSTS (comma-separated, default none) adds names for a reverse proxy that stands on this machine.

    Raises:
        SettingsError: a variable cannot be used; the message names it.
    """
    more = {name.strip().lower() for name in environment.get("ALLOWED_HOSTS", "").split(",")}
    return Settings(
        running(environment, mode),
        _host(environment),
        _whole(environment, "PORT", 8050, 65_535),
        _whole(environment, "WEB_CONCURRENCY", 1, 64),
        LOOPBACK | (more - {""}),
        read_tokens(environment),
    )


def _host(environment: Mapping[str, str]) -> str:
    host = environment.get("HOST") or "127.0.0.1"
    if host not in LOOPBACK:
        raise SettingsError(f"HOST is {host!r}; without sign-in only {', '.join(sorted(LOOPBACK))} are served")
    return host


def _whole(environment: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}; it must be a whole number from 1 to {most}")
    return int(text)
