"""Packed bodies: unpacked piece by piece, so that a small packed body cannot become a huge one."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import brotli

from data.transport.contract import TransportError

ACCEPTED: Final = "gzip, deflate, br"
PLAIN: Final = frozenset({"", "identity"})
STEP: Final = 65_536
"""Bytes that are unpacked at a time: what a body may exceed its limit by before that is noticed."""


class _Unpacker(Protocol):
    def pieces(self, chunk: bytes) -> Iterator[bytes]: ...
    def check_end(self) -> None: ...


class _Deflated:
    """Gzip or deflate. `wbits` as zlib counts them; 0: the first bytes tell, for senders disagree what deflate is."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._first = b""
        self._unpacker = zlib.decompressobj(wbits) if wbits else None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        unpacker, rest = self._begin(chunk)
        try:
            while unpacker is not None and rest:
                yield unpacker.decompress(rest, STEP)
                rest = unpacker.unconsumed_tail
        except zlib.error:
            raise TransportError("bad_encoding") from None
        if unpacker is not None and unpacker.unused_data:
            raise TransportError("bad_encoding")

    def _begin(self, chunk: bytes) -> "tuple[zlib._Decompress | None, bytes]":
        if self._unpacker is None:
            self._first += chunk
            if len(self._first) < 2:
                return None, b""
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS if _has_zlib_head(self._first) else -zlib.MAX_WBITS)
            return self._unpacker, self._first
        return self._unpacker, chunk

    def check_end(self) -> None:
        if self._unpacker is None or not self._unpacker.eof:
            raise TransportError("truncated")


class _Brotli:
    def __init__(self) -> None:
        self._unpacker = brotli.Decompressor()

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        if self._unpacker.is_finished():
            raise TransportError("bad_encoding")
        try:
            piece = self._unpacker.process(chunk, output_buffer_limit=STEP)
            # it holds back what is beyond the limit, also when it would take more
            while piece or not self._unpacker.can_accept_more_data():
                yield piece
                piece = self._unpacker.process(b"", output_buffer_limit=STEP)
        except brotli.error:
            raise TransportError("bad_encoding") from None

    def check_end(self) -> None:
        if not self._unpacker.is_finished():
            raise TransportError("truncated")


_UNPACKERS: Final[dict[str, Callable[[], _Unpacker]]] = {
    "gzip": lambda: _Deflated(31),
    "x-gzip": lambda: _Deflated(31),
    "deflate": lambda: _Deflated(0),
    "br": _Brotli,
}


def read_packed(encoding: str, chunks: Iterable[bytes], most: int) -> bytes:
    """Put a body together, unpacked; holds at most `most` bytes and one step of it.

    Raises:
        TransportError: bad_encoding, truncated or too_large.
    """
    name = encoding.strip().lower()
    if name not in PLAIN and name not in _UNPACKERS:
        raise TransportError("bad_encoding", permanent=True)
    body = bytearray()
    for piece in chunks if name in PLAIN else _unpacked(_UNPACKERS[name](), chunks):
        body += piece
        if len(body) > most:
            raise TransportError("too_large", str(most))
    return bytes(body)


def _unpacked(unpacker: _Unpacker, chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if chunk:
            yield from unpacker.pieces(chunk)
    unpacker.check_end()


def _has_zlib_head(first: bytes) -> bool:
    return first[0] & 0x0F == 8 and int.from_bytes(first[:2], "big") % 31 == 0
