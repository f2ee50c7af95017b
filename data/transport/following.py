"""Addresses that a body refers to: which of them may be asked, and what they are called."""

from collections.abc import Iterable
from dataclasses import dataclass

import httpx

from data.transport.spool_names import safe_name


@dataclass(frozen=True, slots=True)
class Followed:
    """What may be asked, in order, without repeats; and how many were refused."""

    addresses: tuple[str, ...]
    refused: int


def may_follow(base: str, found: Iterable[str]) -> Followed:
    """Sort out the addresses that a body at `base` names, relative or whole.

    Only those of its own scheme, host and port may be asked, or of its host's TLS: credentials travel with them.
    """
    origin = httpx.URL(base)
    kept: dict[str, None] = {}
    refused = 0
    for text in found:
        target = _joined(origin, text)
        if target is None or not is_same_origin(origin, target):
            refused += 1
        else:
            kept[str(target.copy_with(fragment=None))] = None
    return Followed(tuple(kept), refused)


def is_same_origin(origin: httpx.URL, target: httpx.URL) -> bool:
    """Same scheme, host and port, or the same host's TLS at the usual ports; no credentials within the address."""
    upgraded = (origin.scheme, origin.port, target.scheme, target.port) == ("http", None, "https", None)
    same = (origin.scheme, origin.port) == (target.scheme, target.port)
    return target.host == origin.host and (same or upgraded) and not target.userinfo


def called(address: str, number: int) -> str:
    """Harmless name of a followed address for runs: the end of its path and its place in the cycle."""
    path = httpx.URL(address).path
    return f"{safe_name(path.rstrip('/') or 'page')[-60:]} +{number}"


def _joined(origin: httpx.URL, text: str) -> httpx.URL | None:
    try:
        return origin.join(text.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None
