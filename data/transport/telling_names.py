"""File names that tell of someone: a plate, a phone or a person, however its parts are set apart.

Names of files know no rules of writing, so the patterns here are looser than those for texts: a name that is hidden
for nothing costs little, since files are told apart by the time at which they were taken.
"""

import re
from typing import Final

from data.feeds.personal import looks_personal

_L: Final = "[A-Za-zА-Яа-яЁёІіЎў]"
_CAPITAL: Final = "[A-ZА-ЯЁІЎ]"
_NAME: Final = f"{_CAPITAL}[a-zа-яёіў'’]{{1,30}}"
_DATE: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?P<d>[-_. ]?)(?:0\d|1[0-2])(?:(?P=d)(?:[0-2]\d|3[01]))?"
    r"(?:[-_T ]{1,2}\d\d(?:[-_.]?\d\d){0,2})?(?!\d)"
    r"|(?<!\d)(?:[0-2]?\d|3[01])[-_. ](?:0?\d|1[0-2])(?:[-_. ](?:20)?\d\d)?(?:[-_ ]{1,2}[0-2]\d[-_.][0-5]\d)?(?!\d)"
    r"|(?<!\d)(?:[0-2]\d|3[01])(?:0\d|1[0-2])20\d\d(?!\d)"
)
"""A day or month, with or without a time of day: what files are usually named by."""
_CAMEL: Final = re.compile(r"(?<=[a-zа-яёіў])(?=[A-ZА-ЯЁІЎ])")
_SQUEEZED: Final = re.compile(
    rf"\d{{4}}{_L}{{2}}\d|{_L}{{2}}\d{{5}}|{_L}\d{{4}}{_L}\d|{_L}\d{{3}}{_L}{{2}}\d{{1,3}}|{_L}{{2}}\d{{4}}{_L}{{2}}|\d{{7,}}"
)
"""Plates and phones once everything between letters and digits is left out."""
_CAPITALS: Final = re.compile(r"[A-ZА-ЯЁІЎ]{2,3}[ -]?\d{3,5}(?!\d)")
_PERSON: Final = re.compile(
    rf"{_NAME} {_NAME}"
    rf"|{_NAME} {_CAPITAL} ?{_CAPITAL}?(?!{_L})"
    rf"|(?<!{_L}){_CAPITAL} ?{_CAPITAL} {_NAME}"
)
_PERSON_ANY_CASE: Final = re.compile(
    rf"{_L}{{3,30}}(?:ович|евич|овна|евна|авіч|евіч|аўна|еўна|ovich|evich|ovna|evna|avich|auna)(?!{_L})"
    rf"|{_L}{{3,30}} {_L} {_L}(?!{_L})",
    re.IGNORECASE,
)


def names_someone(name: str) -> bool:
    """Tell whether a file name, without its suffix, seems to hold a plate, a phone or a person's name."""
    undated = _DATE.sub("|", name)
    spaced = " ".join(re.sub(r"[^\w|-]|_", " ", _CAMEL.sub(" ", undated)).split())
    open_spaced = spaced.replace("-", " ")
    titled = re.sub(f"{_CAPITAL}{{3,}}", lambda word: word[0].title(), open_spaced)
    return (
        any(looks_personal(form) for form in (undated, spaced, open_spaced))
        or _SQUEEZED.search(re.sub(r"[^\w|]|_", "", undated)) is not None
        or _CAPITALS.search(open_spaced) is not None
        or any(_PERSON.search(form) for form in (open_spaced, titled))
        or _PERSON_ANY_CASE.search(open_spaced) is not None
    )
