"""Exercise roles, and the actor that a request speaks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from types import MappingProxyType
from typing import Final

COOKIE: Final = "mezha_role"
ADMIN: Final = "admin"
"""Role that looks after feeds, and decides nothing about levels: it speaks for no agency."""
STAFF: Final = "staff"
"""Audience that may see everything, and what everybody is who serves on this machine without signing in."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides, and what they may see."""

    role: str
    agency: str
    sections: tuple[str, ...] = ()
    """Sections that they answer for; empty: all."""
    audience: str = STAFF
    """Whose boards they may see; staff see those of everybody."""


def _roles() -> Mapping[str, Actor]:
    agencies = ("gpk", "mvd", "mchs", "mz", "oi")
    duty = {f"duty_{agency}": Actor(f"duty_{agency}", agency) for agency in agencies}
    return MappingProxyType({**duty, "leadership": Actor("leadership", "gpk"), ADMIN: Actor(ADMIN, "")})


ROLES: Final = _roles()
"""Roles that a person at the desk can take without signing in, in the order of the list."""


@lru_cache(maxsize=256)
def actor_of(cookies: str) -> Actor | None:
    """The role chosen in the header, from a Cookie header; None: nobody in particular."""
    try:
        chosen = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return None
    return None if chosen is None else ROLES.get(chosen.value)


def may_see(actor: Actor | None, audience: str) -> bool:
    """Tell whether an actor may see what is made for an audience; nobody in particular is staff on loopback."""
    return actor is None or actor.audience in {STAFF, audience}


def cookie_for(role: str | None) -> str:
    """Set-Cookie value that remembers a role for a day, or forgets it."""
    age = 0 if role is None else 86_400
    return f"{COOKIE}={role or ''}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict"
