"""Whether a body may be kept for some days: only where it is known to hold no plate, phone or e-mail."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from data.feeds.personal import DOCUMENTS, PHONES, PLATES_ANY_CASE, PLATES_CAPITALS, typed
from data.feeds.sheet import MAX_UNPACKED, archive_fault

MAX_SCAN: Final = 2_000_000
"""Characters that are looked at; of a longer body nothing is known."""
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAG: Final = re.compile(r"<[^<>]*+>")
_LOOKS: Final = (
    re.compile("regnum", re.IGNORECASE),
    re.compile(r"\w@\w"),
    PLATES_CAPITALS,
    PLATES_ANY_CASE,
    PHONES,
    DOCUMENTS,
)
_OURS: Final = re.compile(r"(?<![A-Z])BY-[A-Z]{2}-\d{2}(?!\d)")
"""Crossing points look like plates."""
_AT_ONCE: Final = 50_000
"""Characters: while one pattern is at work no other thread of the process is."""
_OVERLAP: Final = 80
_BORING: Final = re.compile(r"(?:^|/)(?:theme\d*|styles)\.xml$", re.IGNORECASE)
"""Parts of a workbook that hold no text of its writer."""


def is_known_clean(body: bytes) -> bool:
    """Tell whether no text of a body looks personal; False also where that cannot be told.

    Workbooks are looked into. Names of persons are not sought: spreadsheets are signed.
    """
    texts = _texts_of_archive(body) if body.startswith(b"PK") else _texts(body)
    if texts is None or sum(map(len, texts)) > MAX_SCAN:
        return False
    return not any(
        look.search(part) for text in texts for form in _forms(text) for part in _parts(form) for look in _LOOKS
    )


def _parts(text: str) -> Iterator[str]:
    """Pieces of a text as a keyboard gives them, without our own ids."""
    for at in range(0, len(text), _AT_ONCE):
        yield _OURS.sub(" ", typed(text[at : at + _AT_ONCE + _OVERLAP]))


def _texts(body: bytes) -> tuple[str, ...] | None:
    """The body as text, in each encoding that it may be in; None for other bytes."""
    if len(body) > 2 * MAX_SCAN:
        return None
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return (body.decode("utf-16", errors="replace"),)
    if b"\0" in body:
        return None
    try:
        return (body.decode("utf-8"),)
    except UnicodeDecodeError:
        return body.decode("cp1251", errors="replace"), body.decode("cp866", errors="replace")


def _texts_of_archive(body: bytes) -> tuple[str, ...] | None:
    if archive_fault(body) is not None:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            parts = [part for part in archive.infolist() if not _BORING.search(part.filename)]
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                return None
            found = [_texts(archive.read(part)) for part in parts]
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return None
    if any(texts is None for texts in found):
        return None
    return tuple(_TAG.sub("\n", text) for texts in found if texts for text in texts)


def _forms(text: str) -> frozenset[str]:
    """The text, and as it reads once escapes of JSON and XML are undone."""
    plain = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), text) if "\\u" in text else text
    return frozenset({text, html.unescape(plain) if "&" in plain else plain})
