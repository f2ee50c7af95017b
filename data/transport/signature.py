"""Signed packages: detached signatures as `ssh-keygen -Y sign -n mezha` makes them, with Ed25519 keys.

Format of a signature: OpenSSH PROTOCOL.sshsig. Of the public keys: the ALLOWED SIGNERS section of ssh-keygen(1), or
lines as they stand in a `.pub` file.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

NAMESPACE: Final = b"mezha"
"""What a signature is made for: one that was made for mail or for a login counts for nothing here."""
MAX_BYTES: Final = 10_000
"""Longest signature file; a real one has 300 bytes."""
_ALGORITHM: Final = b"ssh-ed25519"
_MAGIC: Final = b"SSHSIG"
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----"
_END: Final = b"-----END SSH SIGNATURE-----"
_KEY: Final = re.compile(r"(?:^|\s)ssh-ed25519\s+([A-Za-z0-9+/=]+)(?:\s|$)")
_OPTION: Final = re.compile(r"(?:^|\s)(?:cert-authority|valid-(?:after|before)=)", re.IGNORECASE)
_NAMESPACES: Final = re.compile(r'(?:^|\s)namespaces="([^"]*)"', re.IGNORECASE)


class SignersError(ValueError):
    """A file of public keys that cannot be used; says the line and why, never a key."""


@dataclass(frozen=True, slots=True)
class Signers:
    """Public keys that may sign the packages of one feed."""

    keys: frozenset[bytes] = field(repr=False)
    """Raw Ed25519 keys of 32 bytes."""

    def signed(self, body: bytes, signature: bytes) -> bool:
        """Tell whether one of them signed exactly these bytes for Mezha."""
        parts = _read_signature(signature)
        if parts is None or parts.key not in self.keys:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(parts.key).verify(parts.signature, parts.signed_text(body))
        except InvalidSignature:
            return False
        return True


def read_signers(text: str) -> Signers:
    """Read public keys, one a line; comments begin with `#`.

    Raises:
        SignersError: a line that is no Ed25519 key, asks for what is not built (certificates, validity), or no line.
    """
    keys = set()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _OPTION.search(line):
            raise SignersError(f"line {number}: certificates and times of validity are not supported")
        namespaces = _NAMESPACES.search(line)
        if namespaces and NAMESPACE.decode() not in namespaces[1].split(","):
            raise SignersError(f"line {number}: the key is not for the namespace {NAMESPACE.decode()}")
        found = _KEY.search(line)
        key = None if found is None else _raw_key(_unbase64(found[1].encode()))
        if key is None:
            raise SignersError(f"line {number}: an ssh-ed25519 key is expected")
        keys.add(key)
    if not keys:
        raise SignersError("no key in it")
    return Signers(frozenset(keys))


@dataclass(frozen=True, slots=True)
class _Parts:
    key: bytes
    reserved: bytes
    hashed_by: str
    signature: bytes

    def signed_text(self, body: bytes) -> bytes:
        """The bytes that the signature is over."""
        digest = hashlib.new(self.hashed_by, body).digest()
        fields = (NAMESPACE, self.reserved, self.hashed_by.encode(), digest)
        return _MAGIC + b"".join(_string(value) for value in fields)


def _read_signature(armoured: bytes) -> _Parts | None:
    text = armoured.strip() if len(armoured) <= MAX_BYTES else b""
    # no pattern: blanks alone could keep one busy for minutes
    whole = text.startswith(_BEGIN) and text.endswith(_END) and len(text) >= len(_BEGIN) + len(_END)
    blob = _unbase64(text[len(_BEGIN) : -len(_END)]) if whole else b""
    if blob[:10] != _MAGIC + b"\0\0\0\1":
        return None
    fields = list(_strings(blob[10:]))
    if len(fields) != 5:
        return None
    public, namespace, reserved, hashed_by, signature = fields
    key, inner = _raw_key(public), list(_strings(signature))
    if key is None or namespace != NAMESPACE or hashed_by not in {b"sha256", b"sha512"}:
        return None
    if len(inner) != 2 or inner[0] != _ALGORITHM or len(inner[1]) != 64:
        return None
    return _Parts(key, reserved, hashed_by.decode(), inner[1])


def _raw_key(blob: bytes) -> bytes | None:
    parts = list(_strings(blob))
    return parts[1] if len(parts) == 2 and parts[0] == _ALGORITHM and len(parts[1]) == 32 else None


def _strings(blob: bytes) -> Iterator[bytes]:
    """Fields of SSH's wire format; ends early where the blob does not hold what it says."""
    at = 0
    while at + 4 <= len(blob):
        end = at + 4 + int.from_bytes(blob[at : at + 4], "big")
        if end > len(blob):
            return
        yield blob[at + 4 : end]
        at = end


def _string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _unbase64(text: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(text.split()), validate=True)
    except binascii.Error:
        return b""
