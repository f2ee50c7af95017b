"""The door: who may ask under which name, which writes come from our own pages, and what every answer carries."""

import base64
import hashlib
import re
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from dashboard.delivery.exchange import Header, Reply, Request, refusal

COMMON: Final[list[Header]] = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
"""Headers of every answer."""

_INLINE: Final = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_SAFE: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = _SAFE | {"POST"}


def refused(request: Request, allowed_hosts: frozenset[str]) -> Reply | None:
    """Refuse what does not come to us by name, or writes from a foreign page; None: may pass.

    A foreign name that resolves to this machine (DNS rebinding) fails on Host; a form or script of a foreign page
    fails on Origin. A program without a browser sends neither Origin nor Sec-Fetch-Site, and passes.
    """
    host = request.header(b"host")
    if host_name(host) not in allowed_hosts:
        return refusal(421, "unknown_host")
    if request.method not in _METHODS:
        return refusal(405, "method_not_allowed")
    if request.method in _SAFE:
        return None
    origin, site = request.header(b"origin"), request.header(b"sec-fetch-site")
    if (origin and _authority(origin) != host) or site not in {"", "same-origin"}:
        return refusal(403, "foreign_origin")
    return None


def _authority(origin: str) -> str:
    """Host and port of an Origin header; of one that cannot be read nothing, which is no host of ours."""
    try:
        return urlsplit(origin).netloc
    except ValueError:  # its words quote the header
        return ""


@lru_cache(maxsize=256)
def host_name(host: str) -> str:
    """Name in a Host header without its port, in lower case."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def content_policy(html: str) -> Header:
    """Content-Security-Policy of a page: scripts from our own address and the page's own inline ones by hash."""
    hashes = " ".join(f"'sha256-{_hash(m['code'])}'" for m in _INLINE.finditer(html) if _is_run(m["attributes"]))
    parts = (
        "default-src 'self'",
        f"script-src 'self' {hashes}".strip(),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
    return b"content-security-policy", "; ".join(parts).encode()


def _is_run(attributes: str) -> bool:
    return "src=" not in attributes and "application/json" not in attributes


def _hash(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
