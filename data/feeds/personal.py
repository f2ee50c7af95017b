"""Patterns of personal data in free text: plates, phones, e-mail, document numbers, names of persons.

The patterns are generous. They decide what is left behind and counted, never what is kept: a text that no
pattern finds is still not copied unless a feed has a reason to.
"""

import re
import unicodedata
from typing import Any, Final

_LETTERS: Final = "A-ZА-ЯЁІЎ"
_L: Final = f"[{_LETTERS}]"
_START: Final = rf"(?<![{_LETTERS}a-zа-яёіў\d])"
_END: Final = rf"(?![{_LETTERS}a-zа-яёіў\d])"
_NO_YEAR: Final = r"(?!(?:19|20)\d\d(?!\d))"

_POLISH_TAIL: Final = rf"(?=[{_LETTERS}]?\d{{3}}|\d{{2}}[{_LETTERS}]|\d[{_LETTERS}]\d)[{_LETTERS}\d]{{4,5}}"


def _any_of(*patterns: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(_START + "(?:" + "|".join(patterns) + ")" + _END, flags)


PLATES_ANY_CASE: Final = _any_of(
    rf"\d{{4}} ?{_L}{{2}}-\d",  # Belarus: 1234 AB-7
    rf"\d{{4}}{_L}{{2}}\d",
    rf"{_L}{{2}} ?\d{{4}}-\d",  # Belarus, trucks and buses: AB 1234-7
    rf"{_L}{{2}}\d{{5}}",
    rf"{_L}\d{{4}}{_L}-?\d",  # Belarus, trailers: A1234B-7
    rf"{_L}\d{{3}}{_L}{{2}}-?\d{{1,3}}",  # Belarus, electric E001AA-7; Russia A123BC77
    rf"{_L}{{2}}\d{{4}}{_L}{{2}}",  # Ukraine AA1234BB
    flags=re.IGNORECASE,
)
PLATES_CAPITALS: Final = _any_of(
    rf"{_NO_YEAR}\d{{4}} {_L}{{2}} \d",  # Belarus with spaces
    rf"{_L}{{2}} \d{{4}} {_L}{{2}}",  # Ukraine with spaces
    rf"{_L} \d{{3}} {_L}{{2}} \d{{2,3}}",  # Russia with spaces
    rf"{_L}{{3}}[ -]?\d{{3}}",  # Lithuania
    rf"{_L}{{2}}-\d{{1,4}}",  # Latvia
    rf"{_L}{{2}} ?{_NO_YEAR}\d{{4}}",
    rf"{_L}{{2,3}} ?{_NO_YEAR}{_POLISH_TAIL}",
)
_WRITTEN_PHONE: Final = (
    r"\+\d[\d ().-]{6,18}\d"
    r"|(?<!\d)8[ (-]{0,2}0?\d{2,3}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
    r"|(?<!\d)\(?0?\d{2,3}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}(?!\d)"
    r"|(?<![\d-])\d{2,3}-\d{2}-\d{2}(?![\d-])"
)
PHONES: Final = re.compile(_WRITTEN_PHONE + r"|(?<!\d)\d{9,15}(?!\d)")
PHONES_IN_KEYS: Final = re.compile(_WRITTEN_PHONE + r"|(?<!\d)375\d{9}(?!\d)")
"""Without other bare runs of digits, of which keys are made."""
EMAIL: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}")
DOCUMENTS: Final = _any_of(
    rf"{_L}{{2}} ?\d{{7}}",  # passport of Belarus
    rf"\d{{7}}{_L}\d{{3}}{_L}{{2}}\d",  # personal number of Belarus
    rf"{_L}{{1,3}}\d{{6,8}}",
    r"\d{2} \d{2} \d{6}",
    flags=re.IGNORECASE,
)
_NAME: Final = "[A-ZА-ЯЁІЎ][a-zа-яёіў'’-]{1,30}"
_CAPITALS: Final = "[A-ZА-ЯЁІЎ][A-ZА-ЯЁІЎ'’-]{1,30}"
"""As lists and passports write names."""
PERSONS: Final = re.compile(
    rf"{_NAME} [A-ZА-ЯЁІЎ]\. ?[A-ZА-ЯЁІЎ]\."  # Surname I. I.
    rf"|[A-ZА-ЯЁІЎ]\. ?[A-ZА-ЯЁІЎ]\. ?{_NAME}"
    rf"|{_NAME} {_NAME} {_NAME}(?:вич|вна|ична|віч|ўна|vich|vna)\b"
    rf"|{_CAPITALS} {_CAPITALS} {_CAPITALS}(?:ВИЧ|ВНА|ИЧНА|ВІЧ|ЎНА|VICH|VNA)\b"
    rf"|^{_NAME} {_NAME}(?: {_NAME})?$"
)

_NUMBERED_KEY: Final = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-z])[0-9a-f]{32,64}(?![0-9a-z])|2\.49\.\d[\w.]*",
    re.IGNORECASE,
)
"""UUIDs, digests and the numbers that the WMO gives out: their hexadecimal parts look like plates now and then."""

_WITHOUT_NAMES: Final = (PLATES_ANY_CASE, PLATES_CAPITALS, PHONES, EMAIL, DOCUMENTS)
LONGEST_SCAN: Final = 4000
"""Longer texts are taken as personal without looking."""
LONGEST_CELL: Final = 400
"""The same where names are looked for: no cell of a report, note or file name is longer, and a small workbook can hold
tens of thousands of long ones."""
_BLANKS: Final = re.compile(r"[^\S\n]+")
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")


def looks_personal(text: str, *, names: bool = True) -> bool:
    """Tell whether a text holds something like a plate, phone, e-mail, document number or a person's name.

    `names=False` leaves the last out, for long texts, in which two capitalised words are usual.
    """
    longest = LONGEST_CELL if names else LONGEST_SCAN
    plain = typed(text) if len(text) <= longest else text
    if len(plain) > longest:  # also signs that stand for many letters
        return True
    return any(p.search(plain) for p in _WITHOUT_NAMES) or (names and PERSONS.search(plain.strip()) is not None)


def typed(text: str) -> str:
    """A text as a keyboard gives it: office programs set no-break blanks, dashes and invisible signs into numbers."""
    if not text.isascii():
        shown = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
        text = shown.translate(_DASHES)
    return _BLANKS.sub(" ", text)


def key_looks_personal(text: str) -> bool:
    """Tell whether an identifier of a message holds a plate or a phone; e-mail addresses are usual in one."""
    plain = typed(text)
    bare = _NUMBERED_KEY.sub(" ", plain)
    patterns = (PLATES_ANY_CASE, PHONES_IN_KEYS, *((PLATES_CAPITALS,) if " " in plain else ()))
    return any(pattern.search(bare) for pattern in patterns)


def count_values(
    value: Any, named: frozenset[str] = frozenset(), skip: frozenset[str] = frozenset(), *, scan: bool = True
) -> int:
    """Count personal values anywhere inside decoded JSON.

    A non-empty value under a key of `named` counts as one, and with `scan` any text that looks personal
    and does not stand under a key of `skip`. Walks without recursion: depth is the sender's choice.
    """
    found = 0
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            found += sum(1 for key, item in part.items() if key in named and item not in (None, "", [], {}))
            stack.extend(item for key, item in part.items() if key not in named and key not in skip)
        elif isinstance(part, list):
            stack.extend(part)
        elif scan and isinstance(part, str):
            found += looks_personal(part)
    return found
