"""Times that senders write without offset, in the zone of their country."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from data.domain.moment import Moment
from data.feeds.reading import EARLIEST, LATEST, CellError

LONGEST: Final = 40
"""Characters of a time."""


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A moment, and whether the clocks were being changed: then its first reading is taken."""

    moment: Moment
    doubtful: bool


def read_local(text: object, forms: Iterable[str], zone: ZoneInfo) -> LocalTime:
    """Read a local time by the first of the declared forms that fits, between 2000 and 2100.

    Raises:
        CellError: bad_time.
    """
    for form in forms:
        written = _parse(text, form)
        if written is None:
            continue
        moment = int(written.replace(tzinfo=zone).timestamp())
        if not EARLIEST <= moment <= LATEST:
            break
        offsets = {written.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
        return LocalTime(moment, doubtful=len(offsets) > 1)
    raise CellError("bad_time")


def _parse(text: object, form: str) -> datetime | None:
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    try:
        written = datetime.strptime(text.strip(), form)  # noqa: DTZ007 - zone follows
    except (ValueError, OverflowError):
        return None
    # near the ends of the calendar a zone's offset would leave it
    return written if 1999 <= written.year <= 2101 else None
