"""Numbers as each language writes them: decimal sign, thin thousands, true minus, no break before the unit."""

from typing import Final

NO_BREAK: Final = "\u00a0"
THIN: Final = "\u202f"
"""Narrow no-break space: the thousands' separator in all three languages."""
MINUS: Final = "\u2212"
DASH: Final = "–"

_DECIMAL: Final = {"en": ".", "ru": ",", "be": ","}


def write_number(value: float, digits: int, language: str) -> str:
    """Write a number with a fixed count of decimals; a rounded zero has no sign."""
    plain = f"{abs(value):,.{digits}f}".replace(",", THIN).replace(".", _DECIMAL[language])
    negative = value < 0 and any(c in "123456789" for c in plain)
    return MINUS + plain if negative else plain


def write_plain(value: float, language: str) -> str:
    """Write a number with one decimal where it is not whole."""
    return write_number(value, 0 if float(value).is_integer() else 1, language)
