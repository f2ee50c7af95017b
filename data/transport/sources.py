"""Where each feed comes from: `sources.yaml`, with credentials by name from the environment."""

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import httpx
import yaml

from data.domain.moment import DAY
from data.feeds import all_feeds
from data.feeds.contract import Ask
from data.transport.contract import Limits, Request
from data.transport.signature import Signers
from data.transport.source_files import KeyFaultError, read_keep_days, read_max_bytes, read_signed, read_tls
from data.transport.tls import Tls

_KEYS: Final = frozenset(
    {"url", "headers", "params", "timeout_s", "max_mb", "ca", "cert", "key", "spool", "signed", "keep_days"}
)


class SourceError(Exception):
    """A fault of `sources.yaml`, named by feed and key; never shows a credential."""

    def __init__(self, feed: str, fault: str) -> None:
        super().__init__(f"{feed}: {fault}" if feed else fault)
        self.feed = feed
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Source:
    """Where one feed comes from. The spool is scanned for every configured feed; `url` None: nothing else is."""

    feed: str
    url: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    limits: Limits = field(default_factory=Limits)
    tls: Tls | None = None
    """Certificates of its own; None: those of this machine."""
    signers: Signers | None = None
    """Who may sign its packages in the spool; None: packages are not signed."""
    keep_days: int | None = None
    """Days that bodies of its spool are kept; None: the usual."""

    def request(self, ask: Ask | None = None, etag: str = "", modified: str = "") -> Request:
        """Request for one path of the feed, below the address or, empty, the address itself.

        Raises:
            ValueError: the feed has no address.
        """
        if self.url is None:
            raise ValueError(f"feed {self.feed} has no address")
        asked = ask or Ask()
        address = f"{self.url.rstrip('/')}/{asked.path.lstrip('/')}" if asked.path else self.url
        whole = httpx.URL(address).copy_merge_params(self.params) if self.params else httpx.URL(address)
        content = {"Content-Type": asked.content_type} if asked.content_type else {}
        headers = {**asked.headers, **content, **self.headers}
        return Request(str(whole), headers, etag, modified, asked.method, asked.body)

    def follow(self, address: str, etag: str = "", modified: str = "") -> Request:
        """Request for an address that one of its bodies referred to; of our parameters only those that it lacks."""
        url = httpx.URL(address)
        missing = {name: value for name, value in self.params.items() if name not in url.params}
        whole = url.copy_merge_params(missing) if missing else url
        return Request(str(whole), self.headers, etag, modified)


def kept_since(sources: Mapping[str, Source], wall: float) -> Mapping[str, float]:
    """Wall time before which bodies go, of the feeds whose sources say how many days they are kept."""
    return {feed: wall - source.keep_days * DAY for feed, source in sources.items() if source.keep_days is not None}


def load_sources(
    path: Path, feeds: Collection[str] | None = None, environ: Mapping[str, str] | None = None
) -> Mapping[str, Source]:
    """Read the sources by feed; a feed that is absent is not configured, as are all where there is no file.

    Raises:
        SourceError: unknown feed or key, a bad value, or a credential missing in the environment.
    """
    known = all_feeds().keys() if feeds is None else feeds
    entries = _read_yaml(path) if path.exists() else {}
    for feed in entries:
        if feed not in known:
            raise SourceError(str(feed), "unknown feed")
    secrets = os.environ if environ is None else environ
    return MappingProxyType({feed: _read_source(feed, entry, secrets, path.parent) for feed, entry in entries.items()})


def _read_yaml(path: Path) -> Mapping[str, Any]:
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        fault = f"not YAML, line {mark.line + 1}" if mark else "not YAML"
        raise SourceError("", f"{path.name}: {fault}") from None
    if not isinstance(entries, dict | None):
        raise SourceError("", f"{path.name}: a mapping of feeds is expected")
    return entries or {}


def _read_source(feed: str, entry: Any, environ: Mapping[str, str], folder: Path) -> Source:
    if not isinstance(entry, dict):
        raise SourceError(feed, "a mapping is expected")
    unknown = sorted(str(key) for key in entry.keys() - _KEYS)
    if unknown:
        raise SourceError(feed, f"unknown key {unknown[0]}")
    if "url" not in entry and entry.get("spool") is not True:
        raise SourceError(feed, "needs url, or spool: true")
    address = _read_url(feed, entry.get("url"))
    try:
        return Source(
            feed,
            address,
            _read_values(feed, "headers", entry, environ),
            _read_values(feed, "params", entry, environ),
            replace(_read_limits(feed, entry.get("timeout_s")), max_bytes=read_max_bytes(entry, Limits().max_bytes)),
            read_tls(entry, folder),
            read_signed(entry, folder),
            read_keep_days(entry),
        )
    except KeyFaultError as fault:
        raise SourceError(feed, str(fault)) from None


def _read_url(feed: str, url: Any) -> str | None:
    if url is None:
        return None
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError):
        parsed = httpx.URL("")
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise SourceError(feed, "url: an http or https address is expected")
    if parsed.userinfo:
        raise SourceError(feed, "url: credentials belong in headers or params, by name of a variable")
    return str(url)


def _read_values(feed: str, key: str, entry: Mapping[str, Any], environ: Mapping[str, str]) -> Mapping[str, str]:
    """Headers take `{env: NAME}` alone, for they carry credentials; params also a plain value."""
    values = entry.get(key) or {}
    if not isinstance(values, dict):
        raise SourceError(feed, f"{key}: a mapping is expected")
    found = {}
    for name, value in values.items():
        if isinstance(value, dict) and value.keys() == {"env"}:
            found[str(name)] = _from_environment(feed, f"{key}.{name}", str(value["env"]), environ)
        elif key == "params" and isinstance(value, str | int):
            found[str(name)] = str(value)
        else:
            raise SourceError(feed, f"{key}.{name}: {{env: NAME}} is expected")
    return MappingProxyType(found)


def _from_environment(feed: str, key: str, variable: str, environ: Mapping[str, str]) -> str:
    value = environ.get(variable, "")
    if not value:
        raise SourceError(feed, f"{key}: variable {variable} is not set")
    if not (value.isascii() and value.isprintable()):
        raise SourceError(feed, f"{key}: variable {variable} holds characters that no header may hold")
    return value


def _read_limits(feed: str, timeout: Any) -> Limits:
    if timeout is None:
        return Limits()
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 60:
        raise SourceError(feed, "timeout_s: seconds between 0 and 60 are expected")
    return Limits(connect_s=min(Limits().connect_s, timeout), total_s=float(timeout))
