"""The few tags that a feed reads from a web page, found without building the page.

A page is the sender's and may be broken in any way. It is searched from front to back and never twice, a tag is
looked at for a fixed length and no further: neither depth nor size of a page decides how long that takes. (The
parser of the standard library takes time that grows with the square of what is left open.)
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from typing import Final

from data.feeds.contract import FeedError

MAX_BYTES: Final = 5_000_000
MAX_MARKS: Final = 300_000
"""Opening brackets of a page."""
MAX_TAGS: Final = 5_000
"""Tags of the name looked for."""
MAX_ATTRIBUTES: Final = 40
LONGEST_TAG: Final = 8_000
"""Characters, with all attributes."""
LONGEST_TEXT: Final = 1_000
"""Characters between a tag and the next that ends it."""
_HIDDEN: Final = re.compile(r"<(?:(!--)|(script|style|template|textarea|noscript)(?=[\s/>]))", re.IGNORECASE)
"""Comments, and elements whose contents are not on the page."""
_ENDS: Final[Mapping[str, re.Pattern[str]]] = {
    "!--": re.compile("-->"),
    **{
        name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template", "textarea", "noscript")
    },
}
_SPACE: Final = re.compile(r"[\s/]*")
_ATTRIBUTE: Final = re.compile(r"""([^\s"'<>/=]{1,64}+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?+""")
_INNER_TAG: Final = re.compile(r"<[^<>]{0,300}+>")
_SPACES: Final = re.compile(r"\s+")
_NO_CHARACTER: Final = re.compile(r"&#[0-9]{8,};?")
"""References to characters beyond all there are; the standard library raises where their number is very long."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One opening tag. Names of attributes in small letters; the first of two of one name counts."""

    number: int
    """Among those of its name, from 1."""
    attributes: Mapping[str, str]
    text: str
    """What stands behind it up to its end, without inner tags; cut after `LONGEST_TEXT` characters."""
    whole: bool
    """It has an end within those characters: elsewhere a number may have lost its last digits."""


def read_page(body: bytes) -> str:
    """Give the page as text, without comments, scripts and styles.

    Raises:
        FeedError: empty_body, too_large, too_many_rows, not_utf8, or unknown_shape where there is not a single tag.
    """
    if not body.strip():
        raise FeedError("empty_body")
    if len(body) > MAX_BYTES:
        raise FeedError("too_large", str(MAX_BYTES))
    if body.count(b"<") > MAX_MARKS:
        raise FeedError("too_many_rows", str(MAX_MARKS))
    text = None
    # the decoder's error holds the body: ours is raised outside, so that it does not become its context
    with suppress(UnicodeDecodeError):
        text = body.decode("utf-8-sig")
    if text is None:
        raise FeedError("not_utf8")
    if not text.strip():
        raise FeedError("empty_body")
    if "<" not in text:
        raise FeedError("unknown_shape")
    return "".join(_shown(text))


def _shown(text: str) -> Iterator[str]:
    """Parts of a page that are not hidden; what begins hidden and never ends is hidden to the end."""
    begin = 0
    while found := _HIDDEN.search(text, begin):
        yield text[begin : found.start()]
        end = _ENDS["!--" if found[1] else found[2].lower()].search(text, found.end())
        if end is None:
            return
        begin = end.end()
    yield text[begin:]


def find_tags(page: str, name: str, ends: str) -> Iterator[Tag]:
    """Find the tags of a name in their order; one that cannot be read is left out.

    Args:
        page: what `read_page` gave.
        name: of the tags, in small letters.
        ends: pattern of the names whose tags, opening or closing, end the text of one.

    Raises:
        FeedError: too_many_rows.
    """
    ending = re.compile(rf"</?(?:{ends})(?=[\s/>])", re.IGNORECASE)
    for number, found in enumerate(re.finditer(rf"<{name}(?=[\s/>])", page, re.IGNORECASE), start=1):
        if number > MAX_TAGS:
            raise FeedError("too_many_rows", str(MAX_TAGS))
        part = page[found.end() : found.end() + LONGEST_TAG]
        read = _read_attributes(part)
        if read is not None:
            begin = found.end() + read[1]
            part = page[begin : begin + LONGEST_TEXT]
            end = ending.search(part)
            yield Tag(number, read[0], _text(part[: end.start()] if end else part), end is not None)


def _read_attributes(part: str) -> tuple[Mapping[str, str], int] | None:
    """Attributes of a tag and where it ends, or None where it does not end as tags do."""
    attributes: dict[str, str] = {}
    position = 0
    for _ in range(MAX_ATTRIBUTES + 1):
        position = _end_of(_SPACE, part, position)
        if part[position : position + 1] == ">":
            return attributes, position + 1
        found = _ATTRIBUTE.match(part, position)
        if found is None:
            return None
        value = next((group for group in found.groups()[1:] if group is not None), "")
        attributes.setdefault(found[1].lower(), _plain(value))
        position = found.end()
    return None


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _text(part: str) -> str:
    return _SPACES.sub(" ", _plain(_INNER_TAG.sub(" ", part))).strip()


def _plain(text: str) -> str:
    return unescape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text))
