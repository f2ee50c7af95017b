"""The shipped typeface holds every character that a screen may show."""

import pytest
from fontTools.ttLib import TTFont

from data.i18n import LANGUAGES, load_words, read_catalogue
from data.reference import load
from layers.palette import FACES, STYLE_SHEET

FONTS = STYLE_SHEET.parent / "fonts"
NEEDED = "0123456789ўіёєґЎІЁЄҐ\u2212\u202f\u00a0–—…·×≥≤≈→«»„“№°²%◐"


def points(file: str) -> set[int]:
    return set(TTFont(FONTS / file).getBestCmap())


def shipped(weight: str) -> set[int]:
    return set().union(*(points(file) for _, own, file, _ in FACES if weight in own or " " in own))


def spoken() -> set[str]:
    texts = [form for language in LANGUAGES for forms in read_catalogue(language).values() for form in forms]
    reference = load()
    texts += [n.in_language(language) for n in reference.names.values() for language in LANGUAGES]
    words = load_words("be", reference)
    texts += [words.full_date(day * 2_600_000) for day in range(12)]
    return set("".join(texts)) - {"\n"}


@pytest.mark.parametrize("weight", ["400", "500", "600", "700"])
def test_every_character_of_every_text_and_name_is_in_the_typeface(weight):
    missing = {c for c in spoken() | set(NEEDED) if ord(c) not in shipped(weight)}
    assert not missing


def test_unicode_ranges_name_what_the_files_hold():
    for _, _, file, ranges in FACES:
        spans = [(part + "-" + part).split("-")[:2] for part in ranges.replace("U+", "").split(",")]
        bounds = [(int(low, 16), int(high, 16)) for low, high in spans]
        outside = {p for p in points(file) if not any(low <= p <= high for low, high in bounds)}
        assert not {p for p in outside if p > 0x1F}, file


def test_digits_have_equal_widths():
    font = TTFont(FONTS / "NotoSans-Regular.woff2")
    cmap, widths = font.getBestCmap(), font["hmtx"]
    assert len({widths[cmap[ord(digit)]][0] for digit in "0123456789"}) == 1
