"""Names of places as different senders write them, made alike."""

import re
import unicodedata
from typing import Final

_DASHES: Final = re.compile(r" ?[-‐‑‒–—―−] ?")
_APOSTROPHES: Final = str.maketrans(dict.fromkeys("’ʼ`´‘", "'"))

_WHOLE_WORDS: Final = re.compile("[\u3200-\u33ff\ufb50-\ufdff]")
"""Single characters that stand for words, and are up to eighteen when written out: in no name of a place."""


def alike(name: str) -> str:
    """Make hyphens and dashes with the spaces around them, apostrophes, spaces and capitals of a name alike.

    A text with a character that stands for a whole word is no such name, and is given back as it is.
    """
    if _WHOLE_WORDS.search(name):
        return name
    text = " ".join(unicodedata.normalize("NFKC", name).translate(_APOSTROPHES).split())
    return _DASHES.sub("-", text).casefold()
