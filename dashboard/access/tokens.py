"""Bearer tokens of agencies' programs, from the environment; only their digests are kept."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from data.running import SettingsError

PREFIX: Final = "MEZHA_TOKEN_"
SHORTEST: Final = 20
_DIGEST: Final = re.compile(r"sha256:([0-9a-fA-F]{64})")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Digests and whose they are; none at all: nobody may push. Travels to other processes."""

    digests: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    def agency_of(self, authorization: str) -> str | None:
        """Whose token an `Authorization` header carries. Each is compared, in constant time."""
        scheme, _, token = authorization.partition(" ")
        given = hashlib.sha256(token.strip().encode("latin-1", "replace")).digest()
        found: str | None = None
        for agency, digest in self.digests:
            if hmac.compare_digest(digest, given):
                found = agency
        return found if scheme.lower() == "bearer" else None


def read_tokens(environment: Mapping[str, str]) -> Tokens:
    """Read `MEZHA_TOKEN_<AGENCY>`: a token, or `sha256:` and its digest; while one replaces another, both with a comma.

    Raises:
        SettingsError: a token that is too short to be one, or two agencies with the same.
    """
    found: set[tuple[str, bytes]] = set()
    for name in sorted(environment):
        agency = name.removeprefix(PREFIX).lower()
        if name.startswith(PREFIX) and agency and environment[name]:
            found |= {(agency, _digest(name, part.strip())) for part in environment[name].split(",")}
    if len(found) != len({digest for _, digest in found}):
        raise SettingsError(f"{PREFIX}*: two agencies have the same token")
    return Tokens(tuple(sorted(found)))


def _digest(name: str, text: str) -> bytes:
    match = _DIGEST.fullmatch(text)
    if match:
        return bytes.fromhex(match[1])
    if len(text) < SHORTEST or not text.isascii() or not text.isprintable() or " " in text:
        raise SettingsError(f"{name}: a token of at least {SHORTEST} ASCII characters without spaces is expected")
    return hashlib.sha256(text.encode()).digest()
